#include "audit_service/access/jwt.h"

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

#include "audit_service/limits.h"
#include "audit_service/mac.h"
#include "tests/audit_service/access/signing_key.h"
#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::HasSubstr;

constexpr int kNow = 1'700'000'000;
constexpr unsigned kSeed = 20261122;
const JwtWanted kWanted{.issuer = "https://login.council.example/",
                        .audience = "caselens"};

std::string Claims(const std::string& more = "", int expire = kNow + 300) {
  return absl::StrCat(
      R"({"iss":"https://login.council.example/","aud":"caselens",)",
      R"("sub":"248289761001","exp":)", expire, more, "}");
}

auto Refused(const std::string& why = "") {
  return StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr(why));
}

class JwtTest : public testing::Test {
 protected:
  absl::StatusOr<JwtClaims> Verify(const std::string& token,
                                   int seconds = kNow) const {
    return VerifyJwt(token, keys_, kWanted, absl::FromUnixSeconds(seconds));
  }

  const SigningKey rsa_ = SigningKey::Rsa("r");
  const SigningKey ec_ = SigningKey::Ec("e");
  const KeySet keys_ = KeySet::Parse(KeySetOf({rsa_.Jwk(), ec_.Jwk()})).value();
};

TEST_F(JwtTest, TakesWhatAKnownKeySigned) {
  for (const SigningKey* const key : {&rsa_, &ec_}) {
    const auto claims = Verify(key->Token(Claims()));
    ASSERT_THAT(claims, IsOk());
    EXPECT_EQ(claims->subject, "248289761001");
    EXPECT_EQ(claims->expire, absl::FromUnixSeconds(kNow + 300));
  }
}

TEST_F(JwtTest, TakesAnAccessTokenAndOneOfSeveralAudiences) {
  EXPECT_THAT(Verify(rsa_.Token(R"({"alg":"RS256","kid":"r","typ":"at+JWT"})",
                                Claims())),
              IsOk());
  EXPECT_THAT(Verify(rsa_.Token(absl::StrReplaceAll(
                  Claims(), {{R"("caselens")", R"(["a","caselens"])"}}))),
              IsOk());
}

// RFC 7518, section 3.1, and what became of it.
TEST_F(JwtTest, RefusesEveryAlgorithmButThatOfTheKey) {
  for (const char* const algorithm :
       {"none", "None", "", "HS256", "RS384", "PS256", "ES256", "EdDSA"}) {
    const std::string header =
        absl::StrCat(R"({"alg":")", algorithm, R"(","kid":"r"})");
    EXPECT_THAT(Verify(rsa_.Token(header, Claims())), Refused("algorithm"))
        << algorithm;
    const std::string unsigned_token =
        absl::StrCat(Base64Url(header), ".", Base64Url(Claims()), ".");
    EXPECT_THAT(Verify(unsigned_token), Refused()) << algorithm;
  }
  EXPECT_THAT(Verify(rsa_.Token(R"({"kid":"r"})", Claims())), Refused());
}

TEST_F(JwtTest, RefusesAPublicKeyAsTheSecretOfAMac) {
  for (const SigningKey* const key : {&rsa_, &ec_}) {
    const std::string text = absl::StrCat(
        Base64Url(absl::StrCat(R"({"alg":"HS256","kid":")", key->Id(), "\"}")),
        ".", Base64Url(Claims()));
    EXPECT_THAT(
        Verify(absl::StrCat(text, ".", Base64Url(Mac(key->Jwk(), text)))),
        Refused("algorithm"));
  }
}

