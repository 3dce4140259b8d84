#ifndef AUDIT_SERVICE_HANDLERS_DISCLOSURE_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_DISCLOSURE_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/disclosure.pb.h"
#include "storage/store.h"

namespace caselens {

// DisclosureService. Thread-safe.
class DisclosureHandler {
 public:
  explicit DisclosureHandler(Catalogue& catalogue) : catalogue_(catalogue) {}

  absl::Status FindRareCombinations(
      const Call& call, Reader& reader,
      const v1::FindRareCombinationsRequest& request,
      v1::FindRareCombinationsResponse& response) const;
  absl::StatusOr<Plan> ReviewDisclosure(
      const Call& call, Reader& reader,
      const v1::ReviewDisclosureRequest& request,
      v1::DisclosureReview& response) const;
  absl::Status GetDossier(const Call& call, Reader& reader,
                          const v1::GetDossierRequest& request,
                          v1::Dossier& response) const;

 private:
  Catalogue& catalogue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_DISCLOSURE_HANDLER_H_
