#ifndef TYPOLOGY_LATENT_CLASS_BOOTSTRAP_H_
#define TYPOLOGY_LATENT_CLASS_BOOTSTRAP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

struct BootstrapTestOptions {
  size_t replicates = 500;
  // Random starts of each replicate's fit with one class more, besides the
  // solution with one class less and a class split. With a single start the
  // replicates fall short of their optimum and the test rejects too often.
  size_t starts = 16;
  // Stop once so many replicates were at least as large as the data's ratio
  // (Besag and Clifford 1991); 0: never. 26 keeps p < .05 of 500 exact.
  size_t stop_at_exceedances = 26;
  uint64_t seed = 1;
  size_t threads = 1;
  // Called between batches with replicates done; false stops the test there.
  std::function<bool(size_t)> progress = {};
};

// Bootstrap likelihood-ratio test of a model against one with a class more.
struct BootstrapTest {
  size_t classes = 0;  // of the smaller model
  double likelihood_ratio = 0;
  double p = 1;
  std::vector<double> replicates;  // ratios under the smaller model
  size_t exceedances = 0;
  bool stopped_early = false;
};

// Tests `smaller` against `larger`, both fitted to `patterns`, on data drawn
// from `smaller` (McLachlan 1987; Nylund et al. 2007). p is (1 + exceedances) /
// (1 + replicates), or exceedances / replicates when stopped early. The result
// does not depend on threads. Returns INVALID_ARGUMENT unless `larger` has one
// class more, or if there are no replicates.
absl::StatusOr<BootstrapTest> TestOneClassMore(
    const Fit& smaller, const Fit& larger, const PatternTable& patterns,
    const BootstrapTestOptions& options);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_BOOTSTRAP_H_
