#include "storage/sqlite/sqlite_store.h"

#include <future>
#include <memory>
#include <string>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"

#include "storage/sqlite/migrations.h"
#include "storage/sqlite/session.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::StatusOr<std::unique_ptr<SqliteDatabase>> Reconnect(
    const std::string& path, const std::string& vfs) {
  CASELENS_ASSIGN_OR_RETURN(
      std::unique_ptr<SqliteDatabase> db,
      SqliteDatabase::Open(path, vfs, SqliteDatabase::Mode::kReadWrite));
  CASELENS_RETURN_IF_ERROR(db->UseWriteAheadLog());
  return db;
}

// Copies what a log left by a crash holds into the database file. If a sync
// failed before the crash, the system may show parts of the log that are not
// on disk; nothing new may be written behind those. A full disk is no reason
// not to start: reads work.
absl::Status WriteLogHome(SqliteDatabase& db) {
  absl::Status status = db.RunScript("PRAGMA wal_checkpoint(TRUNCATE)");
  return absl::IsResourceExhausted(status) ? absl::OkStatus() : status;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(
    const std::string& path, const SqliteOptions& options) {
  CASELENS_ASSIGN_OR_RETURN(
      std::unique_ptr<SqliteDatabase> writer,
      SqliteDatabase::Open(path, options.vfs,
                           SqliteDatabase::Mode::kReadWrite));
  CASELENS_RETURN_IF_ERROR(Migrate(*writer));
  CASELENS_RETURN_IF_ERROR(writer->UseWriteAheadLog());
  CASELENS_RETURN_IF_ERROR(WriteLogHome(*writer));
  return absl::WrapUnique(new SqliteStore(path, std::move(writer), options));
}

SqliteStore::SqliteStore(std::string path,
                         std::unique_ptr<SqliteDatabase> writer,
                         const SqliteOptions& options)
    : path_(std::move(path)),
      vfs_(options.vfs),
      sealer_(options.sealer),
      queue_(
          std::move(writer),
          [path = path_, vfs = vfs_] { return Reconnect(path, vfs); },
          options.limits, options.hooks, options.sealer) {}

// The writer closes last: only a connection that may write takes the log home
// and removes it.
SqliteStore::~SqliteStore() {
  const MutexLock lock(mu_);
  idle_.clear();
}

absl::Status SqliteStore::Read(absl::FunctionRef<absl::Status(Reader&)> read) {
  CASELENS_ASSIGN_OR_RETURN(std::unique_ptr<SqliteDatabase> db, TakeReader());
  CASELENS_RETURN_IF_ERROR(db->Query("BEGIN").Run());
  SqliteSession session(*db, sealer_);
  absl::Status status = read(session);
  // A reader that cannot end its snapshot is not used again.
  CASELENS_RETURN_IF_ERROR(db->Query("COMMIT").Run());
  const MutexLock lock(mu_);
  idle_.push_back(std::move(db));
  return status;
}

void SqliteStore::Write(Change change, Done done) {
  queue_.Push(std::move(change), std::move(done));
}

WriteCounts SqliteStore::Counts() const { return queue_.Counts(); }

absl::Status SqliteStore::CopyTo(
    const std::string& path, absl::FunctionRef<absl::Status(Reader&)> look) {
  constexpr auto kReadWrite = SqliteDatabase::Mode::kReadWrite;
  {
    // Not a reader's connection: those refuse to write anywhere.
    CASELENS_ASSIGN_OR_RETURN(const std::unique_ptr<SqliteDatabase> db,
                              SqliteDatabase::Open(path_, vfs_, kReadWrite));
    CASELENS_RETURN_IF_ERROR(db->CopyTo(path));
  }
  CASELENS_ASSIGN_OR_RETURN(const std::unique_ptr<SqliteDatabase> copy,
                            SqliteDatabase::Open(path, vfs_, kReadWrite));
  SqliteSession session(*copy, sealer_);
  return look(session);
}

absl::Status SqliteStore::Compact() {
  // Shared: the writer may still be inside set_value when get returns.
  auto answer = std::make_shared<std::promise<absl::Status>>();
  std::future<absl::Status> future = answer->get_future();
  queue_.PushAlone(
      [](SqliteDatabase& db) -> absl::Status {
        // While somebody reads what was, all of it would be written in vain.
        CASELENS_RETURN_IF_ERROR(db.EmptyLog());
        CASELENS_RETURN_IF_ERROR(db.RunScript("VACUUM"));
        return db.EmptyLog();
      },
      [answer](const absl::Status& status) { answer->set_value(status); });
  return future.get();
}

absl::StatusOr<std::unique_ptr<SqliteDatabase>> SqliteStore::TakeReader() {
  {
    const MutexLock lock(mu_);
    if (!idle_.empty()) {
      std::unique_ptr<SqliteDatabase> db = std::move(idle_.back());
      idle_.pop_back();
      return db;
    }
  }
  return SqliteDatabase::Open(path_, vfs_, SqliteDatabase::Mode::kReadOnly);
}

}  // namespace caselens
