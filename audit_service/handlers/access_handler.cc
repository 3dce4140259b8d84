#include "audit_service/handlers/access_handler.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/access/token.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;

constexpr char kPrincipalPattern[] = "principals/{principal}";
constexpr size_t kMaxPrincipalId = 30;

// The row and document of the principal that a request names.
struct StoredPrincipal {
  ResourceRow row;
  v1::Principal principal;
};

absl::StatusOr<StoredPrincipal> GetPrincipal(Reader& reader,
                                             absl::string_view field,
                                             const std::string& name) {
  CASELENS_RETURN_IF_ERROR(ParseName(field, name, kPrincipalPattern).status());
  StoredPrincipal stored;
  CASELENS_ASSIGN_OR_RETURN(stored.row, Found(reader.GetResource(name), name));
  if (!stored.principal.ParseFromString(stored.row.document)) {
    return absl::DataLossError("a stored principal does not parse");
  }
  return stored;
}

absl::Status CheckGrant(Reader& reader, const v1::Grant& grant) {
  if (grant.role() == v1::Grant::ROLE_UNSPECIFIED ||
      !v1::Grant::Role_IsValid(grant.role())) {
    return InvalidField("grant.role", "want one of the roles, AUDITOR say");
  }
  if (grant.role() == v1::Grant::ADMINISTRATOR ||
      grant.role() == v1::Grant::OPERATOR) {
    if (grant.study().empty() && grant.site().empty()) return absl::OkStatus();
    return InvalidField(
        "grant.study",
        "want neither study nor site for an administrator or operator");
  }
  CASELENS_RETURN_IF_ERROR(
      ParseName("grant.study", grant.study(), "studies/{study}").status());
  if (!grant.site().empty()) {
    CASELENS_RETURN_IF_ERROR(CheckSiteId("grant.site", grant.site()));
  }
  const std::string name =
      grant.site().empty()
          ? grant.study()
          : absl::StrCat(grant.study(), "/sites/", grant.site());
  return Found(reader.GetResource(name), name).status();
}

auto FindGrant(v1::Principal& principal, const v1::Grant& grant) {
  return std::find_if(
      principal.mutable_grants()->begin(), principal.mutable_grants()->end(),
      [&](const v1::Grant& g) { return MessageDifferencer::Equals(g, grant); });
}

// The plan to store `next` in place of `stored`.
Plan UpdatePlan(const Call& call, StoredPrincipal stored,
                const v1::Principal& next, v1::Principal& response) {
  response = next;
  return {.change =
              [call, row = std::move(stored.row),
               document = next.SerializeAsString()](Transaction& transaction) {
                return UpdateWithEvent(transaction, call, row, document);
              },
          .after = nullptr};
}

v1::Principal NewPrincipal(const std::string& name, int64_t now_us) {
  v1::Principal principal;
  principal.set_name(name);
  *principal.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(now_us);
  return principal;
}

ApiToken NewToken(const Environment& environment) {
  return {.id = environment.NewId(),
          .secret = absl::BytesToHexString(environment.random_bytes(32))};
}

}  // namespace

absl::Status AccessHandler::GetCaller(const Call& call, Reader& /*reader*/,
                                      const v1::GetCallerRequest& /*request*/,
                                      v1::Principal& response) const {
  response = call.caller.Get();
  return absl::OkStatus();
}

absl::Status AccessHandler::ListPrincipals(
    const Call& /*call*/, Reader& reader,
    const v1::ListPrincipalsRequest& request,
    v1::ListPrincipalsResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<ResourceRow> rows,
                            reader.ListResources("principals", "", page));
  for (const ResourceRow& row : rows) {
    if (!response.add_principals()->ParseFromString(row.document)) {
      return absl::DataLossError("a stored principal does not parse");
    }
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, rows.back().name));
  }
  return absl::OkStatus();
}

absl::StatusOr<Plan> AccessHandler::CreatePrincipal(
    const Call& call, Reader& /*reader*/,
    const v1::CreatePrincipalRequest& request, v1::Principal& response) const {
  CASELENS_RETURN_IF_ERROR(
      CheckChosenId("principal_id", request.principal_id(), kMaxPrincipalId));
  const std::string name = absl::StrCat("principals/", request.principal_id());
  response = NewPrincipal(name, call.NowMicros());
  ResourceRow row =
      NewResource(call, "principals", "", name, response.SerializeAsString());
  return Plan{.change =
                  [change = call.NewChange(),
                   row = std::move(row)](Transaction& transaction) {
                    return InsertWithEvent(transaction, change, row);
                  },
              .after = nullptr};
}

absl::StatusOr<Plan> AccessHandler::GrantRole(
    const Call& call, Reader& reader, const v1::GrantRoleRequest& request,
    v1::Principal& response) const {
  CASELENS_ASSIGN_OR_RETURN(StoredPrincipal stored,
                            GetPrincipal(reader, "name", request.name()));
  CASELENS_RETURN_IF_ERROR(CheckGrant(reader, request.grant()));
  v1::Principal next = stored.principal;
  if (FindGrant(next, request.grant()) == next.mutable_grants()->end()) {
    *next.add_grants() = request.grant();
  }
  if (static_cast<size_t>(next.grants_size()) >
      limits::kMaxGrantsPerPrincipal) {
    return InvalidField(
        "grant", absl::StrCat("want at most ", limits::kMaxGrantsPerPrincipal,
                              " grants for one principal"));
  }
  return UpdatePlan(call, std::move(stored), next, response);
}

