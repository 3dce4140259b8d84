#ifndef AUDIT_SERVICE_JOBS_JOB_QUEUE_H_
#define AUDIT_SERVICE_JOBS_JOB_QUEUE_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/errors.h"
#include "audit_service/environment.h"
#include "audit_service/stream.h"
#include "audit_service/workflow/resources.h"
#include "storage/store.h"
#include "typology/base/mutex.h"
#include "typology/base/status_macros.h"

namespace caselens {

inline google::protobuf::Timestamp TimeOf(const Environment& environment) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(environment.now()));
}

// Runs one kind of stored resource, one at a time, on a thread of its own, and
// tells watchers how far it is. What is in memory can be lost.
//
// Thread-safe. No method but Stop waits for a job.
template <typename Progress>
class JobQueue {
 public:
  using Watcher = std::shared_ptr<Sink<Progress>>;

  // What the store says of a job.
  struct Stored {
    Progress progress;
    bool done = false;
  };
  // How jobs of this kind are done. The functions outlive the queue's thread.
  struct Kind {
    std::string singular;  // "fit"
    std::string plural;
    std::string too_many;  // reason of the error, TOO_MANY_FITS
    size_t most_waiting = 0;
    size_t most_watchers = 0;  // of one job
    std::function<Progress(const std::string& name)> queued;
    std::function<absl::StatusOr<Stored>(const std::string& name)> load;
    // Ends when the job is done, or GoesOn(name) is false.
    std::function<absl::Status(const std::string& name)> run;
    // Stores that the job failed.
    std::function<void(const std::string& name, const absl::Status& why)> fail;
  };

  explicit JobQueue(Kind kind) : kind_(std::move(kind)) {}
  ~JobQueue() { Stop(); }
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  // Queues what is stored and not done. Once.
  void Start(const std::vector<std::string>& waiting) {
    for (const std::string& name : waiting) Submit(name);
    thread_ = std::thread([this] { Run(); });
  }

