#include "audit_service/access/sign_on.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "audit_service/limits.h"
#include "tests/audit_service/access/signing_key.h"
#include "tests/status_matchers.h"
#include "tests/temp_dir.h"

namespace caselens {
namespace {

constexpr int kSecondsNow = 1'700'000'000;

class SignOnTest : public testing::Test {
 protected:
  // As whatever keeps the file up to date must: whole, in its place.
  void WriteKeys(const std::string& text) const {
    std::ofstream(Path() + ".new") << text;
    ASSERT_EQ(std::rename((Path() + ".new").c_str(), Path().c_str()), 0);
  }
  std::string Path() const { return dir_.Path("keys.json"); }

  void Open() {
    auto opened = SignOn::Open(
        {.wanted = {.issuer = "https://i/", .audience = "caselens"},
         .keys_file = Path()});
    ASSERT_THAT(opened, IsOk());
    sign_on_ = *std::move(opened);
  }

  std::string Token(const SigningKey& key, int subject = 7) const {
    return key.Token(
        absl::StrCat(R"({"iss":"https://i/","aud":"caselens","sub":"person-)",
                     subject, R"(","exp":)", kSecondsNow + 600, "}"));
  }

  absl::StatusOr<std::string> SubjectOf(const std::string& token) {
    return sign_on_->SubjectOf(token, now_);
  }

  const SigningKey old_ = SigningKey::Ec("old");
  const SigningKey new_ = SigningKey::Ec("new");
  absl::Time now_ = absl::FromUnixSeconds(kSecondsNow);
  const TempDir dir_;
  std::unique_ptr<SignOn> sign_on_;
};

const auto kUnknownCaller =
    StatusIs(absl::StatusCode::kUnauthenticated, testing::_);

TEST_F(SignOnTest, IsNoneWithoutAFile) {
  const auto none = SignOn::Open({});
  ASSERT_THAT(none, IsOk());
  EXPECT_EQ(*none, nullptr);
}

TEST_F(SignOnTest, DoesNotOpenWithoutKeys) {
  const auto names_the_file = StatusIs(absl::StatusCode::kInvalidArgument,
                                       testing::HasSubstr("keys.json"));
  EXPECT_THAT(SignOn::Open({.wanted = {}, .keys_file = Path()}),
              names_the_file);
  WriteKeys(KeySetOf({}));
  EXPECT_THAT(SignOn::Open({.wanted = {}, .keys_file = Path()}),
              names_the_file);
}

TEST_F(SignOnTest, RemembersAVerifiedTokenUntilItEnds) {
  WriteKeys(KeySetOf({old_.Jwk()}));
  Open();
  const std::string token = Token(old_);
  for (int i = 0; i < 3; ++i) {
    const auto subject = SubjectOf(token);
    ASSERT_THAT(subject, IsOk());
    EXPECT_EQ(*subject, "person-7");
    EXPECT_EQ(sign_on_->Remembered(), 1);
  }
  EXPECT_THAT(SubjectOf(token + "A"), kUnknownCaller);
  EXPECT_EQ(sign_on_->Remembered(), 1) << "what is refused is forgotten";
  now_ += absl::Minutes(11);
  EXPECT_THAT(SubjectOf(token), kUnknownCaller);
}

TEST_F(SignOnTest, TakesNewKeysAndForgetsOldOnes) {
  WriteKeys(KeySetOf({old_.Jwk()}));
  Open();
  ASSERT_THAT(SubjectOf(Token(old_)), IsOk());
  EXPECT_THAT(SubjectOf(Token(new_)), kUnknownCaller);
  WriteKeys(KeySetOf({new_.Jwk()}));
  now_ += SignOn::kBetweenLooks;
  EXPECT_THAT(SubjectOf(Token(new_)), IsOk());
  EXPECT_THAT(SubjectOf(Token(old_)), kUnknownCaller)
      << "a token verified before is remembered";
}

TEST_F(SignOnTest, KeepsItsKeysWhenTheFileIsNoGood) {
  WriteKeys(KeySetOf({old_.Jwk()}));
  Open();
  for (const char* const text : {"", "{", R"({"keys":[]})"}) {
    WriteKeys(text);
    now_ += SignOn::kBetweenLooks;
    EXPECT_THAT(SubjectOf(Token(old_)), IsOk()) << text;
  }
  std::remove(Path().c_str());
  now_ += SignOn::kBetweenLooks;
  EXPECT_THAT(SubjectOf(Token(old_)), IsOk());
  WriteKeys(KeySetOf({new_.Jwk()}));
  now_ += SignOn::kBetweenLooks;
  EXPECT_THAT(SubjectOf(Token(new_)), IsOk());
}

TEST_F(SignOnTest, RemembersNoMoreThanItMay) {
  WriteKeys(KeySetOf({old_.Jwk()}));
  Open();
  for (size_t i = 0; i < limits::kRememberedSignOns + 10; ++i) {
    ASSERT_THAT(SubjectOf(Token(old_, static_cast<int>(i))), IsOk());
  }
  EXPECT_LE(sign_on_->Remembered(), limits::kRememberedSignOns);
}

}  // namespace
}  // namespace caselens
