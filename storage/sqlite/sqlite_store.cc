#include "storage/sqlite/sqlite_store.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"

#include "storage/sqlite/migrations.h"
#include "storage/sqlite/session.h"
#include "typology/base/status_macros.h"

namespace caselens {

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(
    const std::string& path, CommitQueue::Limits limits) {
  CASELENS_ASSIGN_OR_RETURN(
      std::unique_ptr<SqliteDatabase> writer,
      SqliteDatabase::Open(path, SqliteDatabase::Mode::kReadWrite));
  CASELENS_RETURN_IF_ERROR(Migrate(*writer));
  return absl::WrapUnique(new SqliteStore(path, std::move(writer), limits));
}

SqliteStore::SqliteStore(std::string path,
                         std::unique_ptr<SqliteDatabase> writer,
                         CommitQueue::Limits limits)
    : path_(path), queue_(std::move(path), std::move(writer), limits) {}

absl::Status SqliteStore::Read(
    absl::FunctionRef<absl::Status(Reader&)> read) {
  CASELENS_ASSIGN_OR_RETURN(std::unique_ptr<SqliteDatabase> db, TakeReader());
  CASELENS_RETURN_IF_ERROR(db->RunScript("BEGIN"));
  SqliteSession session(*db);
  absl::Status status = read(session);
  // A reader that cannot end its snapshot is not used again.
  CASELENS_RETURN_IF_ERROR(db->RunScript("COMMIT"));
  const MutexLock lock(mu_);
  idle_.push_back(std::move(db));
  return status;
}

void SqliteStore::Write(Change change, Done done) {
  queue_.Push(std::move(change), std::move(done));
}

WriteCounts SqliteStore::Counts() const { return queue_.Counts(); }

absl::StatusOr<std::unique_ptr<SqliteDatabase>> SqliteStore::TakeReader() {
  {
    const MutexLock lock(mu_);
    if (!idle_.empty()) {
      std::unique_ptr<SqliteDatabase> db = std::move(idle_.back());
      idle_.pop_back();
      return db;
    }
  }
  return SqliteDatabase::Open(path_, SqliteDatabase::Mode::kReadOnly);
}

}  // namespace caselens
