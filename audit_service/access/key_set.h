#ifndef AUDIT_SERVICE_ACCESS_KEY_SET_H_
#define AUDIT_SERVICE_ACCESS_KEY_SET_H_

#include <memory>
#include <string>

#include <openssl/evp.h>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// How a key signs: RSASSA-PKCS1-v1_5 or ECDSA on P-256, with SHA-256. There is
// no other: what a token says of itself chooses none.
enum class SigningAlgorithm { kRs256, kEs256 };

// The public keys of an issuer of sign-on tokens, as its JSON Web Key Set
// (RFC 7517) has them. Immutable; thread-safe.
class KeySet {
 public:
  struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  struct Key {
    SigningAlgorithm algorithm = SigningAlgorithm::kRs256;
    std::unique_ptr<EVP_PKEY, FreeKey> key;
  };

  // Keys for other uses and of other kinds are left out. INVALID_ARGUMENT if it
  // is no key set, has two keys of one id, a key that is too weak (RSA below
  // 2048 bits) or no point of its curve, or none that can be used.
  static absl::StatusOr<KeySet> Parse(absl::string_view json);

  // The key with that id, or null.
  const Key* Find(absl::string_view id) const;

 private:
  absl::flat_hash_map<std::string, Key> keys_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_KEY_SET_H_
