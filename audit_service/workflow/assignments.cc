#include "audit_service/workflow/assignments.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/access/caller.h"
#include "audit_service/api/assignment_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/handlers/study_handler.h"
#include "audit_service/workflow/resources.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {

std::string AssignmentName(const AssignmentRow& row) {
  return absl::StrCat("studies/", row.study, "/assignments/", row.id);
}

Version AssignmentVersion(const AssignmentRow& row) {
  AssignmentRow without_record = row;
  without_record.record.clear();
  v1::Assignment message;
  RenderAssignment(without_record, message);
  return {.salt = row.salt, .document = message.SerializeAsString()};
}

absl::Status CheckMayBeAssigned(Reader& reader, const std::string& study,
                                const std::string& site,
                                absl::string_view field,
                                const std::string& auditor) {
  const std::string name = absl::StrCat("principals/", auditor);
  CASELENS_ASSIGN_OR_RETURN(v1::Principal principal,
                            GetDocument<v1::Principal>(reader, name));
  if (!Caller(std::move(principal)).HasAt(v1::Grant::AUDITOR, study, site)) {
    return WithReason(
        absl::FailedPreconditionError(
            absl::StrCat(field, ": `", name, "` is no auditor of site ", site)),
        "NOT_AN_AUDITOR");
  }
  const std::string site_name =
      absl::StrCat("studies/", study, "/sites/", site);
  CASELENS_ASSIGN_OR_RETURN(const v1::Site ready,
                            GetDocument<v1::Site>(reader, site_name));
  CASELENS_RETURN_IF_ERROR(CheckSiteReady(ready));
  return CheckTrained(reader, site_name, auditor);
}

absl::Status InsertAssignment(Transaction& transaction, Change change,
                              const AssignmentRow& row) {
  const absl::Status inserted = transaction.InsertAssignment(row);
  if (absl::IsAlreadyExists(inserted)) {
    return WithReason(absl::AlreadyExistsError(
                          "assignment: the file has a coder of that rank, or "
                          "the auditor has the file already"),
                      "ALREADY_ASSIGNED");
  }
  CASELENS_RETURN_IF_ERROR(inserted);
  change.case_file = row.case_file;
  change.resource = AssignmentName(row);
  change.after = AssignmentVersion(row);
  return Record(transaction, change);
}

}  // namespace caselens
