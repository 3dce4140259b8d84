#include "audit_service/workflow/class_models.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {

bool Covers(const Scope& scope, const v1::ClassModelFit& fit) {
  return absl::c_all_of(fit.options().sites(), [&](const std::string& site) {
    return scope.Covers(site);
  });
}

absl::Status ClampModel(double clamp, v1::ClassModel& model) {
  if (!(clamp >= 0 && clamp < limits::kMaxClamp)) {
    return InvalidField("clamp", absl::StrCat("want 0 or more and less than ",
                                              limits::kMaxClamp));
  }
  for (v1::ClassModel::ItemProfile& item : *model.mutable_profile()) {
    for (double& p : *item.mutable_probability()) {
      p = std::clamp(p, clamp, 1 - clamp);
    }
  }
  model.set_clamp(clamp);
  return absl::OkStatus();
}

void DescribeItems(const Catalogue& catalogue, v1::ClassModel& model) {
  for (v1::ClassModel::ItemProfile& item : *model.mutable_profile()) {
    item.set_dva(catalogue.IsDvaFactor(item.item()));
    if (item.label().empty()) item.set_label(item.item());
    for (const FactorScheme& scheme : catalogue.Factors().schemes) {
      const int factor = scheme.Find(item.item());
      if (factor < 0) continue;
      item.set_label(scheme.factors[static_cast<size_t>(factor)].label);
      break;
    }
  }
}

absl::StatusOr<Plan> InsertModel(const Call& call, v1::ClassModel& model) {
  *model.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          call.NowMicros());
  model.set_version(std::max(model.version(), 1));
  // Everything later relies on a model that can be compared with.
  CASELENS_RETURN_IF_ERROR(MakeStoredModel(model).status());
  Change change = call.NewChange();
  if (!model.reason().empty()) {
    change.reason = {.salt = call.environment->NewSalt(),
                     .document = model.reason()};
  }
  model.set_not_for_release(NotForRelease(model));
  ResourceRow row = NewResource(call, "classModels",
                                absl::StrCat("studies/", StudyOf(model.name())),
                                model.name(), model.SerializeAsString());
  return Plan{.change =
                  [change = std::move(change),
                   row = std::move(row)](Transaction& transaction) {
                    return InsertWithEvent(transaction, change, row);
                  },
              .after = nullptr};
}

std::string ImportedName(const std::string& model) {
  return absl::StrCat(model, "/assignments");
}

absl::StatusOr<std::map<std::string, int>> LoadImportedClasses(
    Reader& reader, const std::string& model) {
  std::map<std::string, int> classes;
  const absl::StatusOr<v1::ImportedAssignments> imported =
      GetDocument<v1::ImportedAssignments>(reader, ImportedName(model));
  if (absl::IsNotFound(imported.status())) return classes;
  CASELENS_RETURN_IF_ERROR(imported.status());
  for (const auto& assignment : imported->assignments()) {
    classes[assignment.case_file()] = assignment.class_();
  }
  return classes;
}

}  // namespace caselens
