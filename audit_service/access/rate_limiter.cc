#include "audit_service/access/rate_limiter.h"

#include <algorithm>

namespace caselens {

absl::Duration RateLimiter::Take(absl::string_view key, int cost,
                                 absl::Time now) {
  if (per_second_ <= 0) return absl::ZeroDuration();
  // What costs more than a bucket holds takes a whole one.
  const double wanted = std::min<double>(cost, Capacity());
  const MutexLock lock(mu_);
  Bucket& bucket = BucketOf(key, now);
  const double seconds =
      std::max(0., absl::ToDoubleSeconds(now - bucket.filled));
  bucket.calls = std::min(Capacity(), bucket.calls + seconds * per_second_);
  bucket.filled = now;
  if (bucket.calls < wanted) {
    return absl::Seconds((wanted - bucket.calls) / per_second_);
  }
  bucket.calls -= wanted;
  return absl::ZeroDuration();
}

RateLimiter::Bucket& RateLimiter::BucketOf(absl::string_view key,
                                           absl::Time now) {
  const auto at = buckets_.find(key);
  if (at != buckets_.end()) return at->second;
  if (buckets_.size() >= max_keys_) ForgetIdle(now);
  if (buckets_.size() >= max_keys_) return shared_;
  return buckets_[key] = {.calls = Capacity(), .filled = now};
}

// A bucket that is full again says nothing that a new one does not. Looked for
// once a second, so that a flood of new keys costs little.
void RateLimiter::ForgetIdle(absl::Time now) {
  if (now < next_sweep_) return;
  next_sweep_ = now + absl::Seconds(1);
  absl::erase_if(buckets_, [&](const auto& entry) {
    const double seconds = absl::ToDoubleSeconds(now - entry.second.filled);
    return entry.second.calls + seconds * per_second_ >= Capacity();
  });
}

}  // namespace caselens
