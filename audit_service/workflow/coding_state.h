#ifndef AUDIT_SERVICE_WORKFLOW_CODING_STATE_H_
#define AUDIT_SERVICE_WORKFLOW_CODING_STATE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "caselens/v1/coding.pb.h"

namespace caselens {

// The one table of how a coding moves:
//
//   DRAFT --submit--> SUBMITTED --reveal--> CLASS_REVEALED --match--> MATCHED
//                                                    MATCHED --reveal-->
//                                                    COMPLETE
//
// A file that was not sampled from classes has nothing to match:
// CLASS_REVEALED --reveal--> COMPLETE.
//
// Second thoughts: from SUBMITTED on --reopen answers--> REOPENED --submit-->
// where it was; MATCHED or COMPLETE --reopen match--> CLASS_REVEALED; any state
// --withdraw--> WITHDRAWN, which is the end.

using CodingState = v1::Coding::State;

// FAILED_PRECONDITION, reason CODING_STATE, saying what is to be done first.
absl::Status CheckMaySave(CodingState state);
absl::Status CheckMaySubmit(CodingState state);
absl::Status CheckMayMatch(CodingState state, bool is_matched_to_class);
absl::Status CheckMayReopenAnswers(CodingState state);
absl::Status CheckMayReopenMatch(CodingState state);
absl::Status CheckMayWithdraw(CodingState state);

// The state of a coding that is submitted after `reveals` reveals, with or
// without a judgement of the match.
CodingState StateAfterSubmission(int reveals, bool is_matched);

// The state after a reveal; the same if there is nothing new to reveal yet.
absl::StatusOr<CodingState> StateAfterReveal(CodingState state,
                                             bool is_matched_to_class);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_CODING_STATE_H_
