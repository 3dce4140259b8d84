#ifndef AUDIT_SERVICE_API_CLASS_MODEL_API_H_
#define AUDIT_SERVICE_API_CLASS_MODEL_API_H_

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/class_model.pb.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/cross_classification.h"
#include "typology/latent_class/published.h"
#include "typology/latent_class/scoring.h"

namespace caselens {

// v1.ClassModel and v1.ClassMembership to and from plain values.

// Binary items in the order of the profile.
absl::StatusOr<ClassModel> ParseClassModel(const v1::ClassModel& message);
// Keys of the items that record DVA.
std::vector<std::string> DvaItems(const v1::ClassModel& message);

void RenderClassModel(const PublishedTable& table,
                      const std::function<bool(const std::string&)>& is_dva,
                      v1::ClassModel& message);

// Why the figures of a model that was chosen from a fit are not to be printed
// outside the study; "" if they may be, or if it is not known how many cases
// there were.
std::string NotForRelease(const v1::ClassModel& model);

// The next version of `model`: class order[i] (from 1) as class i + 1, labelled
// labels[i]; for an empty list, as they are. INVALID_ARGUMENT names the field.
absl::StatusOr<v1::ClassModel> RelabelledModel(
    const v1::ClassModel& model, const std::vector<int>& order,
    const std::vector<std::string>& labels);

// The id that all versions of a model begin with: that of the first.
std::string FirstVersionId(const v1::ClassModel& model);

// Present factors by key; `uncoded` ones are left out. INVALID_ARGUMENT names
// a key that is not an item of the model.
absl::StatusOr<Pattern> ParseFactorPattern(
    const v1::ClassModel& model, absl::Span<const std::string> present,
    absl::Span<const std::string> uncoded);

// The factors of a record that are items of the model; a model may have fewer
// items than the factor scheme.
Pattern RecordedPattern(const v1::ClassModel& model,
                        const std::set<std::string>& factors);

void RenderMembership(const v1::ClassModel& model, const ClassScore& score,
                      v1::ClassMembership& message);

// A score with what each item says for the modal class against the runner-up.
// The pattern fits the model.
void RenderPatternScore(const v1::ClassModel& model, const Scorer& scorer,
                        const Pattern& pattern, const ClassScore& score,
                        v1::PatternScore& message);

// Table, partners and how far they go; not what concerns the case files.
void RenderCrossClassification(const v1::ClassModel& first,
                               const v1::ClassModel& second,
                               const CrossClassification& cross,
                               v1::ClassModelComparison& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_CLASS_MODEL_API_H_
