#include "typology/agreement/alpha.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "absl/types/span.h"

#include "typology/agreement/resample.h"

namespace caselens {
namespace {

constexpr char kNoVariation[] = "the ratings do not vary";

std::vector<double> Shares(const Units& paired, size_t categories) {
  std::vector<double> shares(categories);
  double ratings = 0;
  for (const UnitGroup& group : paired.groups) {
    ratings += group.units * group.rated;
    ForEachRating(group, [&](size_t category, size_t /*coder*/) {
      shares[category] += group.units;
    });
  }
  for (double& share : shares) share /= ratings;
  return shares;
}

double WeightedSum(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// Categories at the middle of their ratings in the order of all ratings: the
// ordinal distance of two categories is the square of the distance of these.
std::vector<double> MiddleRanks(absl::Span<const double> ratings) {
  std::vector<double> middles;
  middles.reserve(ratings.size());
  double below = 0;
  for (const double count : ratings) {
    middles.push_back(below + count / 2);
    below += count;
  }
  return middles;
}

// Alpha with ordinal distances, for any numbers of units in the groups.
class OrdinalValue {
 public:
  OrdinalValue(const Units& paired, size_t categories)
      : groups_(paired.groups), ratings_(categories) {}

  // Alpha of the groups with these numbers of units.
  std::optional<double> Of(absl::Span<const double> units) {
    std::fill(ratings_.begin(), ratings_.end(), 0.0);
    double count = 0;
    for (size_t i = 0; i < groups_.size(); ++i) {
      count += units[i] * groups_[i].rated;
      ForEachRating(groups_[i], [&](size_t category, size_t /*coder*/) {
        ratings_[category] += units[i];
      });
    }
    const std::vector<double> middles = MiddleRanks(ratings_);
    // Both sums are of squares over ordered pairs: of all ratings, over their
    // number, and of the ratings of a unit.
    const double expected = 2 * SquaresAround(middles, count);
    if (!(expected > 0)) return std::nullopt;
    double observed = 0;
    for (size_t i = 0; i < groups_.size(); ++i) {
      observed += units[i] * SquaresWithin(groups_[i], middles);
    }
    return 1 - (count - 1) / count * observed / expected;
  }

 private:
  double SquaresAround(const std::vector<double>& middles, double count) const {
    const double mean = WeightedSum(ratings_, middles) / count;
    double squares = 0;
    for (size_t k = 0; k < middles.size(); ++k) {
      squares += ratings_[k] * std::pow(middles[k] - mean, 2);
    }
    return squares;
  }

  // Sum over ordered pairs of the ratings of a unit, over one less than their
  // number.
  static double SquaresWithin(const UnitGroup& group,
                              const std::vector<double>& middles) {
    double sum = 0;
    ForEachRating(group, [&](size_t category, size_t /*coder*/) {
      sum += middles[category];
    });
    const double mean = sum / group.rated;
    double squares = 0;
    ForEachRating(group, [&](size_t category, size_t /*coder*/) {
      squares += std::pow(middles[category] - mean, 2);
    });
    return 2 * group.rated * squares / (group.rated - 1);
  }

  const std::vector<UnitGroup>& groups_;
  std::vector<double> ratings_;
};

}  // namespace

Figure Alpha(const Units& units, const Weights& weights) {
  const Units paired = units.PairedOnly();
  const double n = paired.count;
  const std::vector<double> shares = Shares(paired, weights.Categories());
  const std::vector<double> near = weights.Times(shares);
  const double expected = WeightedSum(shares, near);
  const double beyond = 1 - expected;
  if (!(beyond > 1e-12)) {
    return NotDefined(kNoVariation, static_cast<int64_t>(n));
  }
  double ratings = 0;
  for (const UnitGroup& group : paired.groups) {
    ratings += group.units * group.rated;
  }
  const double mean_rated = ratings / n;
  double observed = 0;
  for (const UnitGroup& group : paired.groups) {
    observed +=
        group.units * group.rated * PairAgreement(group, weights) / ratings;
  }
  // The correction for small samples is in the value; of the variance irrCAC
  // has it in one place only, and so have we.
  const double corrected = observed + (1 - observed) / ratings;
  const double value = (corrected - expected) / beyond;
  const double plain = (observed - expected) / beyond;
  double squares = 0;
  for (const UnitGroup& group : paired.groups) {
    const double relative = group.rated / mean_rated;
    double sum = 0;
    ForEachRating(group, [&](size_t category, size_t /*coder*/) {
      sum += near[category];
    });
    const double agreement =
        relative * PairAgreement(group, weights) - corrected * (relative - 1);
    const double chance = sum / mean_rated - expected * (relative - 1);
    const double linearised = (agreement - expected) / beyond -
                              2 * (1 - plain) * (chance - expected) / beyond;
    squares += group.units * std::pow(linearised - plain, 2);
  }
  return WithVariance(value, squares / paired.variance_divisor, n - 1,
                      static_cast<int64_t>(n), {});
}

Figure OrdinalAlpha(const Units& units, size_t categories,
                    const Bootstrap& bootstrap) {
  const Units paired = units.PairedOnly();
  std::vector<double> counts;
  for (const UnitGroup& group : paired.groups) counts.push_back(group.units);
  OrdinalValue value(paired, categories);
  const auto n = static_cast<int64_t>(paired.count);
  Figure figure{.value = value.Of(counts), .n = n};
  if (!figure.value.has_value()) return NotDefined(kNoVariation, n);
  if (counts.size() == 1) {
    figure.why = n == 1 ? "no interval: it needs two units"
                        : "no interval: the units do not vary";
    return figure;
  }
  std::vector<double> drawn_values;
  Resampler resampler(counts, bootstrap.seed);
  for (int i = 0; i < bootstrap.replicates; ++i) {
    const std::optional<double> drawn = value.Of(resampler.Draw());
    if (drawn.has_value()) drawn_values.push_back(*drawn);
  }
  if (static_cast<double>(drawn_values.size()) < .9 * bootstrap.replicates ||
      drawn_values.size() < 2) {
    figure.why = "no interval: too few units differ to draw them again";
    return figure;
  }
  figure.interval = PercentileInterval(drawn_values);
  figure.standard_error = StandardDeviation(drawn_values);
  return figure;
}

}  // namespace caselens
