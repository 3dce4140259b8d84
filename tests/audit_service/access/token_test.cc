#include "audit_service/access/token.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

#include "audit_service/mac.h"
#include "tests/status_matchers.h"

namespace caselens {
namespace {

const ApiToken& Sample() {
  static const auto* const token =
      new ApiToken{.id = "abc", .secret = std::string(64, '7')};
  return *token;
}

TEST(TokenTest, IsReadAsItIsWritten) {
  const auto token = ParseToken(TokenText(Sample()));
  ASSERT_THAT(token, IsOk());
  EXPECT_EQ(token->id, Sample().id);
  EXPECT_EQ(token->secret, Sample().secret);
}

TEST(TokenTest, WhatIsNoTokenIsRefusedInTheSameWords) {
  const std::string secret(64, '7');
  const std::string message(ParseToken("").status().message());
  for (const std::string& text :
       {std::string("caselens_"), "caselens_." + secret,
        "caselens_abc." + secret + "7", "caselens_abc." + secret.substr(1),
        "abc." + secret, "Caselens_abc." + secret, "caselens_abc.x." + secret,
        " caselens_abc." + secret}) {
    EXPECT_THAT(ParseToken(text), StatusIs(absl::StatusCode::kUnauthenticated,
                                           testing::Eq(message)))
        << text;
  }
}

// RFC 4231 has no key and text of this shape; the value is of
//   printf caselens_abc.777... | openssl dgst -sha256 -hmac key
TEST(TokenTest, TheHashIsHmacSha256OfTheWholeText) {
  EXPECT_EQ(absl::BytesToHexString(TokenMac("key", Sample())),
            "a9f2a46149d498f6bfb2398db5987d726fa836b351a5533e90237b8e26f85f4a");
}

TEST(TokenTest, TheHashDependsOnKeyIdAndSecretAndHasOneSize) {
  const std::string mac = TokenMac("key", Sample());
  ApiToken other_id = Sample();
  other_id.id = "abd";
  ApiToken other_secret = Sample();
  other_secret.secret.back() = '8';
  for (const std::string& other :
       {TokenMac("kez", Sample()), TokenMac("", Sample()),
        TokenMac(std::string(1000, 'k'), Sample()), TokenMac("key", other_id),
        TokenMac("key", other_secret)}) {
    EXPECT_EQ(other.size(), 32);
    EXPECT_FALSE(SameMac(mac, other));
  }
  EXPECT_TRUE(SameMac(mac, TokenMac("key", Sample())));
}

TEST(TokenTest, EveryBitOfAHashCounts) {
  const std::string mac = TokenMac("key", Sample());
  for (size_t bit = 0; bit < 8 * mac.size(); ++bit) {
    std::string other = mac;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(SameMac(mac, other)) << bit;
  }
  EXPECT_FALSE(SameMac(mac, mac.substr(1)));
  EXPECT_FALSE(SameMac(mac, ""));
}

}  // namespace
}  // namespace caselens
