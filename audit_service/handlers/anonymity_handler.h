#ifndef AUDIT_SERVICE_HANDLERS_ANONYMITY_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_ANONYMITY_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/anonymity/placeholder_memory.h"
#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/anonymity.pb.h"
#include "storage/store.h"
#include "typology/anonymity/guard.h"

namespace caselens {

// AnonymityService: checks of texts, and the second reading of what auditors
// kept. Thread-safe.
class AnonymityHandler {
 public:
  AnonymityHandler(Catalogue& catalogue, const anonymity::Guard& guard,
                   PlaceholderMemory& memory)
      : catalogue_(catalogue), guard_(guard), memory_(memory) {}

  absl::Status CheckText(const Call& call, Reader& reader,
                         const v1::CheckTextRequest& request,
                         v1::CheckTextResponse& response) const;
  absl::Status ListKeptSpans(const Call& call, Reader& reader,
                             const v1::ListKeptSpansRequest& request,
                             v1::ListKeptSpansResponse& response) const;
  absl::Status GetKeptSpan(const Call& call, Reader& reader,
                           const v1::GetKeptSpanRequest& request,
                           v1::KeptSpan& response) const;
  absl::StatusOr<Plan> ReviewKeptSpan(const Call& call, Reader& reader,
                                      const v1::ReviewKeptSpanRequest& request,
                                      v1::KeptSpan& response) const;
  absl::Status GetDetectorScan(const Call& call, Reader& reader,
                               const v1::GetDetectorScanRequest& request,
                               v1::DetectorScan& response) const;
  absl::Status ListKeepRates(const Call& call, Reader& reader,
                             const v1::ListKeepRatesRequest& request,
                             v1::ListKeepRatesResponse& response) const;

 private:
  Catalogue& catalogue_;
  const anonymity::Guard& guard_;
  PlaceholderMemory& memory_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_ANONYMITY_HANDLER_H_
