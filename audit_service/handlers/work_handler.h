#ifndef AUDIT_SERVICE_HANDLERS_WORK_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_WORK_HANDLER_H_

#include "absl/status/status.h"

#include "audit_service/call.h"
#include "caselens/v1/assignment.pb.h"
#include "storage/store.h"

namespace caselens {

class Catalogue;

// AssignmentService: what is to be done, and how far it is. Thread-safe.
class WorkHandler {
 public:
  explicit WorkHandler(Catalogue& catalogue) : catalogue_(catalogue) {}

  absl::Status GetWorkQueue(const Call& call, Reader& reader,
                            const v1::GetWorkQueueRequest& request,
                            v1::WorkQueue& response) const;
  absl::Status ListProgress(const Call& call, Reader& reader,
                            const v1::ListProgressRequest& request,
                            v1::ListProgressResponse& response) const;

 private:
  Catalogue& catalogue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_WORK_HANDLER_H_
