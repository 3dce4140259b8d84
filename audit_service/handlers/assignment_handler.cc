#include "audit_service/handlers/assignment_handler.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/assignment_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/handlers/study_handler.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/visible_page.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// The assignment as its commitment covers it: without the site's own ids.
std::string AssignmentDocument(AssignmentRow row) {
  row.record.clear();
  v1::Assignment message;
  RenderAssignment(row, message);
  return message.SerializeAsString();
}

struct Wanted {
  std::string case_file;
  std::string auditor;
  int rank = 0;
  int wave = 0;
};

absl::StatusOr<Wanted> ParseWanted(const v1::Assignment& assignment,
                                   const std::string& study) {
  Wanted wanted;
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<std::string> ids,
      ParseName("assignment.case_file", assignment.case_file(),
                "studies/{study}/caseFiles/{case_file}"));
  if (ids[0] != study) {
    return InvalidField("assignment.case_file", "want a case file of `parent`");
  }
  wanted.case_file = ids[1];
  CASELENS_ASSIGN_OR_RETURN(
      ids, ParseName("assignment.auditor", assignment.auditor(),
                     "principals/{principal}"));
  wanted.auditor = ids[0];
  if (assignment.rank() != v1::Assignment::PRIMARY &&
      assignment.rank() != v1::Assignment::SECOND) {
    return InvalidField("assignment.rank", "want PRIMARY or SECOND");
  }
  wanted.rank = assignment.rank();
  if (assignment.wave() == v1::Assignment::WAVE_UNSPECIFIED ||
      !v1::Assignment::Wave_IsValid(assignment.wave())) {
    return InvalidField("assignment.wave", "want PILOT, W1 or W2");
  }
  wanted.wave = assignment.wave();
  return wanted;
}

absl::Status CheckAuditor(Reader& reader, const CaseFileRow& file,
                          const std::string& auditor) {
  const std::string name = absl::StrCat("principals/", auditor);
  CASELENS_ASSIGN_OR_RETURN(v1::Principal principal,
                            GetDocument<v1::Principal>(reader, name));
  if (!Caller(std::move(principal))
           .HasAt(v1::Grant::AUDITOR, file.study, file.site)) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("assignment.auditor: `", name,
                                       "` is no auditor of site ", file.site)),
                      "NOT_AN_AUDITOR");
  }
  const std::string site =
      absl::StrCat("studies/", file.study, "/sites/", file.site);
  CASELENS_ASSIGN_OR_RETURN(const v1::Site ready,
                            GetDocument<v1::Site>(reader, site));
  CASELENS_RETURN_IF_ERROR(CheckSiteReady(ready));
  return CheckTrained(reader, site, auditor);
}

}  // namespace

absl::StatusOr<Plan> AssignmentHandler::CreateAssignment(
    const Call& call, Reader& reader,
    const v1::CreateAssignmentRequest& request,
    v1::Assignment& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(
      const Wanted wanted, ParseWanted(request.assignment(), call.scope.study));
  CASELENS_ASSIGN_OR_RETURN(
      const CaseFileRow file,
      Found(reader.GetCaseFile(call.scope, wanted.case_file),
            request.assignment().case_file()));
  CASELENS_RETURN_IF_ERROR(CheckAuditor(reader, file, wanted.auditor));
  AssignmentRow row{.id = call.environment->NewId(),
                    .study = file.study,
                    .site = file.site,
                    .case_file = file.id,
                    .auditor = wanted.auditor,
                    .rank = wanted.rank,
                    .wave = wanted.wave,
                    .create_us = call.NowMicros(),
                    .salt = call.environment->NewSalt(),
                    .record = file.record};
  RenderAssignment(row, response);
  Change change = call.NewChange();
  change.case_file = row.case_file;
  change.resource = response.name();
  change.after = {.salt = row.salt, .document = AssignmentDocument(row)};
  return Plan{
      .change =
          [change = std::move(change),
           row = std::move(row)](Transaction& transaction) {
            const absl::Status inserted = transaction.InsertAssignment(row);
            if (absl::IsAlreadyExists(inserted)) {
              return WithReason(
                  absl::AlreadyExistsError(
                      "assignment: the file has a coder of that rank, or the "
                      "auditor has the file already"),
                  "ALREADY_ASSIGNED");
            }
            CASELENS_RETURN_IF_ERROR(inserted);
            return Record(transaction, change).status();
          },
      .after = nullptr};
}

absl::Status AssignmentHandler::GetAssignment(
    const Call& call, Reader& reader, const v1::GetAssignmentRequest& request,
    v1::Assignment& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("name", request.name(),
                "studies/{study}/assignments/{assignment}"));
  CASELENS_ASSIGN_OR_RETURN(
      const AssignmentRow row,
      Found(reader.GetAssignment(call.scope, ids[1]), request.name()));
  if (row.auditor != call.caller.Id()) {
    CASELENS_ASSIGN_OR_RETURN(
        const SightOf sight,
        SightOf::Load(reader, call.scope.study, call.caller.Id()));
    if (!call.caller.HasAt(v1::Grant::STUDY_STEWARD, row.study, row.site) ||
        sight.At(row.case_file) != Sight::kOpen) {
      return NotFound(request.name());
    }
  }
  RenderAssignment(row, response);
  return absl::OkStatus();
}

absl::Status AssignmentHandler::ListAssignments(
    const Call& call, Reader& reader, const v1::ListAssignmentsRequest& request,
    v1::ListAssignmentsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  const std::string caller = call.caller.Id();
  const bool steward =
      call.caller.HasAny(call.scope.study, {v1::Grant::STUDY_STEWARD});
  CASELENS_ASSIGN_OR_RETURN(const SightOf sight,
                            SightOf::Load(reader, call.scope.study, caller));
  const AssignmentFilter filter = {
      .auditor = request.mine() || !steward ? caller : "",
      .site = request.site(),
      .record = request.record()};
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AssignmentRow> rows,
      ListVisible<AssignmentRow>(
          page,
          [&](const Page& next) {
            return reader.ListAssignments(call.scope, filter, next);
          },
          [&](const AssignmentRow& row) -> absl::StatusOr<bool> {
            return row.auditor == caller ||
                   (sight.At(row.case_file) == Sight::kOpen &&
                    call.caller.HasAt(v1::Grant::STUDY_STEWARD, row.study,
                                      row.site));
          },
          IdOf<AssignmentRow>));
  for (const AssignmentRow& row : rows) {
    RenderAssignment(row, *response.add_assignments());
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, rows.back().id));
  }
  return absl::OkStatus();
}

}  // namespace caselens
