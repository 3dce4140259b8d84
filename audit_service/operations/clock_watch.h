#ifndef AUDIT_SERVICE_OPERATIONS_CLOCK_WATCH_H_
#define AUDIT_SERVICE_OPERATIONS_CLOCK_WATCH_H_

#include <chrono>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "audit_service/environment.h"
#include "storage/store.h"

namespace caselens {

// Sees when the clock of the machine is put forward or back, and has the
// history say so. Times of events never go back; what was done in between
// carries the time of the event before. For one thread.
class ClockWatch {
 public:
  // What is no jump.
  static constexpr absl::Duration kLeeway = absl::Seconds(60);

  // Both outlive this.
  ClockWatch(Store& store, const Environment& environment)
      : store_(store), environment_(environment) {}

  // Whether the clock jumped since the last call; before the first one, since
  // the newest event. It is told again as long as the store fails.
  absl::StatusOr<bool> Check();

 private:
  absl::StatusOr<absl::Time> NewestEvent();

  Store& store_;
  const Environment& environment_;
  bool is_first_ = true;
  absl::Time wall_;
  std::chrono::steady_clock::time_point steady_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_OPERATIONS_CLOCK_WATCH_H_
