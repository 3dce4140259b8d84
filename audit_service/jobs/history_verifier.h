#ifndef AUDIT_SERVICE_JOBS_HISTORY_VERIFIER_H_
#define AUDIT_SERVICE_JOBS_HISTORY_VERIFIER_H_

#include <atomic>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"

#include "audit_service/stream.h"
#include "caselens/v1/history.pb.h"
#include "storage/store.h"
#include "typology/base/mutex.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// Verifies the whole history, for one caller at a time, on a thread of its
// own and one view of the store: what is written meanwhile waits for nothing
// and is left out.
//
// Thread-safe.
class HistoryVerifier {
 public:
  using Watcher = std::shared_ptr<Sink<v1::HistoryVerification>>;

  // Both outlive this.
  HistoryVerifier(Store& store, const NoteVerifier& log)
      : store_(store), log_(log) {}
  ~HistoryVerifier() { Stop(); }
  HistoryVerifier(const HistoryVerifier&) = delete;
  HistoryVerifier& operator=(const HistoryVerifier&) = delete;

  // Starts one whose progress and outcome go to `watcher`; it ends early if
  // nobody listens. RESOURCE_EXHAUSTED with the reason VERIFICATION_RUNS if
  // there is one.
  absl::Status Start(Watcher watcher) ABSL_LOCKS_EXCLUDED(mu_);
  // Ends the one that runs, and starts no other.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  void Run(const Watcher& watcher);

  Store& store_;
  const NoteVerifier& log_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> runs_{false};

  Mutex mu_;
  std::thread thread_ ABSL_GUARDED_BY(mu_);
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_JOBS_HISTORY_VERIFIER_H_
