#ifndef AUDIT_SERVICE_WORKFLOW_CLASS_MODELS_H_
#define AUDIT_SERVICE_WORKFLOW_CLASS_MODELS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/class_model_fit.pb.h"
#include "storage/scope.h"
#include "storage/store.h"

namespace caselens {

// What the ways to a new class model have in common.

// Whether `scope` covers every site of the fit: only then is it to be seen.
bool Covers(const Scope& scope, const v1::ClassModelFit& fit);

// Keeps probabilities `clamp` away from 0 and 1; 0 leaves them.
// INVALID_ARGUMENT naming `clamp` for anything but 0 to .05.
absl::Status ClampModel(double clamp, v1::ClassModel& model);

// Labels items as their factors are, and marks those that record DVA.
void DescribeItems(const Catalogue& catalogue, v1::ClassModel& model);

// Completes `model` with the time and a version, and stores it with its event,
// which commits to the reason if there is one. INVALID_ARGUMENT for a model
// that nothing could be held against; ALREADY_EXISTS for a name that is taken.
absl::StatusOr<Plan> InsertModel(const Call& call, v1::ClassModel& model);

// Where the classes that came with an imported model are kept.
inline constexpr char kImportedCollection[] = "classModelAssignments";
std::string ImportedName(const std::string& model);
// They, by name of the case file; empty if none came. A later version of an
// imported model has none: its classes may have other numbers.
absl::StatusOr<std::map<std::string, int>> LoadImportedClasses(
    Reader& reader, const std::string& model);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_CLASS_MODELS_H_
