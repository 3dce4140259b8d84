#include "typology/latent_class/em_kernel.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace caselens::em {
namespace {

// Calls visit(level) for each answer of a row.
template <typename Visit>
void ForEachLevel(const Data& data, size_t row, Visit visit) {
  for (size_t g = 0; g < data.group_count; ++g) {
    const Group& group = data.groups[g];
    uint32_t code = data.codes[row * data.group_count + g] - group.first_code;
    for (uint32_t j = group.end_item; j-- > group.first_item;) {
      const ItemLevels& item = data.items[j];
      const uint32_t category = code % item.radix;
      code /= item.radix;
      if (category < item.level_count) visit(item.first_level + category);
    }
  }
}

}  // namespace

double RowInLogSpace(const Data& data, const Shape& shape, size_t row,
                     const double* ratios, const double* shares,
                     double* joint) {
  const size_t stride = shape.vectors * kLanes;
  for (size_t k = 0; k < stride; ++k) joint[k] = std::log(shares[k]);
  ForEachLevel(data, row, [&](size_t level) {
    for (size_t k = 0; k < stride; ++k) {
      joint[k] += std::log(ratios[level * stride + k]);
    }
  });
  const double largest = *std::max_element(joint, joint + stride);
  if (!std::isfinite(largest)) {
    std::fill(joint, joint + stride, 0.0);
    return -std::numeric_limits<double>::infinity();
  }
  double sum = 0;
  for (size_t k = 0; k < stride; ++k) {
    joint[k] = std::exp(joint[k] - largest);
    sum += joint[k];
  }
  for (size_t k = 0; k < stride; ++k) joint[k] /= sum;
  return largest + std::log(sum);
}

}  // namespace caselens::em
