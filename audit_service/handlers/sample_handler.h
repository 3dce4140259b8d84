#ifndef AUDIT_SERVICE_HANDLERS_SAMPLE_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_SAMPLE_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/sample.pb.h"
#include "storage/store.h"

namespace caselens {

// SampleService. Thread-safe.
class SampleHandler {
 public:
  explicit SampleHandler(Catalogue& catalogue) : catalogue_(catalogue) {}

  absl::StatusOr<Plan> DrawSample(const Call& call, Reader& reader,
                                  const v1::DrawSampleRequest& request,
                                  v1::Sample& response) const;
  absl::Status GetSample(const Call& call, Reader& reader,
                         const v1::GetSampleRequest& request,
                         v1::Sample& response) const;
  absl::Status ListSamples(const Call& call, Reader& reader,
                           const v1::ListSamplesRequest& request,
                           v1::ListSamplesResponse& response) const;
  absl::StatusOr<Plan> ReplaceSampledFile(
      const Call& call, Reader& reader,
      const v1::ReplaceSampledFileRequest& request, v1::Sample& response) const;

 private:
  Catalogue& catalogue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_SAMPLE_HANDLER_H_
