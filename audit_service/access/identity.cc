#include "audit_service/access/identity.h"

#include <algorithm>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/limits.h"
#include "audit_service/mac.h"

namespace caselens {
namespace {

constexpr size_t kIdBytes = 16;
constexpr absl::string_view kSubjectTypes[] = {"DNS:", "URI:", "email:"};

bool IsOneWord(absl::string_view text) {
  return !text.empty() && text.size() <= limits::kMaxIdentityCharacters &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isgraph(static_cast<unsigned char>(c));
         });
}

absl::StatusOr<Identity> ParseCertificate(
    const v1::LinkIdentityRequest& request) {
  const bool has_type =
      absl::c_any_of(kSubjectTypes, [&](absl::string_view type) {
        return absl::StartsWith(request.subject(), type) &&
               request.subject().size() > type.size();
      });
  if (!has_type || !IsOneWord(request.subject())) {
    return InvalidField("subject",
                        "want a subject alternative name with its type, "
                        "DNS:, URI: or email:, without spaces");
  }
  if (!request.issuer().empty()) {
    return InvalidField("issuer", "want none for a certificate");
  }
  return Identity{
      .kind = request.kind(), .issuer = {}, .subject = request.subject()};
}

absl::StatusOr<Identity> ParseSignOn(const v1::LinkIdentityRequest& request) {
  if (!IsOneWord(request.subject())) {
    return InvalidField("subject", "want the `sub` of the person's tokens");
  }
  if (!absl::StartsWith(request.issuer(), "https://") ||
      !IsOneWord(request.issuer())) {
    return InvalidField("issuer", "want the `iss` of the tokens, https://...");
  }
  return Identity{.kind = request.kind(),
                  .issuer = request.issuer(),
                  .subject = request.subject()};
}

}  // namespace

absl::StatusOr<Identity> ParseIdentity(const v1::LinkIdentityRequest& request) {
  switch (request.kind()) {
    case v1::Identity::CERTIFICATE:
      return ParseCertificate(request);
    case v1::Identity::SIGN_ON:
      return ParseSignOn(request);
    default:
      return InvalidField("kind", "want CERTIFICATE or SIGN_ON");
  }
}

std::string IdentityId(absl::string_view key, const Identity& identity) {
  const std::string mac = Mac(
      key, absl::StrCat("caselens identity\n", static_cast<int>(identity.kind),
                        "\n", identity.issuer.size(), ":", identity.issuer,
                        identity.subject));
  return absl::BytesToHexString(mac.substr(0, kIdBytes));
}

std::string IdentityName(absl::string_view id) {
  return absl::StrCat("identities/", id);
}

}  // namespace caselens
