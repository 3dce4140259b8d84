#ifndef AUDIT_SERVICE_JOBS_FIT_RUNNER_H_
#define AUDIT_SERVICE_JOBS_FIT_RUNNER_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/environment.h"
#include "audit_service/jobs/job_queue.h"
#include "caselens/v1/class_model_fit.pb.h"
#include "storage/store.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// The collection of v1.FitPatterns; a fit's are at PatternsName(fit).
inline constexpr char kFitPatternsCollection[] = "classModelFitPatterns";
std::string PatternsName(const std::string& fit);

// Runs fits, one number of classes after another.
//
// Thread-safe. No method but Stop waits for a fit.
class FitRunner {
 public:
  using Queue = JobQueue<v1::FitProgress>;
  using Place = Queue::Place;

  // Both outlive the runner.
  FitRunner(Store& store, const Environment& environment);

  // Takes up every stored fit that is not done, the oldest first. Once.
  absl::Status Start();
  // As JobQueue. Returns within a batch of starts.
  void Stop() { queue_.Stop(); }
  absl::StatusOr<std::shared_ptr<Place>> Reserve() { return queue_.Reserve(); }
  void Cancel(const std::string& fit) { queue_.Cancel(fit); }
  void Watch(const std::string& fit, Queue::Watcher watcher) {
    queue_.Watch(fit, std::move(watcher));
  }

 private:
  using Advance = std::function<void(v1::ClassModelFit&)>;

  Queue::Kind Kind();
  // Ends when the fit is done, cancelled or the runner is stopping.
  absl::Status RunFit(const std::string& fit);
  absl::Status FitOne(const v1::ClassModelFit& fit,
                      const PatternTable& patterns, int class_count);
  absl::StatusOr<v1::ClassModelFit> Load(const std::string& fit);
  absl::StatusOr<PatternTable> LoadPatterns(const std::string& fit);
  // Changes a stored fit that is not done; tries until it is durable or the
  // runner is stopping.
  absl::Status Save(const std::string& fit, const Advance& advance);

  Store& store_;
  const Environment& environment_;
  // Last: its thread uses the rest.
  Queue queue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_JOBS_FIT_RUNNER_H_
