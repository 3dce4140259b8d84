#ifndef AUDIT_SERVICE_WORKFLOW_ASSIGNMENTS_H_
#define AUDIT_SERVICE_WORKFLOW_ASSIGNMENTS_H_

#include <string>

#include "absl/status/status.h"
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

// Inserts the row with its event; `change` is the call's. ALREADY_EXISTS if the
// file has a coder of that rank, or the auditor has the file.
absl::Status InsertAssignment(Transaction& transaction, Change change,
                              const AssignmentRow& row);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_ASSIGNMENTS_H_
