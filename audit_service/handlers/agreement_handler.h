#ifndef AUDIT_SERVICE_HANDLERS_AGREEMENT_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_AGREEMENT_HANDLER_H_

#include "absl/status/status.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/agreement.pb.h"
#include "storage/store.h"

namespace caselens {

// AgreementService. Thread-safe.
class AgreementHandler {
 public:
  explicit AgreementHandler(Catalogue& catalogue) : catalogue_(catalogue) {}

  absl::Status MeasureAgreement(const Call& call, Reader& reader,
                                const v1::MeasureAgreementRequest& request,
                                v1::AgreementReport& response) const;
  absl::Status ListDisagreements(const Call& call, Reader& reader,
                                 const v1::ListDisagreementsRequest& request,
                                 v1::ListDisagreementsResponse& response) const;
  absl::Status MeasureCalibration(const Call& call, Reader& reader,
                                  const v1::MeasureCalibrationRequest& request,
                                  v1::AgreementReport& response) const;

 private:
  Catalogue& catalogue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_AGREEMENT_HANDLER_H_
