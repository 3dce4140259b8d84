#ifndef AUDIT_SERVICE_ACCESS_IDENTITY_H_
#define AUDIT_SERVICE_ACCESS_IDENTITY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/access.pb.h"

namespace caselens {

// Who a principal is to others: a name in a client certificate, or a person in
// an organisation's single sign-on. Names of both kinds may tell who somebody
// is, and principals are pseudonyms; so only a keyed hash is kept.
struct Identity {
  v1::Identity::Kind kind = v1::Identity::KIND_UNSPECIFIED;
  std::string issuer;   // of single sign-on; "" for a certificate
  std::string subject;  // `DNS:a.example`; what the issuer calls a person
};

// INVALID_ARGUMENT naming the field of the request that is wrong.
absl::StatusOr<Identity> ParseIdentity(const v1::LinkIdentityRequest& request);

// Its id, 32 hexadecimal digits.
std::string IdentityId(absl::string_view key, const Identity& identity);
// The resource whose document is the name of the principal that an identity is
// linked to, or empty once it is linked to none.
std::string IdentityName(absl::string_view id);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_IDENTITY_H_
