#ifndef AUDIT_SERVICE_ACCESS_RATE_LIMITER_H_
#define AUDIT_SERVICE_ACCESS_RATE_LIMITER_H_

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "audit_service/limits.h"
#include "typology/base/mutex.h"

namespace caselens {

// Token buckets, one for each key: `per_second` calls on average, and
// limits::kBurstSeconds' worth of them at once. What is remembered is bounded:
// beyond `max_keys` who is new shares one bucket until others have been idle
// for long enough to be forgotten.
//
// Thread-safe.
class RateLimiter {
 public:
  // 0 calls a second is no limit.
  RateLimiter(int per_second, size_t max_keys)
      : per_second_(per_second), max_keys_(max_keys) {}

  // Zero if `key` may make a call that counts as `cost` calls, which it then
  // has made; otherwise how long to wait. Time that goes
  // back fills nothing.
  absl::Duration Take(absl::string_view key, int cost, absl::Time now)
      ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Bucket {
    double calls = 0;  // that may still be made
    absl::Time filled;
  };

  double Capacity() const { return per_second_ * limits::kBurstSeconds; }
  Bucket& BucketOf(absl::string_view key, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ForgetIdle(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const double per_second_;
  const size_t max_keys_;
  Mutex mu_;
  absl::flat_hash_map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mu_);
  Bucket shared_ ABSL_GUARDED_BY(mu_);
  absl::Time next_sweep_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_RATE_LIMITER_H_
