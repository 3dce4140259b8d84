#ifndef AUDIT_SERVICE_HANDLERS_CLASS_MODEL_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_CLASS_MODEL_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/class_model.pb.h"
#include "storage/store.h"
#include "typology/anonymity/guard.h"

namespace caselens {

// ClassModelService, models. Thread-safe.
class ClassModelHandler {
 public:
  ClassModelHandler(Catalogue& catalogue, const anonymity::Guard& guard)
      : catalogue_(catalogue), guard_(guard) {}

  absl::StatusOr<Plan> CreateClassModel(
      const Call& call, Reader& reader,
      const v1::CreateClassModelRequest& request,
      v1::ClassModel& response) const;
  absl::Status GetClassModel(const Call& call, Reader& reader,
                             const v1::GetClassModelRequest& request,
                             v1::ClassModel& response) const;
  absl::Status ListClassModels(const Call& call, Reader& reader,
                               const v1::ListClassModelsRequest& request,
                               v1::ListClassModelsResponse& response) const;
  absl::StatusOr<Plan> LabelClassModel(
      const Call& call, Reader& reader,
      const v1::LabelClassModelRequest& request,
      v1::ClassModel& response) const;
  absl::StatusOr<Plan> ImportClassModel(
      const Call& call, Reader& reader,
      const v1::ImportClassModelRequest& request,
      v1::ImportClassModelResponse& response) const;

 private:
  // Holds imported classes against those of `model` and returns them by case
  // file.
  absl::StatusOr<v1::ImportedAssignments> CheckAssignments(
      const Call& call, Reader& reader,
      const v1::ImportClassModelRequest& request, const v1::ClassModel& model,
      v1::ImportClassModelResponse& response) const;

  Catalogue& catalogue_;
  const anonymity::Guard& guard_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_CLASS_MODEL_HANDLER_H_
