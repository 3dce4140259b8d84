#ifndef AUDIT_SERVICE_WORKFLOW_PACKED_PARTS_H_
#define AUDIT_SERVICE_WORKFLOW_PACKED_PARTS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace caselens {

// What is stored in CodingRow::packed: a submitted coding as those read it who
// read many. Each part says itself what it was made for; one that is missing or
// was made for something else is made again from the document.
struct PackedParts {
  absl::string_view counted;  // tabulation::PackedCoding
  absl::string_view rated;    // RatedCoding
};

std::string JoinParts(const PackedParts& parts);
// Both empty if `packed` is not what JoinParts gave. The parts are in `packed`.
PackedParts SplitParts(absl::string_view packed);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_PACKED_PARTS_H_
