#ifndef TYPOLOGY_BASE_MUTEX_H_
#define TYPOLOGY_BASE_MUTEX_H_

#include <mutex>

#include "absl/base/thread_annotations.h"

namespace caselens {

// std::mutex that both clang's -Wthread-safety and TSan understand. Debian's
// absl::Mutex is built without TSan hooks, so TSan reports false races on it.
class ABSL_LOCKABLE Mutex {
 public:
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mu_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mu_.unlock(); }
  // For std::condition_variable only.
  std::mutex& Native() { return mu_; }

 private:
  std::mutex mu_;
};

class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mu) ABSL_EXCLUSIVE_LOCK_FUNCTION(mu) : mu_(mu) {
    mu_.Lock();
  }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mu_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mu_;
};

}  // namespace caselens

#endif  // TYPOLOGY_BASE_MUTEX_H_
