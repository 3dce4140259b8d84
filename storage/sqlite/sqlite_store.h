#ifndef STORAGE_SQLITE_SQLITE_STORE_H_
#define STORAGE_SQLITE_SQLITE_STORE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "storage/sealer.h"
#include "storage/sqlite/commit_queue.h"
#include "storage/sqlite/database.h"
#include "storage/store.h"
#include "typology/base/mutex.h"

namespace caselens {

struct SqliteOptions {
  CommitQueue::Limits limits;
  std::string vfs;  // name of the SQLite VFS; "" is the system's own
  WriteHooks hooks;
  // Encrypts contents of case files, and outlives the store. Null: they are
  // stored in the clear.
  Sealer* sealer = nullptr;
};

// A store in one SQLite file (WAL, synchronous=FULL): one writer, and as many
// read-only connections as reads ever ran at the same time.
class SqliteStore : public Store {
 public:
  // Opens or creates the file at `path` and brings its schema up to date.
  // FAILED_PRECONDITION for the file of a newer program.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(
      const std::string& path, const SqliteOptions& options = {});

  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  absl::Status Read(absl::FunctionRef<absl::Status(Reader&)> read) override;
  void Write(Change change, Done done) override;
  WriteCounts Counts() const override;
  absl::Status CopyTo(const std::string& path,
                      absl::FunctionRef<absl::Status(Reader&)> look) override;
  absl::Status Compact() override;

 private:
  SqliteStore(std::string path, std::unique_ptr<SqliteDatabase> writer,
              const SqliteOptions& options);

  absl::StatusOr<std::unique_ptr<SqliteDatabase>> TakeReader();

  const std::string path_;
  const std::string vfs_;
  Sealer* const sealer_;
  Mutex mu_;
  std::vector<std::unique_ptr<SqliteDatabase>> idle_ ABSL_GUARDED_BY(mu_);
  CommitQueue queue_;  // last: what it runs while it closes may still read
};

}  // namespace caselens

#endif  // STORAGE_SQLITE_SQLITE_STORE_H_
