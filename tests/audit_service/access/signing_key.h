#ifndef TESTS_AUDIT_SERVICE_ACCESS_SIGNING_KEY_H_
#define TESTS_AUDIT_SERVICE_ACCESS_SIGNING_KEY_H_

#include <memory>
#include <string>
#include <vector>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "audit_service/access/key_set.h"

namespace caselens {

inline std::string Base64Url(absl::string_view bytes) {
  return absl::WebSafeBase64Escape(bytes);
}

// The key of an issuer, which makes what a test needs of it.
class SigningKey {
 public:
  static SigningKey Rsa(const std::string& id, unsigned bits = 2048) {
    return SigningKey(id, "RS256", EVP_RSA_gen(bits));
  }
  static SigningKey Ec(const std::string& id) {
    return SigningKey(id, "ES256", EVP_EC_gen("P-256"));
  }

  const std::string& Id() const { return id_; }

  std::string Jwk() const {
    const std::string numbers =
        algorithm_ == "RS256"
            ? absl::StrCat(R"("kty":"RSA","n":")",
                           Number(OSSL_PKEY_PARAM_RSA_N), R"(","e":")",
                           Number(OSSL_PKEY_PARAM_RSA_E), R"(")")
            : absl::StrCat(R"("kty":"EC","crv":"P-256","x":")",
                           Number(OSSL_PKEY_PARAM_EC_PUB_X), R"(","y":")",
                           Number(OSSL_PKEY_PARAM_EC_PUB_Y), R"(")");
    return absl::StrCat(R"({"kid":")", id_, R"(","use":"sig","alg":")",
                        algorithm_, R"(",)", numbers, "}");
  }

  // A token with this header and these claims, JSON both.
  std::string Token(const std::string& header,
                    const std::string& claims) const {
    const std::string text =
        absl::StrCat(Base64Url(header), ".", Base64Url(claims));
    return absl::StrCat(text, ".", Base64Url(Sign(text)));
  }
  std::string Token(const std::string& claims) const {
    return Token(absl::StrCat(R"({"alg":")", algorithm_, R"(","kid":")", id_,
                              R"(","typ":"JWT"})"),
                 claims);
  }

  std::string Sign(const std::string& text) const {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    size_t size = 1024;
    std::string signature(size, '\0');
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get());
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()),
                   &size, reinterpret_cast<const unsigned char*>(text.data()),
                   text.size());
    EVP_MD_CTX_free(context);
    signature.resize(size);
    return algorithm_ == "RS256" ? signature : Halves(signature);
  }

 private:
  SigningKey(std::string id, std::string algorithm, EVP_PKEY* key)
      : id_(std::move(id)), algorithm_(std::move(algorithm)), key_(key) {}

  std::string Number(const char* name) const {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &number);
    const int size = algorithm_ == "ES256" ? 32 : BN_num_bytes(number);
    std::string bytes(static_cast<size_t>(size), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), size);
    BN_free(number);
    return Base64Url(bytes);
  }

  // r and s of a signature in DER.
  static std::string Halves(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* const signature =
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string halves(64, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(halves.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32);
    ECDSA_SIG_free(signature);
    return halves;
  }

  std::string id_;
  std::string algorithm_;
  std::unique_ptr<EVP_PKEY, KeySet::FreeKey> key_;
};

// A JSON Web Key Set of keys in JSON.
inline std::string KeySetOf(const std::vector<std::string>& keys) {
  return absl::StrCat(R"({"keys":[)", absl::StrJoin(keys, ","), "]}");
}

}  // namespace caselens

#endif  // TESTS_AUDIT_SERVICE_ACCESS_SIGNING_KEY_H_
