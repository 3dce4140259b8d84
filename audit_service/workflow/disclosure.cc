#include "audit_service/workflow/disclosure.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {

std::string DisclosureReviewName(const CodingRow& coding) {
  return absl::StrCat("studies/", coding.study, "/codings/", coding.id,
                      "/disclosureReview");
}

absl::Status CheckReviewed(Reader& reader, const CodingRow& coding) {
  const absl::StatusOr<v1::DisclosureReview> review =
      GetDocument<v1::DisclosureReview>(reader, DisclosureReviewName(coding));
  if (review.ok() && !review->out_of_date()) return absl::OkStatus();
  if (!review.ok() && !absl::IsNotFound(review.status())) {
    return review.status();
  }
  return WithReason(
      absl::FailedPreconditionError(
          "the site's steward has not reviewed yet what is rare about this "
          "coding; nobody but its auditor reads it before"),
      "DISCLOSURE_REVIEW");
}

Store::Change ForgetReview(const Call& call, const CodingRow& coding) {
  return [call, name = DisclosureReviewName(coding)](
             Transaction& transaction) -> absl::Status {
    const absl::StatusOr<ResourceRow> row = transaction.GetResource(name);
    if (absl::IsNotFound(row.status())) return absl::OkStatus();
    CASELENS_RETURN_IF_ERROR(row.status());
    CASELENS_ASSIGN_OR_RETURN(v1::DisclosureReview review,
                              ParseDocument<v1::DisclosureReview>(*row));
    review.set_out_of_date(true);
    return UpdateWithEvent(transaction, call, *row, review.SerializeAsString());
  };
}

Store::Change StoreReview(const Call& call, const CodingRow& coding,
                          const v1::DisclosureReview& review) {
  Change event = call.NewChange();
  event.case_file = coding.case_file;
  ResourceRow row =
      NewResource(call, "disclosureReviews", review.coding(),
                  DisclosureReviewName(coding), review.SerializeAsString());
  row.case_file = coding.case_file;
  return [call, event = std::move(event),
          row = std::move(row)](Transaction& transaction) -> absl::Status {
    const absl::StatusOr<ResourceRow> before =
        transaction.GetResource(row.name);
    if (absl::IsNotFound(before.status())) {
      return InsertWithEvent(transaction, event, row);
    }
    CASELENS_RETURN_IF_ERROR(before.status());
    return UpdateWithEvent(transaction, call, *before, row.document);
  };
}

}  // namespace caselens
