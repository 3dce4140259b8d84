#ifndef TYPOLOGY_LATENT_CLASS_ALIGNED_H_
#define TYPOLOGY_LATENT_CLASS_ALIGNED_H_

#include <cstddef>
#include <new>
#include <vector>

#include "typology/latent_class/em_kernel.h"

namespace caselens {

// Memory at the boundary that vector instructions want.
template <typename T>
struct AlignedAllocator {
  // NOLINTNEXTLINE(readability-identifier-naming): the standard's name.
  using value_type = T;
  AlignedAllocator() = default;
  template <typename U>
  // NOLINTNEXTLINE(google-explicit-constructor): converts, as allocators must.
  AlignedAllocator(const AlignedAllocator<U>&) {}
  // NOLINTNEXTLINE(readability-identifier-naming)
  T* allocate(size_t count) {
    return static_cast<T*>(
        ::operator new (count * sizeof(T), std::align_val_t{em::kAlignment}));
  }
  // NOLINTNEXTLINE(readability-identifier-naming)
  void deallocate(T* p, size_t) {
    ::operator delete (p, std::align_val_t{em::kAlignment});
  }
  bool operator==(const AlignedAllocator&) const = default;
};

using AlignedDoubles = std::vector<double, AlignedAllocator<double>>;

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_ALIGNED_H_
