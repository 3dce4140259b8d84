#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "caselens/v1/access.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/names.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

Grid PrincipalGrid() {
  return Grid({"principal", "role", "study", "site", "create_time"});
}

// A row for each grant; one without role for a principal without grants.
void AddPrincipal(const v1::Principal& principal, Grid& grid) {
  const std::string id = LastId(principal.name());
  const std::string time = TimeText(principal.create_time());
  if (principal.grants().empty()) grid.Add({id, "", "", "", time});
  for (const v1::Grant& grant : principal.grants()) {
    grid.Add({id, v1::Grant::Role_Name(grant.role()), LastId(grant.study()),
              grant.site(), time});
  }
}

absl::Status PrintPrincipal(Session& session, const v1::Principal& principal) {
  Grid grid = PrincipalGrid();
  AddPrincipal(principal, grid);
  return session.Print(principal, View::Of(std::move(grid)));
}

absl::Status WhoAmI(Session& session) {
  CLI_ASSIGN_OR_RETURN(const v1::Principal caller,
                       session.Call(v1::GetCallerRequest()));
  return PrintPrincipal(session, caller);
}

absl::Status CreatePrincipal(Session& session, const std::string& id) {
  v1::CreatePrincipalRequest request;
  request.set_principal_id(id);
  CLI_ASSIGN_OR_RETURN(const v1::Principal principal, session.Call(request));
  return PrintPrincipal(session, principal);
}

absl::Status ListPrincipals(Session& session) {
  CLI_ASSIGN_OR_RETURN(const v1::ListPrincipalsResponse principals,
                       session.CallAllPages(v1::ListPrincipalsRequest()));
  Grid grid = PrincipalGrid();
  for (const v1::Principal& principal : principals.principals()) {
    AddPrincipal(principal, grid);
  }
  return session.Print(principals, View::Of(std::move(grid)));
}

struct GrantOptions {
  std::string principal;
  std::string role;
  std::string site;
};

// The study is never guessed here: a grant is too easily given too widely.
absl::StatusOr<v1::Grant> GrantOf(const Session& session,
                                  const GrantOptions& options) {
  v1::Grant grant;
  CLI_ASSIGN_OR_RETURN(const v1::Grant::Role role,
                       ParseEnum<v1::Grant::Role>("ROLE", options.role));
  grant.set_role(role);
  grant.set_site(options.site);
  const std::string& study = session.Options().study;
  if (role == v1::Grant::ADMINISTRATOR || role == v1::Grant::OPERATOR) {
    if (study.empty() && options.site.empty()) return grant;
    return UsageError(
        "a role in the whole service takes no --study, no --site");
  }
  if (study.empty()) return UsageError("this role needs --study STUDY");
  CLI_ASSIGN_OR_RETURN(*grant.mutable_study(), TopName(study, "studies"));
  return grant;
}

template <typename Request>
absl::Status ChangeRole(Session& session, const GrantOptions& options) {
  Request request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       TopName(options.principal, "principals"));
  CLI_ASSIGN_OR_RETURN(*request.mutable_grant(), GrantOf(session, options));
  CLI_ASSIGN_OR_RETURN(const v1::Principal principal, session.Call(request));
  return PrintPrincipal(session, principal);
}

absl::Status PrintToken(Session& session, v1::Token token,
                        const std::string& file) {
  token.clear_secret();  // never on a terminal, never in a pipe
  Grid grid({"token", "expire_time", "revoked", "file"});
  grid.Add({token.name(), TimeText(token.expire_time()),
            Cell::Yes(token.revoked()), file});
  return session.Print(token, View::Of(std::move(grid)));
}

struct TokenOptions {
  std::string principal;
  int days = 90;
  std::string out;
};

absl::Status CreateToken(Session& session, const TokenOptions& options) {
  v1::CreateTokenRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(),
                       TopName(options.principal, "principals"));
  request.set_days(options.days);
  CLI_ASSIGN_OR_RETURN(
      SecretFile file,
      SecretFile::Create(options.out, SecretFile::IfExists::kRefuse));
  CLI_ASSIGN_OR_RETURN(const v1::Token token, session.Call(request));
  if (token.secret().empty()) {
    return absl::UnavailableError(absl::StrCat(
        "the token ", token.name(),
        " was made, but the answer with its secret "
        "got lost; revoke it with `caselens token revoke` and make another"));
  }
  CLI_RETURN_IF_ERROR(file.Write(token.secret()));
  return PrintToken(session, token, options.out);
}

absl::Status RevokeToken(Session& session, const std::string& name) {
  v1::RevokeTokenRequest request;
  request.set_name(name);
  CLI_ASSIGN_OR_RETURN(const v1::Token token, session.Call(request));
  return PrintToken(session, token, "");
}

void AddPrincipalCommands(Program& program) {
  program.Describe("principal", "Who may call");
  auto id = std::make_shared<std::string>();
  program
      .Add("principal create", "Create a principal without roles",
           "caselens principal create third-auditor",
           [id](Session& session) { return CreatePrincipal(session, *id); })
      .Needs("PRINCIPAL", *id, "New id, a pseudonym");
  program.Add("principal list", "List principals and their roles",
              "caselens principal list --format csv", ListPrincipals);
}

void AddRoleCommand(Program& program, const std::string& path,
                    const std::string& description,
                    absl::Status (*run)(Session&, const GrantOptions&)) {
  auto options = std::make_shared<GrantOptions>();
  program
      .Add(path, description,
           absl::StrCat("caselens ", path,
                        " third-auditor auditor --study demo --site C1"),
           [options, run](Session& session) { return run(session, *options); })
      .TakesStudy()
      .Needs("PRINCIPAL", options->principal, "Whose role")
      .Needs("ROLE", options->role,
             "auditor, adjudicator, second-reader, researcher, site-steward, "
             "study-steward, facilitator, governance-auditor or administrator")
      .Takes("--site", options->site,
             "At this site only; without it at every site");
}

void AddTokenCommands(Program& program) {
  program.Describe("token", "Secrets that callers sign in with");
  auto options = std::make_shared<TokenOptions>();
  program
      .Add("token create", "Make a token and write its secret to a new file",
           "caselens token create auditor --days 30 --out auditor-2.token",
           [options](Session& session) {
             return CreateToken(session, *options);
           })
      .Needs("PRINCIPAL", options->principal, "Whose token")
      .Takes("--days", options->days, "Days until it ends, 1 to 366 [90]")
      .Needs("--out", options->out,
             "New file for the secret, readable by you alone");

  auto name = std::make_shared<std::string>();
  program
      .Add("token revoke", "End a token at once",
           "caselens token revoke principals/auditor/tokens/0f8fad5bd9cb469f",
           [name](Session& session) { return RevokeToken(session, *name); })
      .Needs("TOKEN", *name, "principals/PRINCIPAL/tokens/ID");
}

}  // namespace

void AddAccessCommands(Program& program) {
  program.Add("whoami", "Show who you are to the service, and your roles",
              "caselens whoami", WhoAmI);
  AddPrincipalCommands(program);
  program.Describe("role", "What a principal may do, and where");
  AddRoleCommand(program, "role grant", "Give a role; effective at once",
                 ChangeRole<v1::GrantRoleRequest>);
  AddRoleCommand(program, "role revoke", "Take a role away; at once",
                 ChangeRole<v1::RevokeRoleRequest>);
  AddTokenCommands(program);
}

}  // namespace caselens::cli