TEST_F(JwtTest, RefusesKeysThatAreNotConfigured) {
  const SigningKey stranger = SigningKey::Rsa("stranger");
  const SigningKey namesake = SigningKey::Rsa("r");
  EXPECT_THAT(Verify(stranger.Token(Claims())), Refused("unknown key"));
  EXPECT_THAT(Verify(namesake.Token(Claims())), Refused("signature"));
  EXPECT_THAT(Verify(rsa_.Token(R"({"alg":"RS256"})", Claims())),
              Refused("unknown key"));
  // The key, and where it would be, in the token itself.
  for (const std::string& more :
       {absl::StrCat(R"("jwk":)", stranger.Jwk()),
        std::string(R"("jku":"https://stranger.example/keys")"),
        std::string(R"("x5u":"https://stranger.example/key.pem")")}) {
    EXPECT_THAT(
        Verify(stranger.Token(
            absl::StrCat(R"({"alg":"RS256","kid":"stranger",)", more, "}"),
            Claims())),
        Refused("unknown key"));
    EXPECT_THAT(
        Verify(stranger.Token(
            absl::StrCat(R"({"alg":"RS256","kid":"r",)", more, "}"), Claims())),
        Refused("signature"));
  }
}

TEST_F(JwtTest, RefusesOtherTypesAndCriticalExtensions) {
  EXPECT_THAT(Verify(rsa_.Token(
                  R"({"alg":"RS256","kid":"r","typ":"logout+jwt"})", Claims())),
              Refused("type"));
  EXPECT_THAT(
      Verify(rsa_.Token(R"({"alg":"RS256","kid":"r","typ":7})", Claims())),
      Refused("type"));
  EXPECT_THAT(
      Verify(rsa_.Token(
          R"({"alg":"RS256","kid":"r","crit":["b64"],"b64":false})", Claims())),
      Refused("critical"));
}

TEST_F(JwtTest, RefusesWhatIsOfAnotherOrForAnother) {
  const auto with = [](const char* from, const char* to) {
    return absl::StrReplaceAll(Claims(), {{from, to}});
  };
  EXPECT_THAT(Verify(rsa_.Token(with("council", "stranger"))),
              Refused("issuer"));
  EXPECT_THAT(Verify(rsa_.Token(with("example/", "example"))),
              Refused("issuer"));
  EXPECT_THAT(Verify(rsa_.Token(with(R"("iss")", R"("izz")"))),
              Refused("issuer"));
  for (const char* const audience :
       {R"("another")", R"(["a","b"])", R"({"caselens":"caselens"})", "7", "[]",
        "null", R"(["caselenses"])"}) {
    EXPECT_THAT(Verify(rsa_.Token(with(R"("caselens")", audience))),
                Refused("audience"))
        << audience;
  }
  EXPECT_THAT(Verify(rsa_.Token(with(R"("aud")", R"("aux")"))),
              Refused("audience"));
  EXPECT_THAT(Verify(rsa_.Token(with(R"("248289761001")", R"("")"))),
              Refused("subject"));
  EXPECT_THAT(Verify(rsa_.Token(with(R"("248289761001")", "248289761001"))),
              Refused("subject"));
}

TEST_F(JwtTest, HoldsForItsTimeAndAMinuteMore) {
  const std::string token = rsa_.Token(Claims(absl::StrCat(",\"nbf\":", kNow)));
  EXPECT_THAT(Verify(token, kNow - 61), Refused("begun"));
  EXPECT_THAT(Verify(token, kNow - 60), IsOk());
  EXPECT_THAT(Verify(token, kNow + 359), IsOk());
  EXPECT_THAT(Verify(token, kNow + 360), Refused("ended"));
  EXPECT_THAT(Verify(rsa_.Token(Claims(absl::StrCat(",\"iat\":", kNow + 61)))),
              Refused("begun"))
      << "made in the future";
  for (const char* const end :
       {"\"1800000000\"", "null", "-1", "1e300", "[]"}) {
    EXPECT_THAT(Verify(rsa_.Token(absl::StrReplaceAll(
                    Claims(), {{absl::StrCat(kNow + 300), end}}))),
                Refused())
        << end;
  }
  EXPECT_THAT(Verify(rsa_.Token(
                  absl::StrReplaceAll(Claims(), {{R"("exp")", R"("exq")"}}))),
              Refused("never ends"));
}

TEST_F(JwtTest, RefusesWhatIsAlteredOrCutOrTooLong) {
  const std::string token = ec_.Token(Claims());
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  const std::string other = Base64Url(
      absl::StrReplaceAll(Claims(), {{"248289761001", "248289761002"}}));
  EXPECT_THAT(Verify(absl::StrCat(parts[0], ".", other, ".", parts[2])),
              Refused("signature"));
  EXPECT_THAT(Verify(token + "="), Refused());
  EXPECT_THAT(Verify(token + " "), Refused());
  EXPECT_THAT(Verify(" " + token), Refused());
  EXPECT_THAT(Verify(token + "."), Refused("three parts"));
  EXPECT_THAT(Verify(absl::StrCat(parts[0], ".", parts[1])),
              Refused("three parts"));
  EXPECT_THAT(Verify(""), Refused("three parts"));
  EXPECT_THAT(Verify(rsa_.Token(Claims(absl::StrCat(
                  R"(,"more":")",
                  std::string(limits::kMaxSignOnTokenBytes, 'x'), "\"")))),
              Refused("too long"));
  const std::string deep(4'000, '[');
  EXPECT_THAT(Verify(rsa_.Token(deep, Claims())), Refused("object"));
  EXPECT_THAT(Verify(rsa_.Token(deep)), Refused("object"));
}

// Whatever of a good token changes, it is not taken for another one.
TEST_F(JwtTest, SurvivesEveryMutation) {
  std::mt19937 random(kSeed);
  for (const SigningKey* const key : {&rsa_, &ec_}) {
    const std::string token = key->Token(Claims());
    for (int round = 0; round < 5'000; ++round) {
      std::string other = token;
      const int changes = 1 + static_cast<int>(random() % 4);
      for (int change = 0; change < changes; ++change) {
        const size_t at = random() % other.size();
        switch (random() % 3) {
          case 0:
            other[at] = static_cast<char>(random());
            break;
          case 1:
            other.erase(at, 1 + random() % 20);
            break;
          default:
            other.insert(at, other, random() % other.size(), random() % 20);
        }
        if (other.empty()) other = ".";
      }
      const auto claims = Verify(other);
      if (!claims.ok()) continue;
      // The last character of a signature may carry bits that mean nothing.
      EXPECT_EQ(other.substr(0, other.rfind('.')),
                token.substr(0, token.rfind('.')))
          << "round " << round;
      EXPECT_EQ(claims->subject, "248289761001");
    }
  }
}

}  // namespace
}  // namespace caselens
