#ifndef TYPOLOGY_LATENT_CLASS_RESAMPLE_H_
#define TYPOLOGY_LATENT_CLASS_RESAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/base/counter_random.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// New cases from a model, as many as `patterns` has of each pattern of missing
// answers, with the same answers missing (parametric bootstrap). Weights are
// rounded so that their total is kept to within a case.
PatternTable DrawLike(const PatternTable& patterns, const ClassModel& model,
                      CounterRandom random);

// How often each row is drawn when as many rows as there are, or clusters if
// given, are drawn with replacement (non-parametric bootstrap).
std::vector<double> DrawRows(size_t row_count,
                             absl::Span<const std::string> clusters,
                             CounterRandom random);

// The patterns with other weights: weights[row] is added up by pattern.
PatternTable Reweigh(const PatternTable& patterns,
                     absl::Span<const double> weights);

// Climbs from the solution of `fit` with its options on other patterns of the
// same items. Classes keep their order.
absl::StatusOr<Fit> RefitFrom(const Fit& fit, const PatternTable& patterns);

// The order in which the classes of `other` are most like those of `model`:
// other[order[k]] is model's class k. Profiles are compared by squared
// distance, weighted by share.
std::vector<size_t> AlignClasses(const ClassModel& model,
                                 const ClassModel& other);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_RESAMPLE_H_