absl::StatusOr<Plan> AccessHandler::RevokeRole(
    const Call& call, Reader& reader, const v1::RevokeRoleRequest& request,
    v1::Principal& response) const {
  CASELENS_ASSIGN_OR_RETURN(StoredPrincipal stored,
                            GetPrincipal(reader, "name", request.name()));
  v1::Principal next = stored.principal;
  const auto at = FindGrant(next, request.grant());
  if (at == next.mutable_grants()->end()) {
    return WithReason(absl::NotFoundError("grant: the principal has none such"),
                      "NOT_FOUND");
  }
  next.mutable_grants()->erase(at);
  return UpdatePlan(call, std::move(stored), next, response);
}

absl::StatusOr<Plan> AccessHandler::CreateToken(
    const Call& call, Reader& reader, const v1::CreateTokenRequest& request,
    v1::Token& response) const {
  CASELENS_RETURN_IF_ERROR(
      GetPrincipal(reader, "parent", request.parent()).status());
  if (request.days() < 1 || request.days() > limits::kMaxTokenDays) {
    return InvalidField("days",
                        absl::StrCat("want 1 to ", limits::kMaxTokenDays));
  }
  const ApiToken token = NewToken(*call.environment);
  const int64_t expire_us =
      absl::ToUnixMicros(call.now + absl::Hours(24) * request.days());
  response.set_name(absl::StrCat(request.parent(), "/tokens/", token.id));
  *response.mutable_expire_time() =
      TimeUtil::MicrosecondsToTimestamp(expire_us);
  TokenRow row{.id = token.id,
               .principal = request.parent(),
               .mac = TokenMac(token_key_, token),
               .expire_us = expire_us,
               .revoked = false};
  Change change = call.NewChange();
  change.resource = response.name();
  return Plan{.change = [change = std::move(change), row = std::move(row)](
                            Transaction& transaction) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(transaction.InsertToken(row));
                return Record(transaction, change);
              },
              // Not part of the stored answer: raw tokens are never kept.
              .after = [&response, text = TokenText(
                                       token)] { response.set_secret(text); }};
}

absl::StatusOr<Plan> AccessHandler::RevokeToken(
    const Call& call, Reader& reader, const v1::RevokeTokenRequest& request,
    v1::Token& response) const {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                            ParseName("name", request.name(),
                                      "principals/{principal}/tokens/{token}"));
  CASELENS_ASSIGN_OR_RETURN(const TokenRow row,
                            Found(reader.GetToken(ids[1]), request.name()));
  if (row.principal != absl::StrCat("principals/", ids[0])) {
    return NotFound(request.name());
  }
  response.set_name(request.name());
  response.set_revoked(true);
  *response.mutable_expire_time() =
      TimeUtil::MicrosecondsToTimestamp(row.expire_us);
  Change change = call.NewChange();
  change.resource = request.name();
  return Plan{.change = [change = std::move(change), id = row.id](
                            Transaction& transaction) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(transaction.RevokeToken(id));
                return Record(transaction, change);
              },
              .after = nullptr};
}

absl::StatusOr<std::string> CreateFirstAdministrator(
    Store& store, const Environment& environment, absl::string_view token_key,
    absl::string_view id) {
  CASELENS_RETURN_IF_ERROR(CheckChosenId("principal", id, kMaxPrincipalId));
  const std::string name = absl::StrCat("principals/", id);
  const absl::Time now = environment.now();
  v1::Principal principal = NewPrincipal(name, absl::ToUnixMicros(now));
  principal.add_grants()->set_role(v1::Grant::ADMINISTRATOR);
  const Call call = Call::Internal(environment, "bootstrap", principal);
  const ApiToken token = NewToken(environment);
  const ResourceRow row =
      NewResource(call, "principals", "", name, principal.SerializeAsString());
  CASELENS_RETURN_IF_ERROR(
      store.WriteNow([&](Transaction& transaction) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(
            const std::vector<ResourceRow> principals,
            transaction.ListResources("principals", "", {.limit = 1}));
        if (!principals.empty()) {
          return absl::FailedPreconditionError(
              "there is an administrator already; an administrator makes "
              "others");
        }
        CASELENS_RETURN_IF_ERROR(
            InsertWithEvent(transaction, call.NewChange(), row));
        CASELENS_RETURN_IF_ERROR(transaction.InsertToken(
            {.id = token.id,
             .principal = name,
             .mac = TokenMac(token_key, token),
             .expire_us = absl::ToUnixMicros(now + absl::Hours(24) *
                                                       limits::kMaxTokenDays),
             .revoked = false}));
        Change change = call.NewChange();
        change.resource = absl::StrCat(name, "/tokens/", token.id);
        return Record(transaction, change);
      }));
  return TokenText(token);
}

}  // namespace caselens
