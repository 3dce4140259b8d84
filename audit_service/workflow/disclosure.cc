#include "audit_service/workflow/disclosure.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"

namespace caselens {

std::string DisclosureReviewName(const CodingRow& coding) {
  return absl::StrCat("studies/", coding.study, "/codings/", coding.id,
                      "/disclosureReview");
}

absl::Status CheckReviewed(Reader& reader, const CodingRow& coding) {
  absl::Status found =
      reader.GetResource(DisclosureReviewName(coding)).status();
  if (!absl::IsNotFound(found)) return found;
  return WithReason(
      absl::FailedPreconditionError(
          "the site's steward has not reviewed yet what is rare about this "
          "coding; nobody but its auditor reads it before"),
      "DISCLOSURE_REVIEW");
}

}  // namespace caselens
