#include "audit_service/backup/backup.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/durable_file.h"
#include "audit_service/history/history_log.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

namespace fs = std::filesystem;

}  // namespace

absl::StatusOr<v1::Backup> MakeBackup(Store& store, const NoteVerifier& log,
                                      const std::string& folder, absl::Time now,
                                      const std::string& id) {
  v1::Backup backup;
  backup.set_file(absl::StrCat(
      "caselens-", absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone()),
      "-", id, ".db"));
  *backup.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          absl::ToUnixMicros(now));
  const std::string path = absl::StrCat(folder, "/", backup.file());
  const std::string partial = absl::StrCat(path, ".partial");
  const absl::Cleanup remove = [&partial] {
    std::error_code ignored;
    fs::remove(partial, ignored);
  };
  CASELENS_RETURN_IF_ERROR(
      store.CopyTo(partial, [&](Reader& copy) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(CheckHead(copy, log));
        CASELENS_ASSIGN_OR_RETURN(SignedTree tree, LoadSignedTree(copy, log));
        backup.set_note(tree.note);
        backup.set_events(tree.head.size);
        return absl::OkStatus();
      }));
  CASELENS_RETURN_IF_ERROR(Publish(partial, path));
  std::error_code error;
  backup.set_size_bytes(static_cast<int64_t>(fs::file_size(path, error)));
  if (!error) return backup;
  return absl::UnavailableError(absl::StrCat("cannot read ", path));
}

absl::Status RestoreBackup(const std::string& backup,
                           const std::string& database) {
  for (const char* const part : {"", "-wal", "-shm"}) {
    const std::string path = absl::StrCat(database, part);
    if (fs::exists(path)) {
      return absl::FailedPreconditionError(
          absl::StrCat("there is a ", path, ": want a folder without one"));
    }
  }
  const std::string partial = absl::StrCat(database, ".partial");
  std::error_code error;
  fs::copy_file(backup, partial, fs::copy_options::overwrite_existing, error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot copy ", backup, " to ", partial));
  }
  fs::permissions(partial, fs::perms::owner_read | fs::perms::owner_write,
                  error);
  CASELENS_RETURN_IF_ERROR(SyncPath(partial));
  return Publish(partial, database);
}

}  // namespace caselens
