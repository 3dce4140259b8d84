#include "typology/agreement/weights.h"

#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace caselens {
namespace {

std::vector<double> Ranks(size_t categories) {
  std::vector<double> ranks(categories);
  std::iota(ranks.begin(), ranks.end(), 0.0);
  return ranks;
}

double MasiSimilarity(uint64_t a, uint64_t b) {
  if (a == b) return 1;
  const uint64_t both = a & b;
  if (both == 0) return 0;
  const double jaccard = static_cast<double>(std::popcount(both)) /
                         static_cast<double>(std::popcount(a | b));
  const bool nested = both == a || both == b;
  return jaccard * (nested ? 2.0 : 1.0) / 3.0;
}

}  // namespace

Weights Weights::Identity(size_t categories) { return Weights(categories); }

Weights Weights::Scaled(std::vector<double> positions, double linear,
                        double quadratic) {
  Weights weights(positions.size());
  const double range =
      positions.empty() ? 0 : positions.back() - positions.front();
  if (!(range > 0)) return weights;
  const double first = positions.front();
  for (double& position : positions) position = (position - first) / range;
  weights.positions_ = std::move(positions);
  weights.linear_ = linear;
  weights.quadratic_ = quadratic;
  return weights;
}

Weights Weights::Linear(std::vector<double> positions) {
  return Scaled(std::move(positions), 1, 0);
}

Weights Weights::Quadratic(std::vector<double> positions) {
  return Scaled(std::move(positions), 0, 1);
}

// C(d + 1, 2) / C(q, 2) = (d^2 + d) / (q (q - 1)), and d = (q - 1) times the
// distance of positions in [0, 1].
Weights Weights::Ordinal(size_t categories) {
  const auto q = static_cast<double>(categories);
  return Scaled(Ranks(categories), 1 / q, (q - 1) / q);
}

Weights Weights::Masi(std::vector<uint64_t> sets) {
  Weights weights(sets.size());
  weights.sets_ = std::move(sets);
  return weights;
}

double Weights::Between(size_t a, size_t b) const {
  if (a == b) return 1;
  if (!sets_.empty()) return MasiSimilarity(sets_[a], sets_[b]);
  if (positions_.empty()) return 0;
  const double distance = std::abs(positions_[a] - positions_[b]);
  return 1 - distance * (linear_ + quadratic_ * distance);
}

std::vector<double> Weights::Times(absl::Span<const double> p) const {
  if (!positions_.empty()) return TimesPositions(p);
  std::vector<double> product(p.begin(), p.end());
  if (sets_.empty()) return product;
  for (size_t a = 0; a < categories_; ++a) {
    for (size_t b = 0; b < a; ++b) {
      const double weight = MasiSimilarity(sets_[a], sets_[b]);
      product[a] += weight * p[b];
      product[b] += weight * p[a];
    }
  }
  return product;
}

// With P_i the sums of p x^i: the squares are x^2 P_0 - 2 x P_1 + P_2, and the
// distances come from running sums below and above x.
std::vector<double> Weights::TimesPositions(absl::Span<const double> p) const {
  double p0 = 0;
  double p1 = 0;
  double p2 = 0;
  for (size_t k = 0; k < categories_; ++k) {
    p0 += p[k];
    p1 += p[k] * positions_[k];
    p2 += p[k] * positions_[k] * positions_[k];
  }
  std::vector<double> product(categories_);
  double below0 = 0;
  double below1 = 0;
  for (size_t k = 0; k < categories_; ++k) {
    const double x = positions_[k];
    below0 += p[k];
    below1 += p[k] * x;
    const double distances = x * (2 * below0 - p0) + p1 - 2 * below1;
    const double squares = x * (x * p0 - 2 * p1) + p2;
    product[k] = p0 - linear_ * distances - quadratic_ * squares;
  }
  return product;
}

}  // namespace caselens
