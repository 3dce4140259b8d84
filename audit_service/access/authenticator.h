#ifndef AUDIT_SERVICE_ACCESS_AUTHENTICATOR_H_
#define AUDIT_SERVICE_ACCESS_AUTHENTICATOR_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "audit_service/access/caller.h"
#include "audit_service/access/sign_on.h"
#include "storage/store.h"

namespace caselens {

// What a caller shows.
struct Evidence {
  std::string authorization;  // value of that metadata key, or ""
  // Subject alternative names of a client certificate that an authority of ours
  // signed, with their types: `DNS:a.example`, `URI:...`, `email:...`.
  std::vector<std::string> certificate_names;
};

// Tells who is calling: by a token of ours, by a token of single sign-on, or,
// if there is no `authorization`, by a client certificate.
//
// Thread-safe.
class Authenticator {
 public:
  // `key` is that of token hashes; `sign_on` is null where there is none.
  Authenticator(std::string key, std::unique_ptr<SignOn> sign_on)
      : key_(std::move(key)), sign_on_(std::move(sign_on)) {}

  // UNAUTHENTICATED, with the same words for every reason, if nothing shown is
  // good, or what is shown belongs to nobody, or to several.
  absl::StatusOr<Caller> Authenticate(Reader& reader, const Evidence& evidence,
                                      absl::Time now) const;

 private:
  // Names of principals; NOT_FOUND and UNAUTHENTICATED are one to callers.
  absl::StatusOr<std::string> PrincipalOf(Reader& reader,
                                          const Evidence& evidence,
                                          absl::Time now) const;
  absl::StatusOr<std::string> OfToken(Reader& reader, absl::string_view text,
                                      absl::Time now) const;
  absl::StatusOr<std::string> OfSignOn(Reader& reader, absl::string_view text,
                                       absl::Time now) const;
  absl::StatusOr<std::string> OfCertificate(
      Reader& reader, const std::vector<std::string>& names) const;

  const std::string key_;
  const std::unique_ptr<SignOn> sign_on_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_AUTHENTICATOR_H_
