#ifndef AUDIT_SERVICE_WORKFLOW_DISCLOSURE_H_
#define AUDIT_SERVICE_WORKFLOW_DISCLOSURE_H_

#include <string>

#include "absl/status/status.h"

#include "audit_service/call.h"
#include "caselens/v1/disclosure.pb.h"
#include "storage/store.h"

namespace caselens {

// Where the review of a coding by its site's steward is stored: a resource
// below the coding.
std::string DisclosureReviewName(const CodingRow& coding);

// FAILED_PRECONDITION with DISCLOSURE_REVIEW until the coding, as submitted
// last, was reviewed.
absl::Status CheckReviewed(Reader& reader, const CodingRow& coding);

// The change by which a review, if there is one, no longer holds: the coding
// was submitted again.
Store::Change ForgetReview(const Call& call, const CodingRow& coding);
// The change that stores `review`, whether it is the first or not.
Store::Change StoreReview(const Call& call, const CodingRow& coding,
                          const v1::DisclosureReview& review);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_DISCLOSURE_H_
