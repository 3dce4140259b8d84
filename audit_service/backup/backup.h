#ifndef AUDIT_SERVICE_BACKUP_BACKUP_H_
#define AUDIT_SERVICE_BACKUP_BACKUP_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "caselens/v1/backup.pb.h"
#include "storage/store.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// Copies the database of `store` to `{folder}/caselens-{time}-{id}.db`. The
// file has that name only once it is whole, durable, and ends in a signed head
// of `log`. Takes some seconds for a gigabyte; changes go on meanwhile.
absl::StatusOr<v1::Backup> MakeBackup(Store& store, const NoteVerifier& log,
                                      const std::string& folder, absl::Time now,
                                      const std::string& id);

// Copies the file `backup` to `database`, durably. FAILED_PRECONDITION if
// there is a database already, or the log of one.
absl::Status RestoreBackup(const std::string& backup,
                           const std::string& database);

}  // namespace caselens

#endif  // AUDIT_SERVICE_BACKUP_BACKUP_H_
