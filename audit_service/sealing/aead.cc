#include "audit_service/sealing/aead.h"

#include <cstdlib>
#include <memory>
#include <string>

#include <openssl/evp.h>

#include "absl/status/status.h"

namespace caselens {
namespace {

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* In(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Out(std::string& bytes, size_t at) {
  return reinterpret_cast<unsigned char*>(bytes.data() + at);
}
int Size(absl::string_view bytes) { return static_cast<int>(bytes.size()); }

// Without memory or the cipher nothing may go on, least of all in the clear.
void Must(bool done) {
  if (!done) std::abort();
}

}  // namespace

Aead::Aead()
    : cipher_(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr),
              &EVP_CIPHER_free) {
  Must(cipher_ != nullptr);
}

std::string Aead::Seal(absl::string_view key, absl::string_view nonce,
                       absl::string_view associated,
                       absl::string_view plain) const {
  Must(key.size() == kKeyBytes && nonce.size() == kNonceBytes);
  const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  Must(context != nullptr);
  std::string sealed(nonce);
  sealed.resize(kNonceBytes + plain.size() + kTagBytes);
  int size = 0;
  EVP_CIPHER_CTX* const c = context.get();
  Must(EVP_EncryptInit_ex2(c, cipher_.get(), In(key), In(nonce), nullptr) ==
           1 &&
       EVP_EncryptUpdate(c, nullptr, &size, In(associated), Size(associated)) ==
           1 &&
       EVP_EncryptUpdate(c, Out(sealed, kNonceBytes), &size, In(plain),
                         Size(plain)) == 1 &&
       EVP_EncryptFinal_ex(c, Out(sealed, kNonceBytes + plain.size()), &size) ==
           1 &&
       EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                           Out(sealed, kNonceBytes + plain.size())) == 1);
  return sealed;
}

absl::StatusOr<std::string> Aead::Open(absl::string_view key,
                                       absl::string_view associated,
                                       absl::string_view sealed) const {
  Must(key.size() == kKeyBytes);
  if (sealed.size() < kNonceBytes + kTagBytes) {
    return absl::DataLossError("sealed bytes are cut off");
  }
  const absl::string_view text =
      sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  Must(context != nullptr);
  std::string plain(text.size(), '\0');
  int size = 0;
  EVP_CIPHER_CTX* const c = context.get();
  Must(EVP_DecryptInit_ex2(c, cipher_.get(), In(key), In(sealed), nullptr) ==
           1 &&
       EVP_DecryptUpdate(c, nullptr, &size, In(associated), Size(associated)) ==
           1 &&
       EVP_DecryptUpdate(c, Out(plain, 0), &size, In(text), Size(text)) == 1 &&
       EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) ==
           1);
  if (EVP_DecryptFinal_ex(c, Out(plain, plain.size()), &size) == 1) {
    return plain;
  }
  return absl::DataLossError(
      "sealed bytes are not those of this place and key");
}

}  // namespace caselens
