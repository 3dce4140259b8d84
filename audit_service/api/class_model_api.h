#ifndef AUDIT_SERVICE_API_CLASS_MODEL_API_H_
#define AUDIT_SERVICE_API_CLASS_MODEL_API_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/class_model.pb.h"
#include "typology/latent_class/class_model.h"
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

// Present factors by key; `uncoded` ones are left out. INVALID_ARGUMENT names
// a key that is not an item of the model.
absl::StatusOr<Pattern> ParseFactorPattern(
    const v1::ClassModel& model, absl::Span<const std::string> present,
    absl::Span<const std::string> uncoded);

void RenderMembership(const v1::ClassModel& model, const ClassScore& score,
                      v1::ClassMembership& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_CLASS_MODEL_API_H_
