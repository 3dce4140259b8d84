#ifndef AUDIT_SERVICE_WORKFLOW_ASSIGNMENTS_H_
#define AUDIT_SERVICE_WORKFLOW_ASSIGNMENTS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "audit_service/call.h"
#include "audit_service/history/event.h"
#include "storage/store.h"

namespace caselens {

// `studies/{study}/assignments/{assignment}`.
std::string AssignmentName(const AssignmentRow& row);
// The assignment as its commitments cover it: without the site's own ids.
Version AssignmentVersion(const AssignmentRow& row);

// FAILED_PRECONDITION, naming `field`, unless the principal with this id is an
// auditor of the site whose training there is recorded, and the site is ready.
absl::Status CheckMayBeAssigned(Reader& reader, const std::string& study,
                                const std::string& site,
                                absl::string_view field,
                                const std::string& auditor);

// Whether the auditor of `row` could read what somebody else submitted of the
// same file, and so is no second pair of eyes any more.
absl::StatusOr<bool> MayHaveRead(Reader& reader, const Scope& scope,
                                 const AssignmentRow& row);

// Inserts the row with its event; `change` is the call's. ALREADY_EXISTS if the
// file has a coder of that rank, or the auditor has the file.
absl::Status InsertAssignment(Transaction& transaction, Change change,
                              const AssignmentRow& row);
// The same for somebody who is to code the file. FAILED_PRECONDITION if they
// may have read a coding of it.
absl::Status InsertCoder(Transaction& transaction, const Scope& scope,
                         Change change, const AssignmentRow& row);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_ASSIGNMENTS_H_
