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

#include "audit_service/access/identity.h"
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
  CASELENS_ASSIGN_OR_RETURN(stored.principal,
                            ParseDocument<v1::Principal>(stored.row));
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

auto FindIdentity(v1::Principal& principal, const std::string& id) {
  return std::find_if(principal.mutable_identities()->begin(),
                      principal.mutable_identities()->end(),
                      [&](const v1::Identity& i) { return i.id() == id; });
}

// Leads from the identity `id` to `owner`, or to nobody if that is empty.
absl::Status PointIdentity(Transaction& transaction, const Call& call,
                           const std::string& id, const std::string& owner) {
  const std::string name = IdentityName(id);
  const absl::StatusOr<ResourceRow> row = transaction.GetResource(name);
  if (absl::IsNotFound(row.status())) {
    return InsertWithEvent(transaction, call.NewChange(),
                           NewResource(call, "identities", "", name, owner));
  }
  CASELENS_RETURN_IF_ERROR(row.status());
  if (!owner.empty() && !row->document.empty() && row->document != owner) {
    return WithReason(
        absl::AlreadyExistsError("subject: another principal signs in with it"),
        "ALREADY_EXISTS");
  }
  return UpdateWithEvent(transaction, call, *row, owner);
}

// The plan to do that and to store `next` in place of `stored`.
Plan IdentityPlan(const Call& call, StoredPrincipal stored,
                  const v1::Principal& next, const std::string& id,
                  const std::string& owner, v1::Principal& response) {
  Plan plan = UpdatePlan(call, std::move(stored), next, response);
  plan.change = [call, id, owner, update = std::move(plan.change)](
                    Transaction& transaction) -> absl::Status {
    CASELENS_RETURN_IF_ERROR(PointIdentity(transaction, call, id, owner));
    return update(transaction);
  };
  return plan;
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

// What is stored of `token`.
TokenRow RowOf(const ApiToken& token, const std::string& principal,
               absl::Time end, absl::string_view key) {
  return {.id = token.id,
          .principal = principal,
          .mac = TokenMac(key, token),
          .expire_us = absl::ToUnixMicros(end),
          .revoked = false};
}

// Without the secret.
void RenderToken(const TokenRow& row, v1::Token& token) {
  token.set_name(absl::StrCat(row.principal, "/tokens/", row.id));
  token.set_revoked(row.revoked);
  *token.mutable_expire_time() =
      TimeUtil::MicrosecondsToTimestamp(row.expire_us);
}

// The plan to store `row`, after whatever `change` does, and to hand out the
// secret: not part of the stored answer, for raw tokens are never kept.
Plan NewTokenPlan(const Call& call, const ApiToken& token, TokenRow row,
                  Store::Change before, v1::Token& response) {
  RenderToken(row, response);
  Change change = call.NewChange();
  change.resource = response.name();
  return {.change = [change = std::move(change), row = std::move(row),
                     before = std::move(before)](
                        Transaction& transaction) -> absl::Status {
            CASELENS_RETURN_IF_ERROR(before(transaction));
            CASELENS_RETURN_IF_ERROR(transaction.InsertToken(row));
            return Record(transaction, change);
          },
          .after = [&response,
                    text = TokenText(token)] { response.set_secret(text); }};
}

absl::Status CheckDays(int days) {
  if (days >= 1 && days <= limits::kMaxTokenDays) return absl::OkStatus();
  return InvalidField("days",
                      absl::StrCat("want 1 to ", limits::kMaxTokenDays));
}

bool Manages(const Caller& caller) {
  return caller.HasAny("", {v1::Grant::ADMINISTRATOR});
}

// An ended token has no successor.
absl::Status CheckLives(const TokenRow& row, int64_t now_us) {
  if (!row.revoked && row.expire_us > now_us) return absl::OkStatus();
  return WithReason(absl::FailedPreconditionError(
                        "the token ended: an administrator makes another"),
                    "TOKEN_ENDED");
}

absl::StatusOr<bool> HasLiveToken(Reader& reader, const std::string& principal,
                                  absl::Time now) {
  Page page{.after = "", .limit = limits::kMaxPageSize};
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<TokenRow> rows,
                              reader.ListTokens(principal, page));
    for (const TokenRow& row : rows) {
      if (CheckLives(row, absl::ToUnixMicros(now)).ok()) return true;
    }
    if (static_cast<int>(rows.size()) < page.limit) return false;
    page.after = rows.back().id;
  }
}

// Whether an administrator can sign in.
absl::StatusOr<bool> HasAdministrator(Reader& reader, absl::Time now) {
  bool is_there = false;
  CASELENS_RETURN_IF_ERROR(ForEachResource(
      reader, "principals", "", [&](const ResourceRow& row) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(v1::Principal principal,
                                  ParseDocument<v1::Principal>(row));
        v1::Grant role;
        role.set_role(v1::Grant::ADMINISTRATOR);
        if (is_there ||
            FindGrant(principal, role) == principal.mutable_grants()->end()) {
          return absl::OkStatus();
        }
        is_there = !principal.identities().empty();
        if (is_there) return absl::OkStatus();
        CASELENS_ASSIGN_OR_RETURN(is_there,
                                  HasLiveToken(reader, row.name, now));
        return absl::OkStatus();
      }));
  return is_there;
}

