#include "audit_service/access/key_set.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/access/jose.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using Json = nlohmann::json;

constexpr int kFewestRsaBits = 2048;
constexpr int kMostRsaBits = 8192;  // a larger one costs too much to use
constexpr size_t kCoordinateBytes = 32;

template <typename T, void (*kFree)(T*)>
struct Free {
  void operator()(T* pointer) const { kFree(pointer); }
};
using Number = std::unique_ptr<BIGNUM, Free<BIGNUM, BN_free>>;
using Parameters =
    std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM, OSSL_PARAM_free>>;
using Builder =
    std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Context =
    std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, KeySet::FreeKey>;

// A member that holds bytes; "" if there is none.
std::string BytesOf(const Json& object, const char* name) {
  std::string bytes;
  return DecodeBase64Url(StringOf(object, name), bytes) ? bytes : "";
}

PublicKey FromParameters(const char* type, OSSL_PARAM* parameters) {
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) !=
          1) {
    return nullptr;
  }
  PublicKey owned(key);
  const Context check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return EVP_PKEY_public_check(check.get()) == 1 ? std::move(owned) : nullptr;
}

Number NumberOf(const std::string& bytes) {
  return Number(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                          static_cast<int>(bytes.size()), nullptr));
}

PublicKey RsaKey(const Json& jwk) {
  const Number modulus = NumberOf(BytesOf(jwk, "n"));
  const Number exponent = NumberOf(BytesOf(jwk, "e"));
  const int bits = BN_num_bits(modulus.get());
  if (bits < kFewestRsaBits || bits > kMostRsaBits ||
      BN_num_bits(exponent.get()) > 64 || BN_is_odd(exponent.get()) == 0 ||
      BN_is_one(exponent.get()) != 0) {
    return nullptr;
  }
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return FromParameters("RSA", parameters.get());
}

PublicKey EcKey(const Json& jwk) {
  const std::string x = BytesOf(jwk, "x");
  const std::string y = BytesOf(jwk, "y");
  if (x.size() != kCoordinateBytes || y.size() != kCoordinateBytes) {
    return nullptr;
  }
  const std::string point = absl::StrCat("\x04", x, y);  // uncompressed
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                  "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                   point.data(), point.size());
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return FromParameters("EC", parameters.get());
}

// What a key is for, where it says so.
bool Says(const Json& jwk, const char* name, const std::string& wanted) {
  const std::string said = StringOf(jwk, name);
  return said.empty() || said == wanted;
}

bool IsRsa(const Json& jwk) {
  return StringOf(jwk, "kty") == "RSA" && Says(jwk, "alg", "RS256");
}

bool IsEc(const Json& jwk) {
  return StringOf(jwk, "kty") == "EC" && StringOf(jwk, "crv") == "P-256" &&
         Says(jwk, "alg", "ES256");
}

// The id of a key that signs as we verify; "" of any other.
std::string IdOfSigner(const Json& jwk) {
  const bool is_known = jwk.is_object() && (IsRsa(jwk) || IsEc(jwk));
  return is_known && Says(jwk, "use", "sig") ? StringOf(jwk, "kid") : "";
}

KeySet::Key SignerOf(const Json& jwk) {
  if (IsRsa(jwk)) return {SigningAlgorithm::kRs256, RsaKey(jwk)};
  return {SigningAlgorithm::kEs256, EcKey(jwk)};
}

}  // namespace

absl::StatusOr<KeySet> KeySet::Parse(absl::string_view json) {
  const Json set = Json::parse(json.begin(), json.end(), nullptr,
                               /*allow_exceptions=*/false);
  const auto keys = set.is_object() ? set.find("keys") : set.end();
  if (keys == set.end() || !keys->is_array()) {
    return absl::InvalidArgumentError("want a JSON Web Key Set (RFC 7517)");
  }
  KeySet parsed;
  for (const Json& jwk : *keys) {
    const std::string id = IdOfSigner(jwk);
    if (id.empty()) continue;
    Key key = SignerOf(jwk);
    if (key.key == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          "key ", id, ": want RSA of 2048 to 8192 bits, or a point of P-256"));
    }
    if (!parsed.keys_.emplace(id, std::move(key)).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("key ", id, ": want one key of an id"));
    }
  }
  if (!parsed.keys_.empty()) return parsed;
  return absl::InvalidArgumentError(
      "want a key for signatures of RS256 or ES256, with an id");
}

const KeySet::Key* KeySet::Find(absl::string_view id) const {
  const auto at = keys_.find(id);
  return at == keys_.end() ? nullptr : &at->second;
}

}  // namespace caselens
