#ifndef AUDIT_SERVICE_JOBS_RELEASE_RUNNER_H_
#define AUDIT_SERVICE_JOBS_RELEASE_RUNNER_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/environment.h"
#include "audit_service/jobs/job_queue.h"
#include "caselens/v1/release.pb.h"
#include "caselens/v1/release_snapshot.pb.h"
#include "storage/store.h"

namespace caselens {

// Makes and proves releases from what was frozen. One that is cut short begins
// again: the same snapshot, key and earlier releases give the same tables.
//
// Thread-safe. No method but Stop waits for a release.
class ReleaseRunner {
 public:
  using Queue = JobQueue<v1::ReleaseProgress>;
  using Place = Queue::Place;

  // Both outlive the runner.
  ReleaseRunner(Store& store, const Environment& environment);

  // Takes up every stored release that is not done, the oldest first. Once.
  absl::Status Start();
  // As JobQueue. Returns within a step of the proof.
  void Stop() { queue_.Stop(); }
  absl::StatusOr<std::shared_ptr<Place>> Reserve() { return queue_.Reserve(); }
  void Watch(const std::string& release, Queue::Watcher watcher) {
    queue_.Watch(release, std::move(watcher));
  }

 private:
  // What becomes of a release.
  using Outcome = std::variant<v1::ReleasedTables, v1::Release::Refusal>;

  Queue::Kind Kind();
  absl::Status Run(const std::string& name);
  absl::StatusOr<Outcome> MakeTables(const v1::Release& release,
                                     const v1::ReleaseSnapshot& snapshot);
  absl::StatusOr<Outcome> MakeStatements(const v1::Release& release,
                                         const v1::ReleaseSnapshot& snapshot);
  absl::StatusOr<v1::Release> Load(const std::string& name);
  template <typename Message>
  absl::StatusOr<Message> LoadDocument(const std::string& name);
  // A call in the name of who asked for the release.
  Call CallFor(const v1::Release& release) const;
  // Changes a stored release that is not done.
  absl::Status Save(const std::string& name,
                    const std::function<absl::Status(Transaction&, const Call&,
                                                     v1::Release&)>& advance);

  Store& store_;
  const Environment& environment_;
  // Last: its thread uses the rest.
  Queue queue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_JOBS_RELEASE_RUNNER_H_
