#include "typology/latent_class/starts.h"

#include <cmath>
#include <cstddef>

#include "typology/base/counter_random.h"
#include "typology/latent_class/aligned.h"
#include "typology/latent_class/em_kernel.h"

namespace caselens {
namespace {

// Exponential draws divided by their sum are uniform on the simplex.
void DrawProfile(const em::Data& data, size_t stride, size_t k,
                 CounterRandom& random, AlignedDoubles& parameters) {
  for (size_t j = 0; j < data.item_count; ++j) {
    const em::ItemLevels& item = data.items[j];
    double* p = parameters.data() + (1 + item.first_level) * stride + k;
    double total = 0;
    for (size_t x = 0; x < item.level_count; ++x) {
      p[x * stride] = -std::log(random.Uniform());
      total += p[x * stride];
    }
    for (size_t x = 0; x < item.level_count; ++x) p[x * stride] /= total;
  }
}

// The other classes make room for a new one of average size.
void ReplaceClass(const em::Data& data, const em::Shape& shape, size_t replaced,
                  CounterRandom& random, AlignedDoubles& parameters) {
  const size_t stride = shape.vectors * em::kLanes;
  const double size = 1 / static_cast<double>(shape.class_count);
  const double rest = 1 - parameters[replaced];
  for (size_t k = 0; k < shape.class_count; ++k) {
    parameters[k] = rest > 0 ? parameters[k] * (1 - size) / rest : size;
  }
  parameters[replaced] = size;
  DrawProfile(data, stride, replaced, random, parameters);
}

}  // namespace

AlignedDoubles RandomStart(const em::Data& data, const em::Shape& shape,
                           CounterRandom random) {
  const size_t stride = shape.vectors * em::kLanes;
  AlignedDoubles parameters((1 + data.level_count) * stride, 0.0);
  for (size_t k = 0; k < shape.class_count; ++k) {
    parameters[k] = 1 / static_cast<double>(shape.class_count);
    DrawProfile(data, stride, k, random, parameters);
  }
  return parameters;
}

AlignedDoubles VariedStart(const em::Data& data, const em::Shape& shape,
                           const AlignedDoubles& solution,
                           CounterRandom random) {
  AlignedDoubles parameters = solution;
  // One class, seldom more than three.
  size_t count = 1;
  while (count < shape.class_count && random.Uniform() < 0.5) ++count;
  for (; count > 0; --count) {
    ReplaceClass(data, shape, random.Below(shape.class_count), random,
                 parameters);
  }
  return parameters;
}

}  // namespace caselens
