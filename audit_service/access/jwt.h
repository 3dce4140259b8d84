#ifndef AUDIT_SERVICE_ACCESS_JWT_H_
#define AUDIT_SERVICE_ACCESS_JWT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "audit_service/access/key_set.h"

namespace caselens {

// What a sign-on token must say.
struct JwtWanted {
  std::string issuer;    // `iss`, exactly
  std::string audience;  // `aud`, or one of several
};

// What it says, once verified.
struct JwtClaims {
  std::string subject;
  absl::Time expire;
};

// Clocks differ; a token is taken this long before and after its time.
inline constexpr absl::Duration kClockLeeway = absl::Seconds(60);

// Verifies a JSON Web Token (RFC 7519) in compact form: signed as its key in
// `keys` signs (RS256 or ES256) by the key that its `kid` names, of the issuer,
// for the audience, begun and not ended. Keys and addresses of keys in the
// token (`jwk`, `jku`, `x5c`, `x5u`) are never looked at. UNAUTHENTICATED
// otherwise; the message is for logs of tests, not for callers.
absl::StatusOr<JwtClaims> VerifyJwt(absl::string_view token, const KeySet& keys,
                                    const JwtWanted& wanted, absl::Time now);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_JWT_H_
