#ifndef AUDIT_SERVICE_HANDLERS_ASSIGNMENT_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_ASSIGNMENT_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "caselens/v1/assignment.pb.h"
#include "storage/store.h"

namespace caselens {

// AssignmentService: one assignment at a time, and lists. Stateless;
// thread-safe.
class AssignmentHandler {
 public:
  absl::StatusOr<Plan> CreateAssignment(
      const Call& call, Reader& reader,
      const v1::CreateAssignmentRequest& request,
      v1::Assignment& response) const;
  absl::StatusOr<Plan> ReassignAssignment(
      const Call& call, Reader& reader,
      const v1::ReassignAssignmentRequest& request,
      v1::Assignment& response) const;
  absl::StatusOr<Plan> CancelAssignment(
      const Call& call, Reader& reader,
      const v1::CancelAssignmentRequest& request,
      v1::Assignment& response) const;
  absl::Status GetAssignment(const Call& call, Reader& reader,
                             const v1::GetAssignmentRequest& request,
                             v1::Assignment& response) const;
  absl::Status ListAssignments(const Call& call, Reader& reader,
                               const v1::ListAssignmentsRequest& request,
                               v1::ListAssignmentsResponse& response) const;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_ASSIGNMENT_HANDLER_H_
