#ifndef AUDIT_SERVICE_ACCESS_TOKEN_H_
#define AUDIT_SERVICE_ACCESS_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// An API token, `caselens_{id}.{secret}`. Only the id and a keyed hash of the
// secret are stored; the key lives in a file beside the database, so that a
// copy of the database alone verifies nothing.
struct ApiToken {
  std::string id;
  std::string secret;  // 64 hexadecimal digits, 256 random bits
};

inline constexpr char kTokenPrefix[] = "caselens_";

// The text that a caller sends.
std::string TokenText(const ApiToken& token);
// Splits what a caller sent. UNAUTHENTICATED if it is no token.
absl::StatusOr<ApiToken> ParseToken(absl::string_view text);

// HMAC-SHA256 under `key` of id and secret, 32 bytes.
std::string TokenMac(absl::string_view key, const ApiToken& token);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_TOKEN_H_
