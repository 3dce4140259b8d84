#ifndef CLIENTS_WEB_SITE_H_
#define CLIENTS_WEB_SITE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/access.pb.h"
#include "clients/cli/connection.h"
#include "clients/web/form_view.h"
#include "clients/web/http/message.h"
#include "clients/web/http/security.h"
#include "clients/web/sessions.h"

namespace caselens::web {

inline constexpr char kLanguageCookie[] = "caselens-language";

// One request of somebody who has signed in.
struct Visit {
  const Request& request;
  Session& session;
  // What stood in the places of `*` of the pattern.
  std::vector<std::string> places;

  // `studies/{study}`: the first place.
  std::string Study() const { return "studies/" + places[0]; }
  // Whether the caller has a grant of the role, for some sites at least.
  bool Has(v1::Grant::Role role, absl::string_view study) const;
  // `studies/{study}/{collection}/{id}`: the id is the second place.
  std::string Named(absl::string_view collection) const {
    return absl::StrCat(Study(), "/", collection, "/", places[1]);
  }
  std::string Coding() const { return Named("codings"); }
  // That of the questions, `en` or `cy`.
  std::string Language() const {
    return request.Cookie(kLanguageCookie) == "cy" ? "cy" : "en";
  }
};

// What an address leads to. An error becomes a page; UNAUTHENTICATED the
// sign-in, which sends a form again that came in vain.
struct Route {
  const char* method;
  const char* pattern;  // "/studies/*/queue"
  absl::StatusOr<Response> (*answer)(const Visit&);
};
std::vector<Route> AdjudicationRoutes();
std::vector<Route> AgreementRoutes();
std::vector<Route> ApprovalRoutes();
std::vector<Route> AuditorRoutes();
std::vector<Route> ClassModelRoutes();
std::vector<Route> FitRoutes();
std::vector<Route> FormRoutes();
std::vector<Route> HistoryRoutes();
std::vector<Route> ImportRoutes();
std::vector<Route> MovementRoutes();
std::vector<Route> PeopleRoutes();
std::vector<Route> ReleaseRoutes();
std::vector<Route> RevealRoutes();
std::vector<Route> SampleRoutes();
std::vector<Route> TableRoutes();

// The way back below "Your studies": addresses and what they are called.
void SetTrail(const std::vector<std::pair<std::string, std::string>>& steps,
              Data& data);

// An error of the summary of a page, which leads to `id` on it; "" leads
// nowhere.
Data ErrorData(absl::string_view message, absl::string_view id);
// The summary of one error, or of none if `message` is empty.
void SetError(absl::string_view message, absl::string_view id, Data& data);
// What the service has against a request, in its words.
std::string RefusalText(const absl::Status& status);

// A page of the signed-in part.
Response ShowPage(const Visit& visit, absl::string_view name,
                  absl::string_view title, Data data, int status = 200);

// The whole site: sign-in, routes, assets, errors. Holds no rule of the
// service. Thread-safe.
class Site {
 public:
  using Connector =
      std::function<absl::StatusOr<std::unique_ptr<cli::Connection>>(
          const std::string& token)>;

  // `origin` as in CheckOrigin.
  Site(std::string origin, Tls tls, Connector connector, absl::Duration idle);

  Response Answer(const Request& request);
  // The path of a link that signs in with `token`, once, within an hour.
  std::string SignInLink(const std::string& token);

 private:
  Response AnswerSafely(const Request& request);
  Response AnswerSignedIn(const Request& request,
                          const std::shared_ptr<Session>& session);
  Response ShowSignIn(const Request& request, const std::string& error,
                      int status) const;
  Response ShowLink(const Request& request) const;
  Response SignIn(const Request& request);
  Response SignOut(const Request& request);
  Response SetPreference(const Request& request) const;
  absl::StatusOr<std::shared_ptr<Session>> NewSession(
      const std::string& token) const;
  std::string SessionCookie(const std::string& secret) const;

  const std::string origin_;
  const Tls tls_;
  const Connector connector_;
  const std::string cookie_;
  const std::vector<Route> routes_;
  Sessions sessions_;
};

}  // namespace caselens::web

#endif  // CLIENTS_WEB_SITE_H_
