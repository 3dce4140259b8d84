#ifndef AUDIT_SERVICE_WORKFLOW_DISCLOSURE_H_
#define AUDIT_SERVICE_WORKFLOW_DISCLOSURE_H_

#include <string>

#include "absl/status/status.h"

#include "storage/store.h"

namespace caselens {

// Where the review of a coding by its site's steward is stored: a resource
// below the coding.
std::string DisclosureReviewName(const CodingRow& coding);

// FAILED_PRECONDITION with DISCLOSURE_REVIEW until the coding was reviewed.
absl::Status CheckReviewed(Reader& reader, const CodingRow& coding);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_DISCLOSURE_H_
