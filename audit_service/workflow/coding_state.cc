#include "audit_service/workflow/coding_state.h"

#include "absl/status/status.h"

#include "audit_service/api/errors.h"

namespace caselens {
namespace {

absl::Status Refused(absl::string_view wanted) {
  return WithReason(absl::FailedPreconditionError(wanted), "CODING_STATE");
}

absl::Status NotSubmitted() {
  return Refused("the coding is a draft: submit it first");
}

absl::Status Reopened() {
  return Refused("the coding is reopened: submit it first");
}

absl::Status Withdrawn() { return Refused("the coding is withdrawn"); }

bool IsOpen(CodingState state) {
  return state == v1::Coding::DRAFT || state == v1::Coding::REOPENED;
}

}  // namespace

absl::Status CheckMaySave(CodingState state) {
  if (IsOpen(state)) return absl::OkStatus();
  if (state == v1::Coding::WITHDRAWN) return Withdrawn();
  return Refused(
      "the coding is submitted and its answers are frozen: reopen it first");
}

absl::Status CheckMaySubmit(CodingState state) {
  if (IsOpen(state)) return absl::OkStatus();
  if (state == v1::Coding::WITHDRAWN) return Withdrawn();
  return Refused("the coding is submitted already");
}

absl::Status CheckMayReopenAnswers(CodingState state) {
  switch (state) {
    case v1::Coding::DRAFT:
      return NotSubmitted();
    case v1::Coding::REOPENED:
      return Refused("the coding is reopened already");
    case v1::Coding::WITHDRAWN:
      return Withdrawn();
    default:
      return absl::OkStatus();
  }
}

absl::Status CheckMayReopenMatch(CodingState state) {
  if (state == v1::Coding::MATCHED || state == v1::Coding::COMPLETE) {
    return absl::OkStatus();
  }
  return Refused("no judgement of the match is saved");
}

absl::Status CheckMayWithdraw(CodingState state) {
  return state == v1::Coding::WITHDRAWN ? Withdrawn() : absl::OkStatus();
}

CodingState StateAfterSubmission(int reveals, bool is_matched) {
  if (reveals == 0) return v1::Coding::SUBMITTED;
  if (reveals > 1) return v1::Coding::COMPLETE;
  return is_matched ? v1::Coding::MATCHED : v1::Coding::CLASS_REVEALED;
}

absl::Status CheckMayMatch(CodingState state, bool is_matched_to_class) {
  if (!is_matched_to_class) {
    return Refused("the file was not sampled from classes: nothing to match");
  }
  switch (state) {
    case v1::Coding::CLASS_REVEALED:
      return absl::OkStatus();
    case v1::Coding::DRAFT:
      return NotSubmitted();
    case v1::Coding::REOPENED:
      return Reopened();
    case v1::Coding::WITHDRAWN:
      return Withdrawn();
    case v1::Coding::SUBMITTED:
      return Refused("ask for the first reveal before you judge the match");
    default:
      return Refused("the judgement is saved already");
  }
}

absl::StatusOr<CodingState> StateAfterReveal(CodingState state,
                                             bool is_matched_to_class) {
  switch (state) {
    case v1::Coding::SUBMITTED:
      return v1::Coding::CLASS_REVEALED;
    case v1::Coding::CLASS_REVEALED:
      return is_matched_to_class ? state : v1::Coding::COMPLETE;
    case v1::Coding::MATCHED:
    case v1::Coding::COMPLETE:
      return v1::Coding::COMPLETE;
    case v1::Coding::REOPENED:
      return Reopened();
    case v1::Coding::WITHDRAWN:
      return Withdrawn();
    default:
      return NotSubmitted();
  }
}

}  // namespace caselens
