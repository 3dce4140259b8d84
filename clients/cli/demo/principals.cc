#include "clients/cli/demo/principals.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

#include "caselens/v1/access.pb.h"
#include "clients/cli/demo/demo_study.h"
#include "clients/cli/local_file.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

constexpr int kTokenDays = 366;

using Principals = std::map<std::string, v1::Principal>;  // by name

absl::Status EnsureStudy(Session& administrator) {
  v1::CreateStudyRequest request;
  request.set_study_id("demo");
  *request.mutable_study() = DemoStudy();
  const absl::Status created = administrator.Call(request).status();
  return absl::IsAlreadyExists(created) ? absl::OkStatus() : created;
}

absl::StatusOr<Principals> ListPrincipals(Session& administrator) {
  CLI_ASSIGN_OR_RETURN(v1::ListPrincipalsResponse response,
                       administrator.CallAllPages(v1::ListPrincipalsRequest()));
  Principals principals;
  for (v1::Principal& principal : *response.mutable_principals()) {
    principals[principal.name()] = std::move(principal);
  }
  return principals;
}

absl::Status EnsureGrant(Session& administrator, const v1::Principal& principal,
                         v1::Grant::Role role) {
  v1::GrantRoleRequest request;
  request.set_name(principal.name());
  request.mutable_grant()->set_role(role);
  request.mutable_grant()->set_study(kDemoStudy);
  const auto same = [&request](const v1::Grant& grant) {
    return google::protobuf::util::MessageDifferencer::Equals(grant,
                                                              request.grant());
  };
  const auto& grants = principal.grants();
  if (std::any_of(grants.begin(), grants.end(), same)) return absl::OkStatus();
  return administrator.Call(request).status();
}

// True if the token in the file works and is the principal's.
bool TokenWorks(const Session& session, const std::string& file,
                const std::string& name) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      session.ConnectAs(file);
  if (!connection.ok()) return false;
  const absl::StatusOr<v1::Principal> caller =
      (*connection)->Call(v1::GetCallerRequest());
  return caller.ok() && caller->name() == name;
}

absl::Status EnsureToken(Session& administrator, const std::string& name,
                         const std::string& file) {
  if (TokenWorks(administrator, file, name)) return absl::OkStatus();
  CLI_ASSIGN_OR_RETURN(
      SecretFile secret,
      SecretFile::Create(file, SecretFile::IfExists::kReplace));
  v1::CreateTokenRequest request;
  request.set_parent(name);
  request.set_days(kTokenDays);
  CLI_ASSIGN_OR_RETURN(const v1::Token token, administrator.Call(request));
  if (token.secret().empty()) {
    return absl::UnavailableError(
        "the answer with a token got lost; run the command again");
  }
  return secret.Write(token.secret());
}

absl::Status EnsurePrincipal(Session& administrator, Principals& principals,
                             const DemoPrincipal& wanted) {
  const std::string name = absl::StrCat("principals/", wanted.id);
  if (principals.count(name) == 0) {
    v1::CreatePrincipalRequest request;
    request.set_principal_id(wanted.id);
    CLI_ASSIGN_OR_RETURN(principals[name], administrator.Call(request));
  }
  for (const v1::Grant::Role role : wanted.roles) {
    CLI_RETURN_IF_ERROR(EnsureGrant(administrator, principals[name], role));
  }
  return absl::OkStatus();
}

}  // namespace

std::string DemoTokenFile(const std::string& folder,
                          const std::string& principal) {
  return absl::StrCat(folder, "/", principal, ".token");
}

absl::Status LoadDemoPrincipals(Session& administrator,
                                const std::string& token_folder) {
  CLI_RETURN_IF_ERROR(EnsureStudy(administrator));
  CLI_ASSIGN_OR_RETURN(Principals principals, ListPrincipals(administrator));
  for (const DemoPrincipal& wanted : DemoPrincipals()) {
    CLI_RETURN_IF_ERROR(EnsurePrincipal(administrator, principals, wanted));
    CLI_RETURN_IF_ERROR(EnsureToken(administrator,
                                    absl::StrCat("principals/", wanted.id),
                                    DemoTokenFile(token_folder, wanted.id)));
  }
  return absl::OkStatus();
}

}  // namespace caselens::cli
