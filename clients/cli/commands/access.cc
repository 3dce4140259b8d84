#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

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

Grid TokenGrid() { return Grid({"token", "expire_time", "revoked", "file"}); }

void AddToken(const v1::Token& token, const std::string& file, Grid& grid) {
  grid.Add({token.name(), TimeText(token.expire_time()),
            Cell::Yes(token.revoked()), file});
}

absl::Status PrintToken(Session& session, v1::Token token,
                        const std::string& file) {
  token.clear_secret();  // never on a terminal, never in a pipe
  Grid grid = TokenGrid();
  AddToken(token, file, grid);
  return session.Print(token, View::Of(std::move(grid)));
}

// Asks for a new token and writes its secret to `path`.
template <typename Request>
absl::Status MakeToken(Session& session, const Request& request,
                       const std::string& path, SecretFile::IfExists exists) {
  CLI_ASSIGN_OR_RETURN(SecretFile file, SecretFile::Create(path, exists));
  CLI_ASSIGN_OR_RETURN(const v1::Token token, session.Call(request));
  if (token.secret().empty()) {
    return absl::UnavailableError(absl::StrCat(
        "the token ", token.name(),
        " was made, but the answer with its secret "
        "got lost; revoke it with `caselens token revoke` and make another"));
  }
  CLI_RETURN_IF_ERROR(file.Write(token.secret()));
  return PrintToken(session, token, path);
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
  return MakeToken(session, request, options.out,
                   SecretFile::IfExists::kRefuse);
}

absl::Status ListTokens(Session& session, const std::string& principal) {
  v1::ListTokensRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(),
                       TopName(principal, "principals"));
  CLI_ASSIGN_OR_RETURN(const v1::ListTokensResponse tokens,
                       session.CallAllPages(request));
  Grid grid = TokenGrid();
  for (const v1::Token& token : tokens.tokens()) AddToken(token, "", grid);
  return session.Print(tokens, View::Of(std::move(grid)));
}

struct RotateOptions {
  std::string token;
  int days = 0;
  int overlap_minutes = 10;
  std::string out;
};

// The name of the token that this program signs in with.
absl::StatusOr<std::string> OwnToken(Session& session) {
  if (session.Options().token_file.empty()) {
    return UsageError("name the token: you sign in with a certificate");
  }
  CLI_ASSIGN_OR_RETURN(const v1::Principal caller,
                       session.Call(v1::GetCallerRequest()));
  CLI_ASSIGN_OR_RETURN(std::string text,
                       ReadTokenFile(session.Options().token_file));
  const absl::string_view id = absl::StripPrefix(
      absl::string_view(text).substr(0, text.find('.')), "caselens_");
  return absl::StrCat(caller.name(), "/tokens/", id);
}

// One's own token is rotated in its file, unless told otherwise.
absl::Status RotateToken(Session& session, const RotateOptions& options) {
  const bool in_place = options.out.empty();
  if (in_place && !options.token.empty()) {
    return UsageError("a token that is named needs --out FILE");
  }
  v1::RotateTokenRequest request;
  request.set_days(options.days);
  request.set_overlap_minutes(options.overlap_minutes);
  request.set_name(options.token);
  if (options.token.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_name(), OwnToken(session));
  }
  return MakeToken(session, request,
                   in_place ? session.Options().token_file : options.out,
                   in_place ? SecretFile::IfExists::kReplace
                            : SecretFile::IfExists::kRefuse);
}

absl::Status RevokeToken(Session& session, const std::string& name) {
  v1::RevokeTokenRequest request;
  request.set_name(name);
  CLI_ASSIGN_OR_RETURN(const v1::Token token, session.Call(request));
  return PrintToken(session, token, "");
}

struct LinkOptions {
  std::string principal;
  std::string certificate;
  std::string sign_on;
  std::string issuer;
};

// One of the two, whole.
absl::StatusOr<v1::LinkIdentityRequest> IdentityOf(const LinkOptions& options) {
  v1::LinkIdentityRequest request;
  if (options.certificate.empty() == options.sign_on.empty() ||
      options.sign_on.empty() != options.issuer.empty()) {
    return UsageError(
        "want either --certificate NAME, or --sign-on SUB with --issuer URL");
  }
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       TopName(options.principal, "principals"));
  request.set_kind(options.sign_on.empty() ? v1::Identity::CERTIFICATE
                                           : v1::Identity::SIGN_ON);
  request.set_subject(absl::StrCat(options.certificate, options.sign_on));
  request.set_issuer(options.issuer);
  return request;
}

