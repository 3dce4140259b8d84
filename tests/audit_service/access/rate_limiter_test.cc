#include "audit_service/access/rate_limiter.h"

#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace caselens {
namespace {

constexpr absl::Duration kAtOnce = absl::ZeroDuration();
const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

// Calls that `key` can make now.
int CallsAtOnce(RateLimiter& limiter, const std::string& key, absl::Time now) {
  int calls = 0;
  while (calls < 1'000'000 && limiter.Take(key, 1, now) == kAtOnce) ++calls;
  return calls;
}

TEST(RateLimiter, GivesTenSecondsWorthAtOnceAndThenTheRate) {
  RateLimiter limiter(5, 10);
  EXPECT_EQ(CallsAtOnce(limiter, "a", kStart), 50);
  EXPECT_EQ(limiter.Take("a", 1, kStart), absl::Milliseconds(200));
  EXPECT_EQ(CallsAtOnce(limiter, "a", kStart + absl::Seconds(1)), 5);
  EXPECT_EQ(CallsAtOnce(limiter, "a", kStart + absl::Hours(1)), 50);
}

TEST(RateLimiter, CountsEachKeyByItself) {
  RateLimiter limiter(5, 10);
  EXPECT_EQ(CallsAtOnce(limiter, "a", kStart), 50);
  EXPECT_EQ(CallsAtOnce(limiter, "b", kStart), 50);
}

TEST(RateLimiter, TakesWhatACallCosts) {
  RateLimiter limiter(5, 10);
  EXPECT_EQ(limiter.Take("a", 40, kStart), kAtOnce);
  EXPECT_EQ(limiter.Take("a", 20, kStart), absl::Seconds(2));
  EXPECT_EQ(limiter.Take("a", 10, kStart), kAtOnce)
      << "what was refused took nothing";
}

TEST(RateLimiter, LetsThroughWhatCostsMoreThanABucketHolds) {
  RateLimiter limiter(1, 10);
  EXPECT_EQ(limiter.Take("a", 1'000, kStart), kAtOnce);
  EXPECT_EQ(limiter.Take("a", 1'000, kStart), absl::Seconds(10));
}

TEST(RateLimiter, IsNoLimitAtZero) {
  RateLimiter limiter(0, 1);
  EXPECT_EQ(CallsAtOnce(limiter, "a", kStart), 1'000'000);
}

TEST(RateLimiter, GoesOnWhenTheClockIsSetBack) {
  RateLimiter limiter(5, 10);
  EXPECT_EQ(CallsAtOnce(limiter, "a", kStart), 50);
  const absl::Time back = kStart - absl::Hours(24);
  EXPECT_EQ(CallsAtOnce(limiter, "a", back), 0);
  EXPECT_EQ(CallsAtOnce(limiter, "a", back + absl::Seconds(1)), 5);
}

TEST(RateLimiter, LetsWhoIsNewShareWhenItRemembersAllItMay) {
  RateLimiter limiter(5, 100);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(limiter.Take(absl::StrCat(i), 1, kStart), kAtOnce);
  }
  int calls = 0;
  for (int i = 100; i < 1'000; ++i) {
    calls += CallsAtOnce(limiter, absl::StrCat(i), kStart);
  }
  EXPECT_LE(calls, 50);
  EXPECT_EQ(CallsAtOnce(limiter, "7", kStart), 49) << "others are not hurt";
  // Who has been idle is forgotten: there is room for others.
  EXPECT_EQ(CallsAtOnce(limiter, "new", kStart + absl::Seconds(2)), 50);
}

}  // namespace
}  // namespace caselens
