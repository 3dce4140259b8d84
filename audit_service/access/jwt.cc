#include "audit_service/access/jwt.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "audit_service/access/jose.h"
#include "audit_service/limits.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using Json = nlohmann::json;

constexpr size_t kEs256Bytes = 64;               // r and s, 32 bytes each
constexpr double kLatestTime = 253'402'300'800;  // of the year 9999

absl::Status Refused(absl::string_view why) {
  return absl::UnauthenticatedError(absl::StrCat("sign-on token: ", why));
}

absl::StatusOr<Json> ObjectOf(absl::string_view part) {
  std::string text;
  if (!DecodeBase64Url(part, text)) return Refused("want base64url");
  Json object = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return Refused("want a JSON object");
  return object;
}

absl::string_view NameOf(SigningAlgorithm algorithm) {
  return algorithm == SigningAlgorithm::kRs256 ? "RS256" : "ES256";
}

// The key that the header names, if the header says how that key signs.
absl::StatusOr<const KeySet::Key*> KeyOf(const Json& header,
                                         const KeySet& keys) {
  const std::string type = absl::AsciiStrToLower(StringOf(header, "typ"));
  if (header.contains("typ") && type != "jwt" && type != "at+jwt") {
    return Refused("another type");
  }
  if (header.contains("crit")) return Refused("critical extensions");
  const KeySet::Key* const key = keys.Find(StringOf(header, "kid"));
  if (key == nullptr) return Refused("unknown key");
  if (StringOf(header, "alg") != NameOf(key->algorithm)) {
    return Refused("the key signs by another algorithm");
  }
  return key;
}

// A JSON signature of ECDSA as OpenSSL wants it; "" if it is none.
std::string DerSignature(const std::string& raw) {
  if (raw.size() != kEs256Bytes) return "";
  const auto* const bytes = reinterpret_cast<const unsigned char*>(raw.data());
  ECDSA_SIG* const signature = ECDSA_SIG_new();
  constexpr int kHalf = kEs256Bytes / 2;
  ECDSA_SIG_set0(signature, BN_bin2bn(bytes, kHalf, nullptr),
                 BN_bin2bn(bytes + kHalf, kHalf, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature, &der);
  ECDSA_SIG_free(signature);
  if (size <= 0) return "";
  std::string text(reinterpret_cast<const char*>(der),
                   static_cast<size_t>(size));
  OPENSSL_free(der);
  return text;
}

bool HasSigned(const KeySet::Key& key, absl::string_view text,
               const std::string& signature) {
  const std::string wanted = key.algorithm == SigningAlgorithm::kEs256
                                 ? DerSignature(signature)
                                 : signature;
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const bool verified =
      EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr,
                           key.key.get()) == 1 &&
      EVP_DigestVerify(
          context, reinterpret_cast<const unsigned char*>(wanted.data()),
          wanted.size(), reinterpret_cast<const unsigned char*>(text.data()),
          text.size()) == 1;
  EVP_MD_CTX_free(context);
  return verified;
}

bool IsFor(const Json& claims, const std::string& audience) {
  const auto at = claims.find("aud");
  if (at == claims.end()) return false;
  if (at->is_array()) {
    return absl::c_any_of(*at,
                          [&](const Json& one) { return one == audience; });
  }
  return *at == audience;
}

// A NumericDate: seconds since 1970, maybe with a fraction.
absl::StatusOr<absl::Time> TimeOf(const Json& time) {
  if (!time.is_number()) return Refused("want times in seconds");
  const double seconds = time.get<double>();
  if (!(seconds >= 0 && seconds < kLatestTime)) {
    return Refused("a time out of range");
  }
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

absl::StatusOr<absl::Time> CheckTimes(const Json& claims, absl::Time now) {
  const auto expire_at = claims.find("exp");
  if (expire_at == claims.end()) return Refused("it never ends");
  CASELENS_ASSIGN_OR_RETURN(const absl::Time expire, TimeOf(*expire_at));
  if (now >= expire + kClockLeeway) return Refused("it ended");
  for (const char* const name : {"nbf", "iat"}) {
    const auto at = claims.find(name);
    if (at == claims.end()) continue;
    CASELENS_ASSIGN_OR_RETURN(const absl::Time begin, TimeOf(*at));
    if (now + kClockLeeway < begin) return Refused("it has not begun");
  }
  return expire;
}

}  // namespace

absl::StatusOr<JwtClaims> VerifyJwt(absl::string_view token, const KeySet& keys,
                                    const JwtWanted& wanted, absl::Time now) {
  if (token.size() > limits::kMaxSignOnTokenBytes) return Refused("too long");
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return Refused("want three parts");
  CASELENS_ASSIGN_OR_RETURN(const Json header, ObjectOf(parts[0]));
  CASELENS_ASSIGN_OR_RETURN(const KeySet::Key* const key, KeyOf(header, keys));
  std::string signature;
  if (!DecodeBase64Url(parts[2], signature) ||
      !HasSigned(*key, token.substr(0, token.rfind('.')), signature)) {
    return Refused("the signature is not that of the key");
  }
  CASELENS_ASSIGN_OR_RETURN(const Json claims, ObjectOf(parts[1]));
  if (StringOf(claims, "iss") != wanted.issuer) return Refused("issuer");
  if (!IsFor(claims, wanted.audience)) return Refused("audience");
  CASELENS_ASSIGN_OR_RETURN(const absl::Time expire, CheckTimes(claims, now));
  std::string subject = StringOf(claims, "sub");
  if (subject.empty()) return Refused("no subject");
  return JwtClaims{.subject = std::move(subject), .expire = expire};
}

}  // namespace caselens