Grid IdentityGrid() {
  return Grid({"principal", "kind", "identity", "link_time"});
}

void AddIdentities(const v1::Principal& principal, Grid& grid) {
  for (const v1::Identity& identity : principal.identities()) {
    grid.Add({LastId(principal.name()),
              v1::Identity::Kind_Name(identity.kind()), identity.id(),
              TimeText(identity.link_time())});
  }
}

absl::Status PrintIdentities(Session& session, const v1::Principal& principal) {
  Grid grid = IdentityGrid();
  AddIdentities(principal, grid);
  return session.Print(principal, View::Of(std::move(grid)));
}

absl::Status LinkIdentity(Session& session, const LinkOptions& options) {
  CLI_ASSIGN_OR_RETURN(const v1::LinkIdentityRequest request,
                       IdentityOf(options));
  CLI_ASSIGN_OR_RETURN(const v1::Principal principal, session.Call(request));
  return PrintIdentities(session, principal);
}

absl::Status UnlinkIdentity(Session& session, const std::string& principal,
                            const std::string& identity) {
  v1::UnlinkIdentityRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       TopName(principal, "principals"));
  request.set_identity(identity);
  CLI_ASSIGN_OR_RETURN(const v1::Principal changed, session.Call(request));
  return PrintIdentities(session, changed);
}

absl::Status ListIdentities(Session& session) {
  CLI_ASSIGN_OR_RETURN(const v1::ListPrincipalsResponse principals,
                       session.CallAllPages(v1::ListPrincipalsRequest()));
  Grid grid = IdentityGrid();
  for (const v1::Principal& principal : principals.principals()) {
    AddIdentities(principal, grid);
  }
  return session.Print(principals, View::Of(std::move(grid)));
}

void AddIdentityCommands(Program& program) {
  program.Describe("identity", "Certificates and single sign-on of principals");
  auto options = std::make_shared<LinkOptions>();
  program
      .Add("identity link",
           "Let a principal sign in with a certificate or by single sign-on",
           "caselens identity link auditor --certificate "
           "DNS:auditor-7.council.example",
           [options](Session& session) {
             return LinkIdentity(session, *options);
           })
      .Needs("PRINCIPAL", options->principal, "Who signs in with it")
      .Takes("--certificate", options->certificate,
             "A subject alternative name of its certificate: DNS:..., URI:..., "
             "email:...")
      .Takes("--sign-on", options->sign_on, "The `sub` of its sign-on tokens")
      .Takes("--issuer", options->issuer, "Their `iss`");

  auto principal = std::make_shared<std::string>();
  auto identity = std::make_shared<std::string>();
  program
      .Add("identity unlink", "End that, at once",
           "caselens identity unlink auditor 5d41402abc4b2a76b9719d911017c592",
           [principal, identity](Session& session) {
             return UnlinkIdentity(session, *principal, *identity);
           })
      .Needs("PRINCIPAL", *principal, "Whose identity")
      .Needs("IDENTITY", *identity, "As `caselens identity list` has it");
  program.Add("identity list", "List what principals sign in with",
              "caselens identity list", ListIdentities);
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

  auto principal = std::make_shared<std::string>();
  program
      .Add("token list", "List tokens, without their secrets",
           "caselens token list auditor",
           [principal](Session& session) {
             return ListTokens(session, *principal);
           })
      .Needs("PRINCIPAL", *principal, "Whose tokens");

  auto rotate = std::make_shared<RotateOptions>();
  program
      .Add("token rotate", "Put a new token in the place of yours or another",
           "caselens token rotate",
           [rotate](Session& session) { return RotateToken(session, *rotate); })
      .Takes("TOKEN", rotate->token,
             "principals/PRINCIPAL/tokens/ID [the one you sign in with]")
      .Takes("--days", rotate->days,
             "Administrators: days until the new one ends [as the old one]")
      .Takes("--overlap-minutes", rotate->overlap_minutes,
             "How long the old one goes on, 0 to 1440 [10]")
      .Takes("--out", rotate->out,
             "New file for the secret [the file of your token]");

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
  AddIdentityCommands(program);
}

}  // namespace caselens::cli
