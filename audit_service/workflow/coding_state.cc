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

}  // namespace

absl::Status CheckMaySave(CodingState state) {
  if (state == v1::Coding::DRAFT) return absl::OkStatus();
  return Refused("the coding is submitted: its answers are frozen");
}

absl::Status CheckMaySubmit(CodingState state) {
  if (state == v1::Coding::DRAFT) return absl::OkStatus();
  return Refused("the coding is submitted already");
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
    default:
      return NotSubmitted();
  }
}

}  // namespace caselens
