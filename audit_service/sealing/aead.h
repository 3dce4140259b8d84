#ifndef AUDIT_SERVICE_SEALING_AEAD_H_
#define AUDIT_SERVICE_SEALING_AEAD_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_cipher_st;

namespace caselens {

// AES-256-GCM (NIST SP 800-38D). What is sealed is nonce, ciphertext and tag,
// one behind the other. Thread-safe.
class Aead {
 public:
  static constexpr size_t kKeyBytes = 32;
  static constexpr size_t kNonceBytes = 12;
  static constexpr size_t kTagBytes = 16;

  Aead();

  // `nonce` is random: two of the same under one key give both texts away, so
  // a key seals at most 2^32 times.
  std::string Seal(absl::string_view key, absl::string_view nonce,
                   absl::string_view associated, absl::string_view plain) const;
  // DATA_LOSS unless `sealed` was made with this key and associated data.
  absl::StatusOr<std::string> Open(absl::string_view key,
                                   absl::string_view associated,
                                   absl::string_view sealed) const;

 private:
  std::shared_ptr<evp_cipher_st> cipher_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_SEALING_AEAD_H_
