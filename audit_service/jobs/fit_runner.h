#ifndef AUDIT_SERVICE_JOBS_FIT_RUNNER_H_
#define AUDIT_SERVICE_JOBS_FIT_RUNNER_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/environment.h"
#include "audit_service/stream.h"
#include "caselens/v1/class_model_fit.pb.h"
#include "storage/store.h"
#include "typology/base/mutex.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// The collection of v1.FitPatterns; a fit's are at PatternsName(fit).
inline constexpr char kFitPatternsCollection[] = "classModelFitPatterns";
std::string PatternsName(const std::string& fit);

// Runs fits, one at a time, on a thread of its own.
//
// Thread-safe. No method waits for a fit.
class FitRunner {
 public:
  using Watcher = std::shared_ptr<Sink<v1::FitProgress>>;

  // Both outlive the runner.
  FitRunner(Store& store, const Environment& environment);
  ~FitRunner();
  FitRunner(const FitRunner&) = delete;
  FitRunner& operator=(const FitRunner&) = delete;

  // Takes up every stored fit that is not done, the oldest first. Once.
  absl::Status Start() ABSL_LOCKS_EXCLUDED(mu_);
  // Leaves the fit that runs where it is, to be taken up by the next Start, and
  // tells watchers to come back. Returns within a batch of starts.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

  // A place in the queue, given back when dropped. RESOURCE_EXHAUSTED with the
  // reason TOO_MANY_FITS if there is none.
  class Place {
   public:
    Place(FitRunner& runner, std::shared_ptr<std::atomic<size_t>> reserved)
        : runner_(runner), reserved_(std::move(reserved)) {}
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // Queues the fit, which is stored.
    void Take(const std::string& fit);

   private:
    FitRunner& runner_;
    // Shared: a place may be dropped when the runner is gone.
    const std::shared_ptr<std::atomic<size_t>> reserved_;
    bool taken_ = false;
  };
  absl::StatusOr<std::shared_ptr<Place>> Reserve() ABSL_LOCKS_EXCLUDED(mu_);

  // Stops work on a fit that is stored as CANCELLED.
  void Cancel(const std::string& fit) ABSL_LOCKS_EXCLUDED(mu_);

  // Pushes the progress of a stored fit to `watcher`, now and from now on, and
  // finishes it when the fit is done.
  void Watch(const std::string& fit, Watcher watcher) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  // A fit in the queue.
  struct Job {
    v1::FitProgress progress;
    std::vector<Watcher> watchers;
    bool cancelled = false;
  };
  using Advance = std::function<void(v1::ClassModelFit&)>;

  void Submit(const std::string& fit) ABSL_LOCKS_EXCLUDED(mu_);
  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  // The next fit, or "" when stopping.
  std::string Next() ABSL_LOCKS_EXCLUDED(mu_);
  // Ends when the fit is done, cancelled or the runner is stopping.
  absl::Status RunFit(const std::string& fit);
  absl::Status FitOne(const v1::ClassModelFit& fit,
                      const PatternTable& patterns, int class_count);
  absl::StatusOr<v1::ClassModelFit> Load(const std::string& fit);
  absl::StatusOr<PatternTable> LoadPatterns(const std::string& fit);
  // Changes a stored fit that is not done; tries until it is durable or the
  // runner is stopping.
  absl::Status Save(const std::string& fit, const Advance& advance)
      ABSL_LOCKS_EXCLUDED(mu_);
  // False if the fit is to be left.
  bool Report(const v1::FitProgress& progress) ABSL_LOCKS_EXCLUDED(mu_);
  bool GoesOn(const std::string& fit) ABSL_LOCKS_EXCLUDED(mu_);
  // Takes the job out of the queue and tells its watchers how it ended.
  void Leave(const std::string& fit) ABSL_LOCKS_EXCLUDED(mu_);

  Store& store_;
  const Environment& environment_;

  Mutex mu_;
  std::condition_variable_any wake_;
  std::deque<std::string> queue_ ABSL_GUARDED_BY(mu_);  // the first one runs
  std::map<std::string, Job> jobs_ ABSL_GUARDED_BY(mu_);
  const std::shared_ptr<std::atomic<size_t>> reserved_ =
      std::make_shared<std::atomic<size_t>>(0);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_JOBS_FIT_RUNNER_H_