  // Leaves the job that runs where it is, to be taken up by the next Start, and
  // tells watchers to come back.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_) {
    {
      const MutexLock lock(mu_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    const MutexLock lock(mu_);
    for (auto& [name, job] : jobs_) {
      for (const Watcher& watcher : job.watchers) {
        watcher->Finish(StoppingError());
      }
      job.watchers.clear();
    }
  }

  // A place in the queue, given back when dropped.
  class Place {
   public:
    Place(JobQueue& queue, std::shared_ptr<std::atomic<size_t>> reserved)
        : queue_(queue), reserved_(std::move(reserved)) {}
    ~Place() {
      if (!taken_) --*reserved_;
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // Queues the job, which is stored.
    void Take(const std::string& name) {
      taken_ = true;
      --*reserved_;
      queue_.Submit(name);
    }

   private:
    JobQueue& queue_;
    // Shared: a place may be dropped when the queue is gone.
    const std::shared_ptr<std::atomic<size_t>> reserved_;
    bool taken_ = false;
  };

  // RESOURCE_EXHAUSTED with the reason `too_many` if there is no place.
  absl::StatusOr<std::shared_ptr<Place>> Reserve() ABSL_LOCKS_EXCLUDED(mu_) {
    const MutexLock lock(mu_);
    if (jobs_.size() + *reserved_ >= kind_.most_waiting) {
      return WithReason(
          absl::ResourceExhaustedError(absl::StrCat(
              "want fewer than ", kind_.most_waiting, " ", kind_.plural,
              " that wait; try again when one is done, or cancel one")),
          kind_.too_many);
    }
    ++*reserved_;
    return std::make_shared<Place>(*this, reserved_);
  }

  // Stops work on a job that is stored as cancelled.
  void Cancel(const std::string& name) ABSL_LOCKS_EXCLUDED(mu_) {
    {
      const MutexLock lock(mu_);
      const auto job = jobs_.find(name);
      if (job == jobs_.end()) return;
      job->second.cancelled = true;
      // The one that runs leaves by itself.
      if (queue_.front() == name) return;
    }
    Leave(name);
  }

  // Pushes the progress of a stored job to `watcher`, now and from now on, and
  // finishes it when the job is done.
  void Watch(const std::string& name, Watcher watcher)
      ABSL_LOCKS_EXCLUDED(mu_) {
    // Twice: a job that is not queued may have been stored a moment ago.
    for (int i = 0; i < 2; ++i) {
      if (WatchQueued(name, watcher)) return;
      const absl::StatusOr<Stored> stored = kind_.load(name);
      if (!stored.ok()) return watcher->Finish(stored.status());
      if (stored->done) {
        watcher->Push(stored->progress);
        return watcher->Finish(absl::OkStatus());
      }
      Submit(name);
    }
    watcher->Finish(StoppingError());
  }

  // For the job that runs: false if it is to be left.
  bool Report(const std::string& name, const Progress& progress)
      ABSL_LOCKS_EXCLUDED(mu_) {
    const MutexLock lock(mu_);
    Job& job = jobs_.at(name);
    job.progress = progress;
    std::erase_if(job.watchers, [&](const Watcher& watcher) {
      return !watcher->Push(progress);
    });
    return !stopping_ && !job.cancelled;
  }
  bool GoesOn(const std::string& name) ABSL_LOCKS_EXCLUDED(mu_) {
    const MutexLock lock(mu_);
    const auto job = jobs_.find(name);
    return !stopping_ && job != jobs_.end() && !job->second.cancelled;
  }

  // Makes a change; tries until it is durable or the queue is stopping.
  absl::Status Save(Store& store, const Store::Change& change)
      ABSL_LOCKS_EXCLUDED(mu_) {
    while (true) {
      absl::Status saved = store.WriteNow(change);
      const bool passes =
          absl::IsUnavailable(saved) || absl::IsResourceExhausted(saved);
      if (!passes) return saved;
      // The disk is full or the database busy: that passes, the result stays.
      const MutexLock lock(mu_);
      if (stopping_) return saved;
      wake_.wait_for(mu_.Native(), kRetry);
      if (stopping_) return saved;
    }
  }

 private:
  static constexpr std::chrono::seconds kRetry{1};

  // A job in the queue.
  struct Job {
    Progress progress;
    std::vector<Watcher> watchers;
    bool cancelled = false;
  };

  absl::Status StoppingError() const {
    return absl::UnavailableError(
        absl::StrCat("the service is stopping; the ", kind_.singular,
                     " goes on when it is back: watch again"));
  }

  void Submit(const std::string& name) ABSL_LOCKS_EXCLUDED(mu_) {
    {
      const MutexLock lock(mu_);
      Job job;
      job.progress = kind_.queued(name);
      if (!jobs_.emplace(name, std::move(job)).second) return;
      queue_.push_back(name);
    }
    wake_.notify_all();
  }

  // False if the job is not in the queue.
  bool WatchQueued(const std::string& name, const Watcher& watcher)
      ABSL_LOCKS_EXCLUDED(mu_) {
    const MutexLock lock(mu_);
    if (stopping_) {
      watcher->Finish(StoppingError());
      return true;
    }
    const auto at = jobs_.find(name);
    if (at == jobs_.end()) return false;
    std::vector<Watcher>& watchers = at->second.watchers;
    std::erase_if(watchers, [&](const Watcher& other) {
      return !other->Push(at->second.progress);
    });
    if (watchers.size() >= kind_.most_watchers) {
      watcher->Finish(absl::ResourceExhaustedError(
          absl::StrCat("want at most ", kind_.most_watchers,
                       " callers who watch one ", kind_.singular)));
      return true;
    }
    watcher->Push(at->second.progress);
    watchers.push_back(watcher);
    return true;
  }

  void Run() ABSL_LOCKS_EXCLUDED(mu_) {
    while (true) {
      const std::string name = Next();
      if (name.empty()) return;
      const absl::Status status = kind_.run(name);
      // Whether the job can be marked as failed or not, the next one is due.
      if (!status.ok() && GoesOn(name)) kind_.fail(name, status);
      const bool stopping = [this] {
        const MutexLock lock(mu_);
        return stopping_;
      }();
      if (stopping) return;
      Leave(name);
    }
  }

  // The next job, or "" when stopping.
  std::string Next() ABSL_LOCKS_EXCLUDED(mu_) {
    const MutexLock lock(mu_);
    while (queue_.empty() && !stopping_) wake_.wait(mu_.Native());
    return stopping_ ? "" : queue_.front();
  }

  // Takes the job out of the queue and tells its watchers how it ended.
  void Leave(const std::string& name) ABSL_LOCKS_EXCLUDED(mu_) {
    std::vector<Watcher> watchers;
    {
      const MutexLock lock(mu_);
      const auto job = jobs_.find(name);
      if (job == jobs_.end()) return;
      watchers = std::move(job->second.watchers);
      jobs_.erase(job);
      queue_.erase(std::find(queue_.begin(), queue_.end(), name));
    }
    const absl::StatusOr<Stored> stored = kind_.load(name);
    for (const Watcher& watcher : watchers) {
      if (stored.ok()) watcher->Push(stored->progress);
      watcher->Finish(stored.status());
    }
  }

  const Kind kind_;
  Mutex mu_;
  std::condition_variable_any wake_;
  std::deque<std::string> queue_ ABSL_GUARDED_BY(mu_);  // the first one runs
  std::map<std::string, Job> jobs_ ABSL_GUARDED_BY(mu_);
  const std::shared_ptr<std::atomic<size_t>> reserved_ =
      std::make_shared<std::atomic<size_t>>(0);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;
};

// The names of all resources of a collection that wait or run, in whatever
// study: the one that runs first, then the oldest.
template <typename Message>
absl::StatusOr<std::vector<std::string>> StoredJobs(
    Store& store, absl::string_view collection) {
  using Key = std::tuple<bool, int64_t, std::string>;
  std::vector<Key> jobs;
  CASELENS_RETURN_IF_ERROR(store.Read([&](Reader& reader) -> absl::Status {
    return ForEachResource(
        reader, "studies", "", [&](const ResourceRow& study) {
          return ForEachResource(
              reader, collection, study.name,
              [&](const ResourceRow& row) -> absl::Status {
                CASELENS_ASSIGN_OR_RETURN(const Message job,
                                          ParseDocument<Message>(row));
                const bool runs = job.state() == Message::RUNNING;
                if (!runs && job.state() != Message::QUEUED) {
                  return absl::OkStatus();
                }
                jobs.emplace_back(
                    !runs,
                    google::protobuf::util::TimeUtil::TimestampToMicroseconds(
                        job.create_time()),
                    row.name);
                return absl::OkStatus();
              });
        });
  }));
  std::sort(jobs.begin(), jobs.end());
  std::vector<std::string> names;
  for (Key& job : jobs) names.push_back(std::move(std::get<2>(job)));
  return names;
}

}  // namespace caselens

#endif  // AUDIT_SERVICE_JOBS_JOB_QUEUE_H_
