#include "audit_service/handlers/second_thoughts_handler.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"

#include "audit_service/api/coding_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/workflow/assignments.h"
#include "audit_service/workflow/coding_state.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/second_thoughts.h"
#include "audit_service/workflow/submission.h"
#include "caselens/v1/assignment.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using SecondThought = v1::Coding::SecondThought;

// A steward acts on a coding without reading it, and so may have none.
absl::Status CheckEtagIfGiven(const std::string& etag, const CodingRow& row) {
  return etag.empty() ? absl::OkStatus() : CheckEtag(etag, row.version);
}

// What was submitted is read, and counted, until it is submitted again.
CodingRow ReopenedAnswers(const Call& call, const OpenCoding& coding) {
  CodingRow next =
      NextVersion(call, coding, v1::Coding::REOPENED, coding.document);
  const bool was_blind = coding.row.blind_version == coding.row.submit_version;
  next.submit_version = coding.row.version;
  if (was_blind) next.blind_version = coding.row.version;
  return next;
}

// After the second reveal the judgement that was made before goes on counting.
CodingRow ReopenedMatch(const Call& call, const OpenCoding& coding) {
  CodingRow next = NextVersion(call, coding, v1::Coding::CLASS_REVEALED,
                               WithoutMatch(coding.document));
  const bool was_blind = coding.row.blind_version == coding.row.submit_version;
  if (next.reveals > 1 && was_blind) next.blind_version = coding.row.version;
  return next;
}

absl::Status CheckNotAdjudicated(const CodingRow& row) {
  if (row.rank != v1::Assignment::ADJUDICATOR) return absl::OkStatus();
  return WithReason(
      absl::FailedPreconditionError(
          "an adjudicated coding is not reopened: withdraw it, and adjudicate "
          "again"),
      "CODING_STATE");
}

// The same file for the same auditor once more.
absl::StatusOr<AssignmentRow> AssignedAgain(const Call& call, Reader& reader,
                                            const CodingRow& coding) {
  if (coding.reveals > 0) {
    return WithReason(
        absl::FailedPreconditionError(
            "start_again: the auditor has seen the class; assign the file to "
            "somebody else"),
        "UNBLINDED");
  }
  CASELENS_ASSIGN_OR_RETURN(
      AssignmentRow row, reader.GetAssignment(call.scope, coding.assignment));
  row.id = call.environment->NewId();
  row.create_us = call.NowMicros();
  row.salt = call.environment->NewSalt();
  row.coding.clear();
  row.coding_state = 0;
  row.coding_reveals = 0;
  return row;
}

}  // namespace

absl::StatusOr<Plan> SecondThoughtsHandler::ReopenCoding(
    const Call& call, Reader& reader, const v1::ReopenCodingRequest& request,
    v1::Coding& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const OpenCoding coding,
      OpenToChange(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckNotAdjudicated(coding.row));
  const bool answers = request.stage() == v1::Section::CODING;
  if (!answers && request.stage() != v1::Section::MATCH) {
    return InvalidField("stage", "want CODING or MATCH");
  }
  CASELENS_RETURN_IF_ERROR(answers ? CheckMayReopenAnswers(coding.State())
                                   : CheckMayReopenMatch(coding.State()));
  CASELENS_RETURN_IF_ERROR(CheckEtagIfGiven(request.etag(), coding.row));
  CodingRow next =
      answers ? ReopenedAnswers(call, coding) : ReopenedMatch(call, coding);
  RenderCoding(next, response);
  CASELENS_ASSIGN_OR_RETURN(Store::Change change,
                            ChangeMind(call, reader, coding, std::move(next),
                                       answers ? SecondThought::REOPENED_CODING
                                               : SecondThought::REOPENED_MATCH,
                                       request.reason()));
  return Plan{.change = std::move(change), .after = nullptr};
}

absl::StatusOr<Plan> SecondThoughtsHandler::WithdrawCoding(
    const Call& call, Reader& reader, const v1::WithdrawCodingRequest& request,
    v1::Coding& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const OpenCoding coding,
      OpenToChange(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckMayWithdraw(coding.State()));
  CASELENS_RETURN_IF_ERROR(CheckEtagIfGiven(request.etag(), coding.row));
  std::optional<AssignmentRow> again;
  if (request.start_again()) {
    CASELENS_RETURN_IF_ERROR(CheckNotAdjudicated(coding.row));
    CASELENS_ASSIGN_OR_RETURN(again, AssignedAgain(call, reader, coding.row));
  }
  CASELENS_ASSIGN_OR_RETURN(const Document last,
                            LastSubmission(reader, coding.row));
  CodingRow next = NextVersion(call, coding, v1::Coding::WITHDRAWN, last);
  RenderCoding(next, response);
  CASELENS_ASSIGN_OR_RETURN(
      Store::Change change,
      ChangeMind(call, reader, coding, std::move(next),
                 SecondThought::WITHDRAWAL, request.reason()));
  return Plan{
      .change = [change = std::move(change), assignment = coding.row.assignment,
                 again = std::move(again),
                 call](Transaction& transaction) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(transaction.WithdrawAssignment(assignment));
        CASELENS_RETURN_IF_ERROR(change(transaction));
        return again ? InsertAssignment(transaction, call.NewChange(), *again)
                     : absl::OkStatus();
      },
      .after = nullptr};
}

}  // namespace caselens
