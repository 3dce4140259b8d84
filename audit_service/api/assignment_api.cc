#include "audit_service/api/assignment_api.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

namespace caselens {

void RenderAssignment(const AssignmentRow& row, v1::Assignment& message) {
  const std::string study = absl::StrCat("studies/", row.study);
  message.set_name(absl::StrCat(study, "/assignments/", row.id));
  message.set_case_file(absl::StrCat(study, "/caseFiles/", row.case_file));
  message.set_auditor(absl::StrCat("principals/", row.auditor));
  message.set_rank(static_cast<v1::Assignment::Rank>(row.rank));
  message.set_wave(static_cast<v1::Assignment::Wave>(row.wave));
  message.set_site(row.site);
  message.set_record(row.record);
  if (!row.coding.empty()) {
    message.set_coding(absl::StrCat(study, "/codings/", row.coding));
  }
  message.set_withdrawn(row.withdrawn);
  message.set_due_date(row.due_date);
  *message.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(row.create_us);
}

}  // namespace caselens
