#ifndef TYPOLOGY_AGREEMENT_RESAMPLE_H_
#define TYPOLOGY_AGREEMENT_RESAMPLE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

#include "typology/agreement/figure.h"
#include "typology/base/counter_random.h"

namespace caselens {

// Draws as many units as there are, with replacement, group by group: a
// multinomial count each, so that a draw costs the groups and not the units.
// Exact, and the same for the same seed.
class Resampler {
 public:
  // `units` in each group.
  Resampler(absl::Span<const double> units, uint64_t seed);
  // How many of each group. Valid until the next draw.
  absl::Span<const double> Draw();

 private:
  int64_t Binomial(int64_t trials, double probability);

  std::vector<int64_t> units_;
  int64_t total_ = 0;
  std::vector<double> log_factorial_;  // 0 to total_
  std::vector<double> drawn_;
  CounterRandom random_;
};

// The middle 95% of the values, which are put in order; between two of them
// linearly (type 7 of Hyndman and Fan 1996). Wants at least one.
ConfidenceInterval PercentileInterval(std::vector<double>& values);
// Wants at least two.
double StandardDeviation(absl::Span<const double> values);

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_RESAMPLE_H_
