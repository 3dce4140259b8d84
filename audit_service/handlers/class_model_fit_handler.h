#ifndef AUDIT_SERVICE_HANDLERS_CLASS_MODEL_FIT_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_CLASS_MODEL_FIT_HANDLER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/jobs/fit_runner.h"
#include "audit_service/stream.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/class_model_fit.pb.h"
#include "storage/store.h"

namespace caselens {

// The fit that a caller names and may see: one all of whose sites the scope
// covers. NOT_FOUND otherwise.
absl::StatusOr<v1::ClassModelFit> VisibleFit(const Call& call, Reader& reader,
                                             const std::string& name);

// ClassModelService, fits. Thread-safe.
class ClassModelFitHandler {
 public:
  ClassModelFitHandler(Catalogue& catalogue, FitRunner& runner)
      : catalogue_(catalogue), runner_(runner) {}

  absl::StatusOr<Plan> CreateFit(const Call& call, Reader& reader,
                                 const v1::CreateFitRequest& request,
                                 v1::ClassModelFit& response) const;
  absl::Status GetFit(const Call& call, Reader& reader,
                      const v1::GetFitRequest& request,
                      v1::ClassModelFit& response) const;
  absl::Status ListFits(const Call& call, Reader& reader,
                        const v1::ListFitsRequest& request,
                        v1::ListFitsResponse& response) const;
  absl::Status WatchFit(const Call& call, Reader& reader,
                        const v1::WatchFitRequest& request,
                        std::shared_ptr<Sink<v1::FitProgress>> sink) const;
  absl::StatusOr<Plan> CancelFit(const Call& call, Reader& reader,
                                 const v1::CancelFitRequest& request,
                                 v1::ClassModelFit& response) const;
  // The model that a fit becomes is made here, where fits are read.
  absl::StatusOr<Plan> ChooseClassModel(
      const Call& call, Reader& reader,
      const v1::ChooseClassModelRequest& request,
      v1::ClassModel& response) const;

 private:
  Catalogue& catalogue_;
  FitRunner& runner_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_CLASS_MODEL_FIT_HANDLER_H_
