#include "audit_service/access/authenticator.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

#include "audit_service/access/identity.h"
#include "audit_service/access/token.h"
#include "audit_service/api/errors.h"
#include "audit_service/mac.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::Status NotSignedIn() {
  return WithReason(
      absl::UnauthenticatedError(
          "want a valid token in `authorization: Bearer ...`, or a client "
          "certificate that is known"),
      "UNAUTHENTICATED");
}

// The principal that an identity is linked to; "" if there is none.
absl::StatusOr<std::string> LinkedTo(Reader& reader, absl::string_view key,
                                     const Identity& identity) {
  absl::StatusOr<ResourceRow> row =
      reader.GetResource(IdentityName(IdentityId(key, identity)));
  if (absl::IsNotFound(row.status())) return "";
  CASELENS_RETURN_IF_ERROR(row.status());
  return std::move(row->document);
}

}  // namespace

absl::StatusOr<Caller> Authenticator::Authenticate(Reader& reader,
                                                   const Evidence& evidence,
                                                   absl::Time now) const {
  const absl::StatusOr<std::string> name = PrincipalOf(reader, evidence, now);
  if (absl::IsNotFound(name.status()) ||
      absl::IsUnauthenticated(name.status()) || (name.ok() && name->empty())) {
    return NotSignedIn();
  }
  CASELENS_RETURN_IF_ERROR(name.status());
  CASELENS_ASSIGN_OR_RETURN(const ResourceRow row, reader.GetResource(*name));
  v1::Principal principal;
  if (!principal.ParseFromString(row.document)) {
    return absl::DataLossError("a stored principal does not parse");
  }
  return Caller(std::move(principal));
}

absl::StatusOr<std::string> Authenticator::PrincipalOf(Reader& reader,
                                                       const Evidence& evidence,
                                                       absl::Time now) const {
  if (evidence.authorization.empty()) {
    return OfCertificate(reader, evidence.certificate_names);
  }
  absl::string_view token = evidence.authorization;
  if (!absl::ConsumePrefix(&token, "Bearer ")) return NotSignedIn();
  return absl::StartsWith(token, kTokenPrefix) ? OfToken(reader, token, now)
                                               : OfSignOn(reader, token, now);
}

absl::StatusOr<std::string> Authenticator::OfToken(Reader& reader,
                                                   absl::string_view text,
                                                   absl::Time now) const {
  CASELENS_ASSIGN_OR_RETURN(const ApiToken token, ParseToken(text));
  CASELENS_ASSIGN_OR_RETURN(TokenRow row, reader.GetToken(token.id));
  if (row.revoked || row.expire_us <= absl::ToUnixMicros(now) ||
      !SameMac(row.mac, TokenMac(key_, token))) {
    return NotSignedIn();
  }
  return std::move(row.principal);
}

absl::StatusOr<std::string> Authenticator::OfSignOn(Reader& reader,
                                                    absl::string_view text,
                                                    absl::Time now) const {
  if (sign_on_ == nullptr) return NotSignedIn();
  CASELENS_ASSIGN_OR_RETURN(std::string subject,
                            sign_on_->SubjectOf(text, now));
  return LinkedTo(reader, key_,
                  {.kind = v1::Identity::SIGN_ON,
                   .issuer = sign_on_->Issuer(),
                   .subject = std::move(subject)});
}

absl::StatusOr<std::string> Authenticator::OfCertificate(
    Reader& reader, const std::vector<std::string>& names) const {
  std::string found;
  for (const std::string& name : names) {
    CASELENS_ASSIGN_OR_RETURN(std::string principal,
                              LinkedTo(reader, key_,
                                       {.kind = v1::Identity::CERTIFICATE,
                                        .issuer = {},
                                        .subject = name}));
    if (principal.empty() || principal == found) continue;
    if (!found.empty()) return NotSignedIn();  // whose is it?
    found = std::move(principal);
  }
  return found;
}

}  // namespace caselens
