#ifndef AUDIT_SERVICE_SERVER_SELF_PROBE_H_
#define AUDIT_SERVICE_SERVER_SELF_PROBE_H_

#include <condition_variable>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

#include "typology/base/mutex.h"

namespace caselens {

// Connects to the address that the socket `listener` is bound to and begins to
// speak HTTP/2. OK if the other side says anything or hangs up, as one with TLS
// does: then it accepts and looks at connections. UNAVAILABLE if it is silent
// for `wait`.
absl::Status ProbeListener(int listener, absl::Duration wait);

// Calls `probe` now and then, and tells what it found. Others can no longer
// call a service whose listener is dead, whatever its health says on another.
class SelfProbe {
 public:
  static constexpr int kFailuresInARow = 3;

  struct Tell {
    std::function<void()> well;
    std::function<void()> unwell;
    std::function<void()> dead;  // after kFailuresInARow
  };

  SelfProbe(absl::Duration between, std::function<absl::Status()> probe,
            Tell tell);
  ~SelfProbe();
  SelfProbe(const SelfProbe&) = delete;
  SelfProbe& operator=(const SelfProbe&) = delete;

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  void Probe();

  const absl::Duration between_;
  const std::function<absl::Status()> probe_;
  const Tell tell_;
  int failures_ = 0;  // of the thread

  Mutex mu_;
  std::condition_variable_any wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;  // last: starts when all else is there
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_SELF_PROBE_H_
