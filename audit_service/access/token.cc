#include "audit_service/access/token.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "audit_service/mac.h"

namespace caselens {
namespace {

constexpr size_t kSecretCharacters = 64;

}  // namespace

std::string TokenText(const ApiToken& token) {
  return absl::StrCat(kTokenPrefix, token.id, ".", token.secret);
}

absl::StatusOr<ApiToken> ParseToken(absl::string_view text) {
  const bool has_prefix = absl::ConsumePrefix(&text, kTokenPrefix);
  const std::vector<std::string> parts = absl::StrSplit(text, '.');
  if (!has_prefix || parts.size() != 2 || parts[0].empty() ||
      parts[1].size() != kSecretCharacters) {
    return absl::UnauthenticatedError("the token is not one of this service");
  }
  return ApiToken{.id = parts[0], .secret = parts[1]};
}

std::string TokenMac(absl::string_view key, const ApiToken& token) {
  return Mac(key, TokenText(token));
}

}  // namespace caselens
