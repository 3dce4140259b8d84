#include "storage/sqlite/commit_queue.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "storage/sqlite/session.h"
#include "typology/base/status_macros.h"

namespace caselens {

CommitQueue::CommitQueue(std::string path, std::unique_ptr<SqliteDatabase> db,
                         Limits limits)
    : path_(std::move(path)),
      limits_(limits),
      db_(std::move(db)),
      writer_([this] { Run(); }) {}

CommitQueue::~CommitQueue() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  wake_.notify_one();
  writer_.join();
}

void CommitQueue::Push(Store::Change change, Store::Done done) {
  {
    const MutexLock lock(mu_);
    if (waiting_.size() < limits_.waiting) {
      waiting_.push_back({std::move(change), std::move(done), {}});
      done = nullptr;
    }
  }
  if (done != nullptr) {
    done(absl::ResourceExhaustedError(
        "storage: too many changes are waiting; try again shortly"));
    return;
  }
  wake_.notify_one();
}

WriteCounts CommitQueue::Counts() const {
  const MutexLock lock(mu_);
  return counts_;
}

void CommitQueue::Run() {
  while (true) {
    std::vector<Job> batch = TakeBatch();
    if (batch.empty()) return;
    const absl::Status committed = Commit(batch);
    int64_t changes = 0;
    for (Job& job : batch) {
      if (!committed.ok()) job.status = committed;
      changes += job.status.ok() ? 1 : 0;
    }
    {
      const MutexLock lock(mu_);
      counts_.changes += changes;
      counts_.commits += committed.ok() ? 1 : 0;
    }
    for (Job& job : batch) job.done(job.status);
  }
}

// Waits for work; empty when the queue is stopping and drained.
std::vector<CommitQueue::Job> CommitQueue::TakeBatch() {
  std::vector<Job> batch;
  const MutexLock lock(mu_);
  while (waiting_.empty() && !stopping_) wake_.wait(mu_.Native());
  const size_t count = std::min(waiting_.size(), limits_.batch);
  batch.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return batch;
}

// OK once every change whose own status is OK is durable.
absl::Status CommitQueue::Commit(std::vector<Job>& batch) {
  if (db_ == nullptr) CASELENS_RETURN_IF_ERROR(Reopen());
  CASELENS_RETURN_IF_ERROR(db_->RunScript("BEGIN IMMEDIATE"));
  absl::Status status;
  for (Job& job : batch) {
    job.status = RunJob(job);
    // SQLite has undone the whole batch (a full disk, say).
    if (db_->InAutocommit()) return job.status;
  }
  status = db_->RunScript("COMMIT");
  if (!status.ok()) {
    db_->RunScript("ROLLBACK").IgnoreError();
    // After a failed sync the state of the page cache is unknown: only a new
    // connection, which reads the log again, can be trusted.
    db_ = nullptr;
  }
  return status;
}

absl::Status CommitQueue::RunJob(Job& job) {
  SqliteSession session(*db_);
  CASELENS_RETURN_IF_ERROR(db_->RunScript("SAVEPOINT change"));
  absl::Status status = job.change(session);
  if (db_->InAutocommit()) return status;
  if (!status.ok()) {
    CASELENS_RETURN_IF_ERROR(db_->RunScript("ROLLBACK TO change"));
  }
  CASELENS_RETURN_IF_ERROR(db_->RunScript("RELEASE change"));
  return status;
}

absl::Status CommitQueue::Reopen() {
  CASELENS_ASSIGN_OR_RETURN(
      db_, SqliteDatabase::Open(path_, SqliteDatabase::Mode::kReadWrite));
  return absl::OkStatus();
}

}  // namespace caselens