absl::Status LastAdministrator() {
  return WithReason(
      absl::FailedPreconditionError(
          "grant: no other administrator could sign in; make one first"),
      "LAST_ADMINISTRATOR");
}

// NOT_FOUND if the tokens of `principal` are not the caller's to see.
absl::Status CheckOwn(const Call& call, const std::string& principal,
                      const std::string& name) {
  if (Manages(call.caller) || call.caller.Get().name() == principal) {
    return absl::OkStatus();
  }
  return NotFound(name);
}

absl::StatusOr<TokenRow> GetToken(Reader& reader, const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("name", name, "principals/{principal}/tokens/{token}"));
  CASELENS_ASSIGN_OR_RETURN(TokenRow row, Found(reader.GetToken(ids[1]), name));
  if (row.principal != absl::StrCat("principals/", ids[0])) {
    return NotFound(name);
  }
  return row;
}

// A token has one successor: whoever stole it could keep spare ones. `rotation`
// is the event of another; the first event of a token made it, maybe in the
// rotation of its predecessor.
absl::Status CheckNotRotated(Reader& reader, const Change& rotation) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<EventRow> rows,
      reader.ListEvents("", {.resource = rotation.resource},
                        {.after = "", .limit = kWholeList}));
  for (size_t i = 1; i < rows.size(); ++i) {
    CASELENS_ASSIGN_OR_RETURN(const v1::Event event, ParseEvent(rows[i]));
    if (event.action() != rotation.action) continue;
    return WithReason(
        absl::FailedPreconditionError(
            "name: the token was rotated; rotate or revoke its successor"),
        "TOKEN_ROTATED");
  }
  return absl::OkStatus();
}

// When the successor of `old` ends.
absl::StatusOr<absl::Time> EndOfSuccessor(const Call& call, int days,
                                          const TokenRow& old) {
  if (days == 0) return absl::FromUnixMicros(old.expire_us);
  CASELENS_RETURN_IF_ERROR(CheckDays(days));
  if (Manages(call.caller)) return call.now + absl::Hours(24) * days;
  return InvalidField("days",
                      "want 0: only an administrator makes it last longer");
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
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, "principals", "", request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                CASELENS_ASSIGN_OR_RETURN(*response.add_principals(),
                                          ParseDocument<v1::Principal>(row));
                return true;
              }));
  return absl::OkStatus();
}

absl::StatusOr<Plan> AccessHandler::CreatePrincipal(
    const Call& call, Reader& /*reader*/,
    const v1::CreatePrincipalRequest& request, v1::Principal& response) const {
  CASELENS_RETURN_IF_ERROR(CheckChosenId("principal_id", request.principal_id(),
                                         limits::kMaxPrincipalId));
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
  Plan plan = UpdatePlan(call, std::move(stored), next, response);
  if (request.grant().role() == v1::Grant::ADMINISTRATOR) {
    plan.change = [change = std::move(plan.change),
                   now = call.now](Transaction& transaction) -> absl::Status {
      CASELENS_RETURN_IF_ERROR(change(transaction));
      CASELENS_ASSIGN_OR_RETURN(const bool is_left,
                                HasAdministrator(transaction, now));
      return is_left ? absl::OkStatus() : LastAdministrator();
    };
  }
  return plan;
}

absl::StatusOr<Plan> AccessHandler::CreateToken(
    const Call& call, Reader& reader, const v1::CreateTokenRequest& request,
    v1::Token& response) const {
  CASELENS_RETURN_IF_ERROR(
      GetPrincipal(reader, "parent", request.parent()).status());
  CASELENS_RETURN_IF_ERROR(CheckDays(request.days()));
  const ApiToken token = NewToken(*call.environment);
  return NewTokenPlan(
      call, token,
      RowOf(token, request.parent(),
            call.now + absl::Hours(24) * request.days(), token_key_),
      [](Transaction&) { return absl::OkStatus(); }, response);
}

