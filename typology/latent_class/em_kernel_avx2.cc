#define CASELENS_KERNEL kAvx2Kernel
#define CASELENS_KERNEL_NAME "avx2"
#include "typology/latent_class/em_kernel_implementation.h"
