#ifndef AUDIT_SERVICE_HANDLERS_ERASURE_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_ERASURE_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/jobs/eraser.h"
#include "caselens/v1/erasure.pb.h"
#include "storage/store.h"

namespace caselens {

// ErasureService. Thread-safe.
class ErasureHandler {
 public:
  // `eraser` outlives this.
  explicit ErasureHandler(Eraser& eraser) : eraser_(eraser) {}

  absl::StatusOr<Plan> RequestErasure(const Call& call, Reader& reader,
                                      const v1::RequestErasureRequest& request,
                                      v1::Erasure& response) const;
  absl::StatusOr<Plan> ApproveErasure(const Call& call, Reader& reader,
                                      const v1::ApproveErasureRequest& request,
                                      v1::Erasure& response) const;
  absl::Status GetErasure(const Call& call, Reader& reader,
                          const v1::GetErasureRequest& request,
                          v1::Erasure& response) const;
  absl::Status ListErasures(const Call& call, Reader& reader,
                            const v1::ListErasuresRequest& request,
                            v1::ListErasuresResponse& response) const;

 private:
  Eraser& eraser_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_ERASURE_HANDLER_H_
