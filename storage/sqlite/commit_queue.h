#ifndef STORAGE_SQLITE_COMMIT_QUEUE_H_
#define STORAGE_SQLITE_COMMIT_QUEUE_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "storage/sealer.h"
#include "storage/sqlite/database.h"
#include "storage/store.h"
#include "typology/base/mutex.h"

namespace caselens {

// The only writer of a database file: one thread that takes all changes which
// wait, runs them in one transaction, and answers them after its one fsync
// (group commit). A lone change is committed at once: nobody waits for company.
//
// Thread-safe. The destructor commits what waits, then stops.
class CommitQueue {
 public:
  struct Limits {
    size_t waiting = 4096;  // more are refused with RESOURCE_EXHAUSTED
    size_t batch = 256;     // changes in one commit
  };

  // Makes another connection to the same file.
  using Connect =
      std::function<absl::StatusOr<std::unique_ptr<SqliteDatabase>>()>;

  CommitQueue(std::unique_ptr<SqliteDatabase> db, Connect connect,
              Limits limits, WriteHooks hooks = {}, Sealer* sealer = nullptr);
  ~CommitQueue();
  CommitQueue(const CommitQueue&) = delete;
  CommitQueue& operator=(const CommitQueue&) = delete;

  void Push(Store::Change change, Store::Done done) ABSL_LOCKS_EXCLUDED(mu_);
  // Runs `work` in its turn, outside of any transaction and with no other
  // change.
  using Work = std::function<absl::Status(SqliteDatabase&)>;
  void PushAlone(Work work, Store::Done done) ABSL_LOCKS_EXCLUDED(mu_);
  WriteCounts Counts() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  // A change, or work that has a commit for itself.
  struct Job {
    Store::Change change;
    Store::Done done;
    absl::Status status;
    Work work;
  };

  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  std::vector<Job> TakeBatch() ABSL_LOCKS_EXCLUDED(mu_);
  absl::Status Commit(std::vector<Job>& batch);
  absl::Status RunBatch(std::vector<Job>& batch);
  absl::Status RunJob(Job& job);
  absl::Status Reconnect();

  const Connect connect_;
  const Limits limits_;
  const WriteHooks hooks_;
  Sealer* const sealer_;
  // The writer's thread only.
  std::unique_ptr<SqliteDatabase> db_;
  bool is_suspect_ = false;

  mutable Mutex mu_;
  std::condition_variable_any wake_;
  std::deque<Job> waiting_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  WriteCounts counts_ ABSL_GUARDED_BY(mu_);

  std::thread writer_;  // last: starts when all else is there
};

}  // namespace caselens

#endif  // STORAGE_SQLITE_COMMIT_QUEUE_H_
