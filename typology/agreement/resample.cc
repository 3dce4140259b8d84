#include "typology/agreement/resample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace caselens {
namespace {

double Percentile(const std::vector<double>& ordered, double share) {
  const double at = share * static_cast<double>(ordered.size() - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, ordered.size() - 1);
  return std::lerp(ordered[below], ordered[above],
                   at - static_cast<double>(below));
}

}  // namespace

Resampler::Resampler(absl::Span<const double> units, uint64_t seed)
    : drawn_(units.size()), random_({seed}) {
  for (const double count : units) {
    units_.push_back(static_cast<int64_t>(count));
    total_ += units_.back();
  }
  log_factorial_.reserve(static_cast<size_t>(total_) + 1);
  log_factorial_.push_back(0);
  for (int64_t i = 1; i <= total_; ++i) {
    log_factorial_.push_back(log_factorial_.back() +
                             std::log(static_cast<double>(i)));
  }
}

absl::Span<const double> Resampler::Draw() {
  int64_t to_draw = total_;
  int64_t left = total_;
  for (size_t i = 0; i < units_.size(); ++i) {
    const int64_t drawn = Binomial(
        to_draw, static_cast<double>(units_[i]) / static_cast<double>(left));
    drawn_[i] = static_cast<double>(drawn);
    to_draw -= drawn;
    left -= units_[i];
  }
  return drawn_;
}

// Inversion from the mode outwards (Kemp 1986): the probabilities of the mode,
// of its neighbours and so on are taken off a uniform number until it is used
// up. The expected number of steps is about the standard deviation.
int64_t Resampler::Binomial(int64_t trials, double probability) {
  if (trials == 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  const auto n = static_cast<double>(trials);
  const auto mode =
      std::min(trials, static_cast<int64_t>((n + 1) * probability));
  const auto log_factorial = [this](int64_t k) {
    return log_factorial_[static_cast<size_t>(k)];
  };
  const double at_mode =
      std::exp(log_factorial(trials) - log_factorial(mode) -
               log_factorial(trials - mode) +
               static_cast<double>(mode) * std::log(probability) +
               static_cast<double>(trials - mode) * std::log1p(-probability));
  const double odds = probability / (1 - probability);
  double u = random_.Uniform() - at_mode;
  int64_t low = mode;
  int64_t high = mode;
  double p_low = at_mode;
  double p_high = at_mode;
  while (u > 0 && (low > 0 || high < trials)) {
    if (high < trials) {
      p_high *= static_cast<double>(trials - high) /
                static_cast<double>(high + 1) * odds;
      ++high;
      u -= p_high;
      if (u <= 0) return high;
    }
    if (low > 0) {
      p_low *= static_cast<double>(low) /
               static_cast<double>(trials - low + 1) / odds;
      --low;
      u -= p_low;
      if (u <= 0) return low;
    }
  }
  return mode;
}

ConfidenceInterval PercentileInterval(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  return {.low = Percentile(values, .025), .high = Percentile(values, .975)};
}

double StandardDeviation(absl::Span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (n - 1));
}

}  // namespace caselens
