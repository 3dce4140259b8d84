#ifndef AUDIT_SERVICE_HANDLERS_BACKUP_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_BACKUP_HANDLER_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/sealing/key_store.h"
#include "caselens/v1/backup.pb.h"
#include "storage/store.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// BackupService. Thread-safe.
class BackupHandler {
 public:
  // `folder` is where backups go, "" for nowhere; `keys` may be null. The
  // others outlive this.
  BackupHandler(Store& store, const NoteVerifier& log, KeyStore* keys,
                std::string folder)
      : store_(store), log_(log), keys_(keys), folder_(std::move(folder)) {}

  // Makes the copy; the plan is the event that says so.
  absl::StatusOr<Plan> CreateBackup(const Call& call, Reader& reader,
                                    const v1::CreateBackupRequest& request,
                                    v1::Backup& response) const;

 private:
  Store& store_;
  const NoteVerifier& log_;
  KeyStore* const keys_;
  const std::string folder_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_BACKUP_HANDLER_H_
