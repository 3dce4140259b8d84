#ifndef AUDIT_SERVICE_HANDLERS_ASSIGN_FILES_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_ASSIGN_FILES_HANDLER_H_

#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "caselens/v1/assignment.pb.h"
#include "storage/store.h"

namespace caselens {

// AssignmentService: many files at once. Stateless; thread-safe.
class AssignFilesHandler {
 public:
  absl::StatusOr<Plan> AssignFiles(const Call& call, Reader& reader,
                                   const v1::AssignFilesRequest& request,
                                   v1::AssignFilesResponse& response) const;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_ASSIGN_FILES_HANDLER_H_
