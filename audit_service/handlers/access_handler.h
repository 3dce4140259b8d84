#ifndef AUDIT_SERVICE_HANDLERS_ACCESS_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_ACCESS_HANDLER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "caselens/v1/access.pb.h"
#include "storage/store.h"

namespace caselens {

// AccessService: principals, grants, tokens. Stateless but for the key of
// token hashes; thread-safe.
class AccessHandler {
 public:
  explicit AccessHandler(std::string token_key)
      : token_key_(std::move(token_key)) {}

  absl::Status GetCaller(const Call& call, Reader& reader,
                         const v1::GetCallerRequest& request,
                         v1::Principal& response) const;
  absl::Status ListPrincipals(const Call& call, Reader& reader,
                              const v1::ListPrincipalsRequest& request,
                              v1::ListPrincipalsResponse& response) const;
  absl::StatusOr<Plan> CreatePrincipal(
      const Call& call, Reader& reader,
      const v1::CreatePrincipalRequest& request, v1::Principal& response) const;
  absl::StatusOr<Plan> GrantRole(const Call& call, Reader& reader,
                                 const v1::GrantRoleRequest& request,
                                 v1::Principal& response) const;
  absl::StatusOr<Plan> RevokeRole(const Call& call, Reader& reader,
                                  const v1::RevokeRoleRequest& request,
                                  v1::Principal& response) const;
  absl::StatusOr<Plan> CreateToken(const Call& call, Reader& reader,
                                   const v1::CreateTokenRequest& request,
                                   v1::Token& response) const;
  absl::StatusOr<Plan> LinkIdentity(const Call& call, Reader& reader,
                                    const v1::LinkIdentityRequest& request,
                                    v1::Principal& response) const;
  absl::StatusOr<Plan> UnlinkIdentity(const Call& call, Reader& reader,
                                      const v1::UnlinkIdentityRequest& request,
                                      v1::Principal& response) const;
  absl::Status ListTokens(const Call& call, Reader& reader,
                          const v1::ListTokensRequest& request,
                          v1::ListTokensResponse& response) const;
  absl::StatusOr<Plan> RotateToken(const Call& call, Reader& reader,
                                   const v1::RotateTokenRequest& request,
                                   v1::Token& response) const;
  absl::StatusOr<Plan> RevokeToken(const Call& call, Reader& reader,
                                   const v1::RevokeTokenRequest& request,
                                   v1::Token& response) const;

 private:
  const std::string token_key_;
};

// Creates `principals/{id}` with the role of administrator and returns the
// text of a token for it. FAILED_PRECONDITION if there is a principal already:
// from then on administrators make administrators.
absl::StatusOr<std::string> CreateFirstAdministrator(
    Store& store, const Environment& environment, absl::string_view token_key,
    absl::string_view id);

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_ACCESS_HANDLER_H_