absl::StatusOr<Plan> AccessHandler::LinkIdentity(
    const Call& call, Reader& reader, const v1::LinkIdentityRequest& request,
    v1::Principal& response) const {
  CASELENS_ASSIGN_OR_RETURN(StoredPrincipal stored,
                            GetPrincipal(reader, "name", request.name()));
  CASELENS_ASSIGN_OR_RETURN(const Identity identity, ParseIdentity(request));
  const std::string id = IdentityId(token_key_, identity);
  v1::Principal next = stored.principal;
  if (FindIdentity(next, id) != next.mutable_identities()->end()) {
    response = next;
    return Plan();
  }
  if (static_cast<size_t>(next.identities_size()) >=
      limits::kMaxIdentitiesPerPrincipal) {
    return InvalidField(
        "subject",
        absl::StrCat("want at most ", limits::kMaxIdentitiesPerPrincipal,
                     " identities of one principal"));
  }
  v1::Identity& added = *next.add_identities();
  added.set_kind(identity.kind);
  added.set_id(id);
  *added.mutable_link_time() =
      TimeUtil::MicrosecondsToTimestamp(call.NowMicros());
  return IdentityPlan(call, std::move(stored), next, id, request.name(),
                      response);
}

absl::StatusOr<Plan> AccessHandler::UnlinkIdentity(
    const Call& call, Reader& reader, const v1::UnlinkIdentityRequest& request,
    v1::Principal& response) const {
  CASELENS_ASSIGN_OR_RETURN(StoredPrincipal stored,
                            GetPrincipal(reader, "name", request.name()));
  v1::Principal next = stored.principal;
  const auto at = FindIdentity(next, request.identity());
  if (at == next.mutable_identities()->end()) {
    return WithReason(
        absl::NotFoundError("identity: the principal has none such"),
        "NOT_FOUND");
  }
  next.mutable_identities()->erase(at);
  return IdentityPlan(call, std::move(stored), next, request.identity(), "",
                      response);
}

absl::Status AccessHandler::ListTokens(const Call& call, Reader& reader,
                                       const v1::ListTokensRequest& request,
                                       v1::ListTokensResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), kPrincipalPattern).status());
  CASELENS_RETURN_IF_ERROR(CheckOwn(call, request.parent(), request.parent()));
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<TokenRow> rows,
                            reader.ListTokens(request.parent(), page));
  for (const TokenRow& row : rows) RenderToken(row, *response.add_tokens());
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, rows.back().id));
  }
  return absl::OkStatus();
}

absl::StatusOr<Plan> AccessHandler::RotateToken(
    const Call& call, Reader& reader, const v1::RotateTokenRequest& request,
    v1::Token& response) const {
  CASELENS_ASSIGN_OR_RETURN(const TokenRow old,
                            GetToken(reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckOwn(call, old.principal, request.name()));
  if (request.overlap_minutes() < 0 ||
      request.overlap_minutes() > limits::kMaxOverlapMinutes) {
    return InvalidField("overlap_minutes",
                        absl::StrCat("want 0 to ", limits::kMaxOverlapMinutes));
  }
  CASELENS_ASSIGN_OR_RETURN(const absl::Time end,
                            EndOfSuccessor(call, request.days(), old));
  const ApiToken token = NewToken(*call.environment);
  const int64_t last_us =
      absl::ToUnixMicros(call.now + absl::Minutes(request.overlap_minutes()));
  Change change = call.NewChange();
  change.resource = request.name();
  return NewTokenPlan(
      call, token, RowOf(token, old.principal, end, token_key_),
      [id = old.id, now_us = call.NowMicros(), last_us,
       change = std::move(change)](Transaction& transaction) -> absl::Status {
        // As it is by now: it may have been revoked since.
        CASELENS_ASSIGN_OR_RETURN(const TokenRow row, transaction.GetToken(id));
        CASELENS_RETURN_IF_ERROR(CheckLives(row, now_us));
        CASELENS_RETURN_IF_ERROR(CheckNotRotated(transaction, change));
        CASELENS_RETURN_IF_ERROR(
            transaction.ExpireToken(id, std::min(row.expire_us, last_us)));
        return Record(transaction, change);
      },
      response);
}

absl::StatusOr<Plan> AccessHandler::RevokeToken(
    const Call& call, Reader& reader, const v1::RevokeTokenRequest& request,
    v1::Token& response) const {
  CASELENS_ASSIGN_OR_RETURN(TokenRow row, GetToken(reader, request.name()));
  row.revoked = true;
  RenderToken(row, response);
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
  CASELENS_RETURN_IF_ERROR(
      CheckChosenId("principal", id, limits::kMaxPrincipalId));
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
        CASELENS_ASSIGN_OR_RETURN(const bool is_there,
                                  HasAdministrator(transaction, now));
        if (is_there) {
          return absl::FailedPreconditionError(
              "there is an administrator already; an administrator makes "
              "others");
        }
        CASELENS_RETURN_IF_ERROR(
            InsertWithEvent(transaction, call.NewChange(), row));
        CASELENS_RETURN_IF_ERROR(transaction.InsertToken(
            RowOf(token, name, now + absl::Hours(24) * limits::kMaxTokenDays,
                  token_key)));
        Change change = call.NewChange();
        change.resource = absl::StrCat(name, "/tokens/", token.id);
        return Record(transaction, change);
      }));
  return TokenText(token);
}

}  // namespace caselens
