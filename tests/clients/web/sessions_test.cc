#include "clients/web/sessions.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/time.h"

#include "tests/status_matchers.h"

namespace caselens::web {
namespace {

class SessionsTest : public testing::Test {
 protected:
  static std::shared_ptr<Session> NewSession() {
    return std::make_shared<Session>(nullptr, v1::Principal(), "csrf", nullptr);
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  Sessions sessions_{absl::Minutes(60), [this] { return now_; }};
};

TEST_F(SessionsTest, LastAsLongAsTheyAreUsedAndTwelveHoursAtMost) {
  const std::string secret = sessions_.Add(NewSession());
  for (int i = 0; i < 13; ++i) {
    now_ += absl::Minutes(55);
    ASSERT_NE(sessions_.Find(secret), nullptr) << i;
  }
  now_ += absl::Minutes(55);
  EXPECT_EQ(sessions_.Find(secret), nullptr);

  const std::string idle = sessions_.Add(NewSession());
  now_ += absl::Minutes(61);
  EXPECT_EQ(sessions_.Find(idle), nullptr);
}

TEST_F(SessionsTest, EndWhenTheirOwnerSignsOut) {
  const std::string secret = sessions_.Add(NewSession());
  const std::string other = sessions_.Add(NewSession());
  sessions_.Remove(secret);
  EXPECT_EQ(sessions_.Find(secret), nullptr);
  EXPECT_NE(sessions_.Find(other), nullptr);
  EXPECT_EQ(sessions_.Find(""), nullptr);
}

TEST_F(SessionsTest, ALinkIsGoodOnceAndForAnHour) {
  const std::string code = sessions_.AddLink("token");
  const absl::StatusOr<std::string> token = sessions_.TakeLink(code);
  ASSERT_THAT(token, IsOk());
  EXPECT_EQ(*token, "token");
  EXPECT_THAT(sessions_.TakeLink(code).status(),
              StatusIs(absl::StatusCode::kNotFound, testing::_));
  const std::string late = sessions_.AddLink("token");
  now_ += absl::Minutes(61);
  EXPECT_THAT(sessions_.TakeLink(late).status(),
              StatusIs(absl::StatusCode::kNotFound, testing::_));
}

}  // namespace
}  // namespace caselens::web
