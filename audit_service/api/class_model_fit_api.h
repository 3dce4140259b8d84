#ifndef AUDIT_SERVICE_API_CLASS_MODEL_FIT_API_H_
#define AUDIT_SERVICE_API_CLASS_MODEL_FIT_API_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/class_model_fit.pb.h"
#include "typology/latent_class/criteria.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// v1.ClassModelFit and its parts to and from plain values.

// The options with defaults filled in. INVALID_ARGUMENT names a field out of
// range; sites, map and items are for who knows the study.
absl::StatusOr<v1::FitOptions> CheckedFitOptions(v1::FitOptions options);

// The same for the engine, but for the number of classes.
FitOptions EngineOptions(const v1::FitOptions& options);

// The numbers of classes to fit, in order: 1 and the range.
std::vector<int> ClassCounts(const v1::FitOptions& options);

// Distinct cases (bit i: items[i] is present) and how many there are of each.
using CaseCounts = std::map<uint32_t, uint32_t>;

v1::FitPatterns RenderFitPatterns(const std::vector<std::string>& items,
                                  const CaseCounts& cases);
// Items that are the same in every case have a single category.
PatternTable ParseFitPatterns(const v1::FitPatterns& patterns);

// A result of binary items; one that has a single category is present or
// absent in every class.
v1::FitResult RenderFitResult(const Fit& fit, const Criteria& criteria);

// Whether nothing more will come of the fit.
bool IsDone(const v1::ClassModelFit& fit);
// What can be said of a fit's progress from what is stored.
v1::FitProgress RenderFitProgress(const v1::ClassModelFit& fit);

// The result as a model, labelled by the items that stand out; DVA flags, item
// labels and what belongs to a resource are left to the caller.
v1::ClassModel RenderFittedModel(const v1::ClassModelFit& fit,
                                 const v1::FitResult& result);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_CLASS_MODEL_FIT_API_H_
