#include "audit_service/handlers/backup_handler.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/backup/backup.h"
#include "typology/base/status_macros.h"

namespace caselens {

absl::StatusOr<Plan> BackupHandler::CreateBackup(
    const Call& call, Reader& /*reader*/,
    const v1::CreateBackupRequest& /*request*/, v1::Backup& response) const {
  if (folder_.empty()) {
    return WithReason(
        absl::FailedPreconditionError("the service has no folder for backups: "
                                      "start it with --backups"),
        "NO_BACKUPS");
  }
  CASELENS_ASSIGN_OR_RETURN(
      response,
      MakeBackup(store_, log_, folder_, call.now, call.environment->NewId()));
  // After the database, so that no row of the copy wants a key.
  if (keys_ != nullptr) CASELENS_RETURN_IF_ERROR(keys_->BackUp());
  Change change = call.NewChange();
  change.resource = absl::StrCat("backups/", response.file());
  return Plan{.change =
                  [change = std::move(change)](Transaction& transaction) {
                    return Record(transaction, change);
                  },
              .after = nullptr};
}

}  // namespace caselens
