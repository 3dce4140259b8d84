#define CASELENS_KERNEL kBaselineKernel
#define CASELENS_KERNEL_NAME "baseline"
#include "typology/latent_class/em_kernel_implementation.h"
