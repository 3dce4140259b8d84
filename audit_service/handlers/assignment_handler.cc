#include "audit_service/handlers/assignment_handler.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/assignment_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/assignments.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/visible_page.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

struct Wanted {
  std::string case_file;
  std::string auditor;
  int rank = 0;
  int wave = 0;
  std::string due_date;
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
  const bool is_pilot = assignment.wave() == v1::Assignment::PILOT;
  if (assignment.rank() != v1::Assignment::PRIMARY &&
      assignment.rank() != v1::Assignment::SECOND &&
      !(is_pilot && assignment.rank() == v1::Assignment::PILOT_CODER)) {
    return InvalidField("assignment.rank",
                        "want PRIMARY or SECOND, or PILOT_CODER in a pilot");
  }
  wanted.rank = assignment.rank();
  if (assignment.wave() == v1::Assignment::WAVE_UNSPECIFIED ||
      !v1::Assignment::Wave_IsValid(assignment.wave())) {
    return InvalidField("assignment.wave", "want PILOT, W1 or W2");
  }
  wanted.wave = assignment.wave();
  if (!assignment.due_date().empty()) {
    CASELENS_RETURN_IF_ERROR(
        CheckDay("assignment.due_date", assignment.due_date()));
  }
  wanted.due_date = assignment.due_date();
  return wanted;
}

// The assignment `name`, not started, which the caller may take back: their
// own, or one of a file that they do not code.
absl::StatusOr<AssignmentRow> Unstarted(const Call& call, Reader& reader,
                                        const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("name", name, "studies/{study}/assignments/{assignment}"));
  CASELENS_ASSIGN_OR_RETURN(
      AssignmentRow row, Found(reader.GetAssignment(call.scope, ids[1]), name));
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  if (row.auditor != call.caller.Id() &&
      sight.At(row.case_file) != Sight::kOpen) {
    return NotFound(name);
  }
  if (row.coding.empty() && !row.withdrawn) return row;
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          "name: want an assignment that is not started; this one is ",
          row.withdrawn ? "withdrawn" : "started")),
      "ASSIGNMENT_STATE");
}

// Withdraws `row`, with its event, if nothing happened to it since it was read.
absl::Status Withdraw(Transaction& transaction, const Scope& scope,
                      Change change, const AssignmentRow& row) {
  CASELENS_ASSIGN_OR_RETURN(const AssignmentRow current,
                            transaction.GetAssignment(scope, row.id));
  if (current != row) {
    return WithReason(
        absl::AbortedError("name: another change of the assignment came "
                           "first; read it again"),
        "CONCURRENT_ASSIGNMENT");
  }
  CASELENS_RETURN_IF_ERROR(transaction.WithdrawAssignment(row.id));
  AssignmentRow withdrawn = row;
  withdrawn.withdrawn = true;
  change.case_file = row.case_file;
  change.resource = AssignmentName(row);
  change.before = AssignmentVersion(row);
  change.after = AssignmentVersion(withdrawn);
  return Record(transaction, change);
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
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  if (sight.At(file.id) != Sight::kOpen) {
    return WithReason(
        absl::FailedPreconditionError(
            "assignment.case_file: you code this file, and who else does is "
            "not for you to know; another study steward assigns it"),
        "OWN_FILE");
  }
  CASELENS_RETURN_IF_ERROR(CheckMayBeAssigned(
      reader, file.study, file.site, "assignment.auditor", wanted.auditor));
  AssignmentRow row{.id = call.environment->NewId(),
                    .study = file.study,
                    .site = file.site,
                    .case_file = file.id,
                    .auditor = wanted.auditor,
                    .rank = wanted.rank,
                    .wave = wanted.wave,
                    .create_us = call.NowMicros(),
                    .due_date = wanted.due_date,
                    .salt = call.environment->NewSalt(),
                    .record = file.record};
  RenderAssignment(row, response);
  return Plan{.change =
                  [scope = call.scope, change = call.NewChange(),
                   row = std::move(row)](Transaction& transaction) {
                    return InsertCoder(transaction, scope, change, row);
                  },
              .after = nullptr};
}

absl::StatusOr<Plan> AssignmentHandler::ReassignAssignment(
    const Call& call, Reader& reader,
    const v1::ReassignAssignmentRequest& request,
    v1::Assignment& response) const {
  CASELENS_ASSIGN_OR_RETURN(AssignmentRow row,
                            Unstarted(call, reader, request.name()));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("auditor", request.auditor(), "principals/{principal}"));
  if (row.auditor == call.caller.Id()) {
    return WithReason(
        absl::FailedPreconditionError(
            "name: the file is yours: whom it can go to would tell who else "
            "codes it; cancel it, and another study steward assigns it"),
        "OWN_ASSIGNMENT");
  }
  CASELENS_RETURN_IF_ERROR(
      CheckMayBeAssigned(reader, row.study, row.site, "auditor", ids[0]));
  AssignmentRow next = row;
  next.id = call.environment->NewId();
  next.auditor = ids[0];
  next.create_us = call.NowMicros();
  next.salt = call.environment->NewSalt();
  RenderAssignment(next, response);
  return Plan{
      .change =
          [scope = call.scope, change = call.NewChange(), row = std::move(row),
           next = std::move(next)](Transaction& transaction) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(Withdraw(transaction, scope, change, row));
        return InsertCoder(transaction, scope, change, next);
      },
      .after = nullptr};
}

absl::StatusOr<Plan> AssignmentHandler::CancelAssignment(
    const Call& call, Reader& reader,
    const v1::CancelAssignmentRequest& request,
    v1::Assignment& response) const {
  CASELENS_ASSIGN_OR_RETURN(AssignmentRow row,
                            Unstarted(call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(
      CheckText("reason", request.reason(), limits::kMaxReasonCharacters));
  RenderAssignment(row, response);
  response.set_withdrawn(true);
  Change change = call.NewChange();
  change.reason = {.salt = call.environment->NewSalt(),
                   .document = request.reason()};
  return Plan{.change =
                  [scope = call.scope, change = std::move(change),
                   row = std::move(row)](Transaction& transaction) {
                    return Withdraw(transaction, scope, change, row);
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
