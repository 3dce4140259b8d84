#include "audit_service/access/token.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace caselens {
namespace {

constexpr char kPrefix[] = "caselens_";
constexpr size_t kSecretCharacters = 64;

}  // namespace

std::string TokenText(const ApiToken& token) {
  return absl::StrCat(kPrefix, token.id, ".", token.secret);
}

absl::StatusOr<ApiToken> ParseToken(absl::string_view text) {
  const bool has_prefix = absl::ConsumePrefix(&text, kPrefix);
  const std::vector<std::string> parts = absl::StrSplit(text, '.');
  if (!has_prefix || parts.size() != 2 || parts[0].empty() ||
      parts[1].size() != kSecretCharacters) {
    return absl::UnauthenticatedError("the token is not one of this service");
  }
  return ApiToken{.id = parts[0], .secret = parts[1]};
}

std::string TokenMac(absl::string_view key, const ApiToken& token) {
  const std::string text = TokenText(token);
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
       reinterpret_cast<unsigned char*>(mac.data()), &size);
  mac.resize(size);
  return mac;
}

bool SameMac(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace caselens
