#ifndef AUDIT_SERVICE_HANDLERS_ADJUDICATION_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_ADJUDICATION_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/adjudication.pb.h"
#include "caselens/v1/coding.pb.h"
#include "storage/store.h"

namespace caselens {

// AdjudicationService. Thread-safe.
class AdjudicationHandler {
 public:
  explicit AdjudicationHandler(Catalogue& catalogue) : catalogue_(catalogue) {}

  absl::Status ListAdjudications(const Call& call, Reader& reader,
                                 const v1::ListAdjudicationsRequest& request,
                                 v1::ListAdjudicationsResponse& response) const;
  absl::Status GetAdjudication(const Call& call, Reader& reader,
                               const v1::GetAdjudicationRequest& request,
                               v1::Adjudication& response) const;
  absl::StatusOr<Plan> ResolveDisagreements(
      const Call& call, Reader& reader,
      const v1::ResolveDisagreementsRequest& request,
      v1::Adjudication& response) const;
  absl::StatusOr<Plan> CompleteAdjudication(
      const Call& call, Reader& reader,
      const v1::CompleteAdjudicationRequest& request,
      v1::Coding& response) const;

 private:
  Catalogue& catalogue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_ADJUDICATION_HANDLER_H_
