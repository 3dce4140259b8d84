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

using CodingState = v1::Coding::State;

// FAILED_PRECONDITION, reason CODING_STATE, saying what is to be done first.
absl::Status CheckMaySave(CodingState state);
absl::Status CheckMaySubmit(CodingState state);
absl::Status CheckMayMatch(CodingState state, bool is_matched_to_class);

// The state after a reveal; the same if there is nothing new to reveal yet.
absl::StatusOr<CodingState> StateAfterReveal(CodingState state,
                                             bool is_matched_to_class);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_CODING_STATE_H_
