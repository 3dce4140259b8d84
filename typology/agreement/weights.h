#ifndef TYPOLOGY_AGREEMENT_WEIGHTS_H_
#define TYPOLOGY_AGREEMENT_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace caselens {

// How near two categories count as being: 1 on the diagonal, less elsewhere.
// No matrix is kept, so that an interval scale may have thousands of values.
class Weights {
 public:
  // 0 for any two different categories.
  static Weights Identity(size_t categories);
  // 1 - |x - y| / range and 1 - ((x - y) / range)^2, of the positions of the
  // categories, which ascend (Cohen 1968; Fleiss and Cohen 1973). Ranks are
  // positions. With a range of 0 they are Identity.
  static Weights Linear(std::vector<double> positions);
  static Weights Quadratic(std::vector<double> positions);
  // 1 - C(d + 1, 2) / C(q, 2) for q categories that are d ranks apart
  // (Gwet 2014, section 3.5).
  static Weights Ordinal(size_t categories);
  // MASI (Passonneau 2006) of sets as bits: Jaccard's index, times 1 if the
  // sets are equal, 2/3 if one holds the other, 1/3 if they overlap. Two empty
  // sets are equal.
  static Weights Masi(std::vector<uint64_t> sets);

  size_t Categories() const { return categories_; }
  double Between(size_t a, size_t b) const;
  // W p. O(q), but O(q^2) for MASI.
  std::vector<double> Times(absl::Span<const double> p) const;

 private:
  explicit Weights(size_t categories) : categories_(categories) {}
  static Weights Scaled(std::vector<double> positions, double linear,
                        double quadratic);
  std::vector<double> TimesPositions(absl::Span<const double> p) const;

  size_t categories_;
  // 1 - linear_ * d - quadratic_ * d^2 for positions in [0, 1] that are d
  // apart; empty if the weights are of another kind.
  std::vector<double> positions_;
  double linear_ = 0;
  double quadratic_ = 0;
  std::vector<uint64_t> sets_;
};

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_WEIGHTS_H_
