#ifndef AUDIT_SERVICE_HANDLERS_COMPARISON_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_COMPARISON_HANDLER_H_

#include "absl/status/status.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/comparison.pb.h"
#include "storage/store.h"

namespace caselens {

// ComparisonService. Thread-safe.
class ComparisonHandler {
 public:
  explicit ComparisonHandler(Catalogue& catalogue) : catalogue_(catalogue) {}

  absl::Status CompareCoding(const Call& call, Reader& reader,
                             const v1::CompareCodingRequest& request,
                             v1::Comparison& response) const;
  absl::Status ListComparisons(const Call& call, Reader& reader,
                               const v1::ListComparisonsRequest& request,
                               v1::ListComparisonsResponse& response) const;
  absl::Status SummariseComparisons(
      const Call& call, Reader& reader,
      const v1::SummariseComparisonsRequest& request,
      v1::ComparisonSummary& response) const;
  absl::Status SuggestTypology(const Call& call, Reader& reader,
                               const v1::SuggestTypologyRequest& request,
                               v1::TypologySuggestion& response) const;

 private:
  Catalogue& catalogue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_COMPARISON_HANDLER_H_
