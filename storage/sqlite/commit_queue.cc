#include "storage/sqlite/commit_queue.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "storage/sqlite/session.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::Status UndoneError(const absl::Status& status) {
  if (absl::IsResourceExhausted(status) || absl::IsDataLoss(status)) {
    return status;
  }
  return absl::UnavailableError("storage: the transaction was undone");
}

}  // namespace

CommitQueue::CommitQueue(std::unique_ptr<SqliteDatabase> db, Connect connect,
                         Limits limits, WriteHooks hooks, Sealer* sealer)
    : connect_(std::move(connect)),
      limits_(limits),
      hooks_(std::move(hooks)),
      sealer_(sealer),
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
      waiting_.push_back({std::move(change), std::move(done), {}, nullptr});
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

void CommitQueue::PushAlone(Work work, Store::Done done) {
  {
    const MutexLock lock(mu_);
    waiting_.push_back({nullptr, std::move(done), {}, std::move(work)});
  }
  wake_.notify_one();
}

WriteCounts CommitQueue::Counts() const {
  const MutexLock lock(mu_);
  WriteCounts counts = counts_;
  counts.waiting = static_cast<int64_t>(waiting_.size());
  return counts;
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
      counts_.commits += changes > 0 ? 1 : 0;
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
    if (i > 0 && waiting_.front().work != nullptr) break;
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
    if (batch.back().work != nullptr) break;
  }
  return batch;
}

// OK once every change whose own status is OK is durable.
absl::Status CommitQueue::Commit(std::vector<Job>& batch) {
  if (is_suspect_) CASELENS_RETURN_IF_ERROR(Reconnect());
  Job& first = batch.front();
  absl::Status status =
      first.work == nullptr ? RunBatch(batch) : first.work(*db_);
  if (!status.ok()) {
    if (!db_->InAutocommit()) db_->RunScript("ROLLBACK").IgnoreError();
    is_suspect_ = true;
  }
  return status;
}

absl::Status CommitQueue::RunBatch(std::vector<Job>& batch) {
  CASELENS_RETURN_IF_ERROR(db_->Query("BEGIN IMMEDIATE").Run());
  for (Job& job : batch) CASELENS_RETURN_IF_ERROR(RunJob(job));
  if (hooks_.before_commit != nullptr) {
    SqliteSession session(*db_, sealer_);
    CASELENS_RETURN_IF_ERROR(hooks_.before_commit(session));
  }
  if (sealer_ != nullptr) CASELENS_RETURN_IF_ERROR(sealer_->Sync());
  const auto start = std::chrono::steady_clock::now();
  CASELENS_RETURN_IF_ERROR(db_->Query("COMMIT").Run());
  if (hooks_.after_commit != nullptr) {
    hooks_.after_commit({.changes = batch.size(),
                         .took = std::chrono::steady_clock::now() - start});
  }
  return absl::OkStatus();
}

// Sets the status of `job`. Returns an error only if the batch cannot go on.
absl::Status CommitQueue::RunJob(Job& job) {
  CASELENS_RETURN_IF_ERROR(db_->Query("SAVEPOINT change").Run());
  SqliteSession session(*db_, sealer_);
  job.status = job.change(session);
  if (job.status.ok() && hooks_.after_change != nullptr) {
    job.status = hooks_.after_change(session);
  }
  // SQLite undid the whole batch (a full disk, say), whatever the change made
  // of the error it got.
  if (db_->InAutocommit()) return UndoneError(job.status);
  if (!job.status.ok()) {
    CASELENS_RETURN_IF_ERROR(db_->RunScript("ROLLBACK TO change"));
  }
  return db_->Query("RELEASE change").Run();
}

// What a connection believes after a failed write or sync is not trusted. The
// new one opens before the old one closes, so that the index of the log stays
// in memory: rebuilt from the log, it would take in frames that the system
// may show but never wrote.
absl::Status CommitQueue::Reconnect() {
  CASELENS_ASSIGN_OR_RETURN(std::unique_ptr<SqliteDatabase> fresh, connect_());
  db_ = std::move(fresh);
  is_suspect_ = false;
  return absl::OkStatus();
}

}  // namespace caselens
