#include "audit_service/workflow/site_readiness.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"

namespace caselens {

std::string TrainingName(const std::string& site,
                         const std::string& principal) {
  return absl::StrCat(site, "/trainings/", principal);
}

absl::Status CheckSiteReady(const v1::Site& site) {
  if (!site.agreement_date().empty() && !site.ethics_date().empty()) {
    return absl::OkStatus();
  }
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          "`", site.name(),
          "`: want its data-sharing agreement and its ethics approval recorded "
          "first (site.agreement_date, site.ethics_date)")),
      "SITE_NOT_READY");
}

absl::Status CheckTrained(Reader& reader, const std::string& site_name,
                          const std::string& principal) {
  const absl::StatusOr<ResourceRow> row =
      reader.GetResource(TrainingName(site_name, principal));
  if (!absl::IsNotFound(row.status())) return row.status();
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          "`principals/", principal, "`: want the date of the ",
          "data-protection training at `", site_name, "` recorded first")),
      "TRAINING_MISSING");
}

}  // namespace caselens
