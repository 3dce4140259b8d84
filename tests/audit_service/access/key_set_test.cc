#include "audit_service/access/key_set.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "tests/audit_service/access/signing_key.h"
#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::HasSubstr;

const auto kRefused = StatusIs(absl::StatusCode::kInvalidArgument, testing::_);

TEST(KeySet, FindsKeysByTheirIds) {
  const auto keys = KeySet::Parse(
      KeySetOf({SigningKey::Rsa("r").Jwk(), SigningKey::Ec("e").Jwk()}));
  ASSERT_THAT(keys, IsOk());
  ASSERT_NE(keys->Find("r"), nullptr);
  EXPECT_EQ(keys->Find("r")->algorithm, SigningAlgorithm::kRs256);
  ASSERT_NE(keys->Find("e"), nullptr);
  EXPECT_EQ(keys->Find("e")->algorithm, SigningAlgorithm::kEs256);
  EXPECT_EQ(keys->Find(""), nullptr);
  EXPECT_EQ(keys->Find("R"), nullptr);
}

TEST(KeySet, LeavesOutWhatIsForSomethingElse) {
  const std::string good = SigningKey::Ec("good").Jwk();
  const std::string other = SigningKey::Ec("other").Jwk();
  const auto keys = KeySet::Parse(
      KeySetOf({good, absl::StrReplaceAll(other, {{R"("sig")", R"("enc")"}}),
                absl::StrReplaceAll(other, {{"ES256", "ES384"}}),
                absl::StrReplaceAll(other, {{"P-256", "P-384"}}),
                absl::StrReplaceAll(other, {{R"("kid":"other",)", ""}}),
                R"({"kty":"oct","kid":"h","k":"c2VjcmV0","alg":"HS256"})", "7",
                "null"}));
  ASSERT_THAT(keys, IsOk());
  EXPECT_NE(keys->Find("good"), nullptr);
  EXPECT_EQ(keys->Find("other"), nullptr);
  EXPECT_EQ(keys->Find("h"), nullptr);
}

TEST(KeySet, RefusesWeakAndBrokenKeys) {
  const std::string ec = SigningKey::Ec("e").Jwk();
  const std::string rsa = SigningKey::Rsa("r").Jwk();
  EXPECT_THAT(KeySet::Parse(KeySetOf({SigningKey::Rsa("weak", 1024).Jwk()})),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2048")));
  EXPECT_THAT(KeySet::Parse(KeySetOf({ec, ec})),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("one key of an id")));
  EXPECT_THAT(KeySet::Parse(KeySetOf({absl::StrReplaceAll(
                  rsa, {{R"("e":"AQAB")", R"("e":"AQ")"}})})),
              kRefused)
      << "an exponent of 1 signs everything";
  const std::string x = ec.substr(ec.find(R"("x":")") + 5, 43);
  EXPECT_THAT(KeySet::Parse(KeySetOf({absl::StrReplaceAll(
                  ec, {{x, Base64Url(std::string(31, '\0') + '\1')}})})),
              kRefused)
      << "no point of the curve";
  EXPECT_THAT(KeySet::Parse(KeySetOf({absl::StrReplaceAll(ec, {{x, "AA"}})})),
              kRefused);
}

TEST(KeySet, RefusesWhatIsNoKeySet) {
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string("{}"),
        std::string(R"({"keys":{}})"), KeySetOf({}), SigningKey::Ec("e").Jwk(),
        std::string(100'000, '[')}) {
    EXPECT_THAT(KeySet::Parse(text), kRefused) << text.substr(0, 40);
  }
}

}  // namespace
}  // namespace caselens
