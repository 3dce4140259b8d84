#include "typology/latent_class/simulate.h"

#include <cstddef>
#include <cstdint>

#include "typology/base/counter_random.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/posteriors.h"

namespace caselens {
namespace {

// An index with the probabilities p[0], ..., p[count - 1].
size_t Draw(const double* p, size_t count, CounterRandom& random) {
  double left = random.Uniform();
  size_t i = 0;
  while (i + 1 < count && left >= p[i]) left -= p[i++];
  return i;
}

}  // namespace

SimulatedData Simulate(const ClassModel& model, size_t cases, uint64_t seed) {
  const std::vector<size_t> first = CategoryOffsets(model.items);
  SimulatedData simulated;
  simulated.data.items = model.items;
  simulated.data.row_count = cases;
  simulated.data.codes.reserve(cases * model.items.size());
  for (size_t i = 0; i < cases; ++i) {
    CounterRandom random({seed, i});
    const size_t k = Draw(model.shares.data(), model.ClassCount(), random);
    const double* profile = model.profile.data() + k * first.back();
    for (size_t j = 0; j < model.items.size(); ++j) {
      simulated.data.codes.push_back(static_cast<int16_t>(
          Draw(profile + first[j], first[j + 1] - first[j], random)));
    }
    simulated.classes.push_back(k);
  }
  return simulated;
}

}  // namespace caselens
