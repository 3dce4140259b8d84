#ifndef TYPOLOGY_AGREEMENT_UNITS_H_
#define TYPOLOGY_AGREEMENT_UNITS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "typology/agreement/figure.h"
#include "typology/agreement/tally.h"
#include "typology/agreement/weights.h"

namespace caselens {

// Units with the same ratings.
struct UnitGroup {
  std::vector<int> ratings;
  double units = 0;
  double rated = 0;  // by how many coders: at least one

  bool Paired() const { return rated >= 2; }
};

// The units that anybody rated, grouped.
struct Units {
  std::vector<UnitGroup> groups;
  size_t coders = 0;
  double count = 0;
  double paired = 0;  // rated by two coders or more
  // What divides the sum of squared deviations of unit values. Two coders who
  // both rated every unit are a two-way table, for which the published
  // variances (Fleiss, Cohen and Everitt 1969) divide by n^2; Gwet's for
  // several coders or missing ratings divide by n (n - 1). irrCAC does the
  // same.
  double variance_divisor = 0;

  static Units Of(const RatingTally& tally);
  Units PairedOnly() const;
};

// Calls f(category, coder) for every rating.
template <typename F>
void ForEachRating(const UnitGroup& group, F f) {
  for (size_t coder = 0; coder < group.ratings.size(); ++coder) {
    const int rating = group.ratings[coder];
    if (rating != kNotRated) f(static_cast<size_t>(rating), coder);
  }
}

// The mean weight over the ordered pairs of ratings of a unit; 0 if it has one
// rating.
double PairAgreement(const UnitGroup& group, const Weights& weights);

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_UNITS_H_
