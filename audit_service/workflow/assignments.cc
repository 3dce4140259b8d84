#include "audit_service/workflow/assignments.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/access/caller.h"
#include "audit_service/api/assignment_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/site_readiness.h"
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

absl::StatusOr<bool> MayHaveRead(Reader& reader, const Scope& scope,
                                 const AssignmentRow& row) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<CodingRow> codings,
      reader.ListCodings(scope, {.case_file = row.case_file},
                         {.limit = kWholeList}));
  const bool is_there =
      absl::c_any_of(codings, [&row](const CodingRow& coding) {
        return coding.auditor != row.auditor && coding.submit_version != 0;
      });
  if (!is_there) return false;
  CASELENS_ASSIGN_OR_RETURN(
      v1::Principal principal,
      GetDocument<v1::Principal>(reader,
                                 absl::StrCat("principals/", row.auditor)));
  if (!MayReadCodings(Caller(std::move(principal)), row.study, row.site))
    return false;
  // Whoever codes the file is blind to the others until the end.
  CASELENS_ASSIGN_OR_RETURN(const SightOf sight,
                            SightOf::Load(reader, row.study, row.auditor));
  return sight.At(row.case_file) == Sight::kOpen;
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

absl::Status InsertCoder(Transaction& transaction, const Scope& scope,
                         Change change, const AssignmentRow& row) {
  CASELENS_ASSIGN_OR_RETURN(const bool may_have_read,
                            MayHaveRead(transaction, scope, row));
  if (may_have_read) {
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat(
            "auditor: `principals/", row.auditor,
            "` may have read a coding of the file; want somebody who could "
            "not, and assign both coders before one submits")),
        "MAY_HAVE_READ");
  }
  return InsertAssignment(transaction, std::move(change), row);
}

}  // namespace caselens
