#ifndef AUDIT_SERVICE_HANDLERS_CLASS_MODEL_USE_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_CLASS_MODEL_USE_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/class_model.pb.h"
#include "storage/store.h"

namespace caselens {

// ClassModelService, what models are used for. Thread-safe.
class ClassModelUseHandler {
 public:
  explicit ClassModelUseHandler(Catalogue& catalogue) : catalogue_(catalogue) {}

  absl::Status Classify(const Call& call, Reader& reader,
                        const v1::ClassifyRequest& request,
                        v1::ClassMembership& response) const;
  absl::Status Score(const Call& call, Reader& reader,
                     const v1::ScoreRequest& request,
                     v1::ScoreResponse& response) const;
  absl::Status CompareClassModels(const Call& call, Reader& reader,
                                  const v1::CompareClassModelsRequest& request,
                                  v1::ClassModelComparison& response) const;

 private:
  Catalogue& catalogue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_CLASS_MODEL_USE_HANDLER_H_
