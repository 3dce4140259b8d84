#ifndef AUDIT_SERVICE_OPERATIONS_WRITE_WATCH_H_
#define AUDIT_SERVICE_OPERATIONS_WRITE_WATCH_H_

#include <atomic>
#include <condition_variable>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

#include "storage/store.h"
#include "typology/base/mutex.h"

namespace caselens {

// Knows whether changes can be made: not while the disk is full or damaged, or
// the database locked. While they cannot, it tries a change of its own every
// second, so that it is known again when they can.
//
// Thread-safe.
class WriteWatch {
 public:
  // `tell` is called when that changes, one call at a time.
  WriteWatch(Store& store, std::function<void(bool takes_changes)> tell);
  ~WriteWatch();
  WriteWatch(const WriteWatch&) = delete;
  WriteWatch& operator=(const WriteWatch&) = delete;

  // What the store said to a change.
  void Note(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mu_);
  bool TakesChanges() const { return takes_changes_; }

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mu_);

  Store& store_;
  const std::function<void(bool)> tell_;
  std::atomic<bool> takes_changes_{true};

  Mutex mu_;
  std::condition_variable_any wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;  // last: starts when all else is there
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_OPERATIONS_WRITE_WATCH_H_
