#ifndef AUDIT_SERVICE_WORKFLOW_EVENT_REACH_H_
#define AUDIT_SERVICE_WORKFLOW_EVENT_REACH_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/sight.h"
#include "storage/scope.h"
#include "storage/store.h"

namespace caselens {

// Which events of a study a caller may know of.
struct EventReach {
  std::string caller;
  Scope others;  // where the caller reads the events of others
  SightOf sight;

  static absl::StatusOr<EventReach> Of(const Call& call, Reader& reader,
                                       const std::string& study);

  // May the caller know that there are events which the caller may not see?
  // Then the places in the whole history tell nothing new.
  bool SeesGaps() const {
    return !others.IsEmpty() && sight.IsOpenEverywhere();
  }

  // An event about a file that the caller is coding tells of others' codings,
  // unless it is the caller's own doing. A fit, sample or release is about all
  // of its sites; what is about no site is for all who read the events of a
  // site.
  absl::StatusOr<bool> Covers(Reader& reader, const EventRow& event) const;
};

// FAILED_PRECONDITION with the reason CODES_A_FILE while the caller codes a
// file, of whatever study, and has not completed it: the size of the history
// and the number of an event would tell what others do.
absl::Status CheckMayKnowSizes(const Call& call, Reader& reader);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_EVENT_REACH_H_
