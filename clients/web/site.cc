#include "clients/web/site.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/access.pb.h"
#include "caselens/v1/error.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "clients/web/templates.h"

namespace caselens::web {
namespace {

constexpr char kKeysCookie[] = "caselens-keys";
constexpr char kSignIn[] = "/sign-in";

// The places of `*` if `path` is of the pattern.
std::optional<std::vector<std::string>> Match(absl::string_view pattern,
                                              absl::string_view path) {
  const std::vector<absl::string_view> wanted = absl::StrSplit(pattern, '/');
  const std::vector<absl::string_view> given = absl::StrSplit(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  std::vector<std::string> places;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "*" && !given[i].empty()) {
      places.emplace_back(given[i]);
    } else if (wanted[i] != given[i]) {
      return std::nullopt;
    }
  }
  return places;
}

// A path of ours to come back to: never another site.
std::string SafePath(const std::string& path) {
  const bool is_safe =
      absl::StartsWith(path, "/") && !absl::StartsWith(path, "//") &&
      std::all_of(path.begin(), path.end(), [](char c) {
        return absl::ascii_isgraph(static_cast<unsigned char>(c)) && c != '\\';
      });
  return is_safe ? path : "/";
}

void SetFrame(const Request& request, absl::string_view title, Data& data) {
  data.set("title", std::string(title));
  data.set("keys_on", request.Cookie(kKeysCookie) != "off");
  data.set("welsh", request.Cookie(kLanguageCookie) == "cy");
  data.set("here", request.path);
}

Response AsPage(absl::string_view name, const Data& data, int status) {
  Response response;
  response.status = status;
  response.body = Rendered(name, data);
  return response;
}

Response ShowError(const Request& request, int status, absl::string_view title,
                   absl::string_view message) {
  Data data;
  SetFrame(request, title, data);
  data.set("principal", false);
  SetText(data, "message", message);
  return AsPage("error", data, status);
}

// The form that came, to be sent again.
Data SentAgain(const Request& request) {
  Data fields(Data::type::list);
  for (const auto& [name, value] : request.form.Pairs()) {
    if (name == "csrf") continue;
    Data field("name", name);
    field.set("value", value);
    fields.push_back(field);
  }
  return fields;
}

// What the form carries of another form that came in vain.
constexpr char kKept[] = "kept:";

Data KeptFields(const Request& request) {
  Data fields(Data::type::list);
  for (const auto& [name, value] : request.form.Pairs()) {
    if (!absl::StartsWith(name, kKept)) continue;
    Data field("name", name.substr(sizeof(kKept) - 1));
    field.set("value", value);
    fields.push_back(field);
  }
  return fields;
}

Response ShowAsset(const Asset& asset) {
  Response response;
  response.content_type = asset.type;
  response.body = std::string(asset.bytes);
  response.is_cacheable = true;
  return response;
}

int HttpStatusOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return 503;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
      return 409;
    case absl::StatusCode::kInvalidArgument:
      return 400;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    default:
      return 500;
  }
}

std::string TitleOf(int status) {
  switch (status) {
    case 400:
      return "That cannot be taken as it is";
    case 403:
      return "You may not see this";
    case 404:
      return "There is nothing here";
    case 409:
      return "Not now";
    case 429:
      return "Too many requests";
    case 503:
      return "The service does not answer";
    default:
      return "Something went wrong";
  }
}

}  // namespace

bool Visit::Has(v1::Grant::Role role, absl::string_view study) const {
  const auto& grants = session.Principal().grants();
  return std::any_of(grants.begin(), grants.end(), [&](const v1::Grant& one) {
    return one.study() == study && one.role() == role;
  });
}

void SetTrail(const std::vector<std::pair<std::string, std::string>>& steps,
              Data& data) {
  Data list(Data::type::list);
  const auto add = [&list](const std::string& href, const std::string& text) {
    Data step("href", href);
    step.set("text", text);
    list.push_back(step);
  };
  add("/", "Your studies");
  for (const auto& [href, text] : steps) add(href, text);
  data.set("trail", Data("steps", list));
}

Data ErrorData(absl::string_view message, absl::string_view id) {
  Data error("message", std::string(message));
  SetText(error, "id", id);
  error.set("href", "");
  error.set("where", false);
  return error;
}

void SetError(absl::string_view message, absl::string_view id, Data& data) {
  Data errors(Data::type::list);
  if (!message.empty()) errors.push_back(ErrorData(message, id));
  data.set("errors", errors);
  data.set("has_errors", !message.empty());
}

std::string RefusalText(const absl::Status& status) {
  const v1::BadRequest violations = cli::ViolationsOf(status);
  return violations.field_violations().empty()
             ? std::string(status.message())
             : absl::StrJoin(violations.field_violations(), " ",
                             [](std::string* out, const auto& one) {
                               out->append(one.description());
                             });
}

Response ShowPage(const Visit& visit, absl::string_view name,
                  absl::string_view title, Data data, int status) {
  SetFrame(visit.request, title, data);
  data.set("csrf", visit.session.Csrf());
  const std::vector<std::string> id =
      absl::StrSplit(visit.session.Principal().name(), '/');
  data.set("principal", id.back());
  return AsPage(name, data, status);
}

Site::Site(std::string origin, Tls tls, Connector connector,
           absl::Duration idle)
    : origin_(std::move(origin)),
      tls_(tls),
      connector_(std::move(connector)),
      cookie_(tls_ == Tls::kYes ? "__Host-caselens" : "caselens"),
      routes_([] {
        std::vector<Route> all;
        for (auto* make :
             {&AdjudicationRoutes, &AgreementRoutes, &ApprovalRoutes,
              &AuditorRoutes, &ClassModelRoutes, &FitRoutes, &FormRoutes,
              &HistoryRoutes, &ImportRoutes, &MovementRoutes, &PeopleRoutes,
              &ReleaseRoutes, &RevealRoutes, &SampleRoutes, &TableRoutes}) {
          for (const Route& route : make()) all.push_back(route);
        }
        return all;
      }()),
      sessions_(idle) {}

std::string Site::SignInLink(const std::string& token) {
  return absl::StrCat(kSignIn, "?code=", sessions_.AddLink(token));
}

std::string Site::SessionCookie(const std::string& secret) const {
  return absl::StrCat(
      cookie_, "=", secret, "; Path=/; HttpOnly; SameSite=Strict",
      tls_ == Tls::kYes ? "; Secure" : "", secret.empty() ? "; Max-Age=0" : "");
}

Response Site::Answer(const Request& request) {
  try {
    return AnswerSafely(request);
  } catch (const std::exception&) {
    // Of the standard library: out of memory, say. Nothing of ours throws.
    return ShowError(request, 500, TitleOf(500), "");
  }
}

Response Site::AnswerSafely(const Request& request) {
  const absl::Status ours = CheckOrigin(origin_, tls_, request);
  if (!ours.ok()) {
    return ShowError(request, 403, TitleOf(403), ours.message());
  }
  if (const Asset* asset = FindAsset(request.path)) return ShowAsset(*asset);
  const bool is_post = request.method == "POST";
  if (request.path == kSignIn) {
    if (is_post) return SignIn(request);
    return request.query.Has("code") ? ShowLink(request)
                                     : ShowSignIn(request, "", 200);
  }
  if (request.path == "/preferences" && is_post) return SetPreference(request);
  const std::shared_ptr<Session> session =
      sessions_.Find(request.Cookie(cookie_));
  if (session == nullptr) {
    return request.path == "/" && !is_post
               ? ShowSignIn(request, "", 200)
               : ShowSignIn(request,
                            is_post ? "You are signed out. Nothing is lost: "
                                      "sign in, and what you entered is sent."
                                    : "Sign in to go on.",
                            401);
  }
  if (is_post && !SameSecret(request.form.Get("csrf"), session->Csrf())) {
    // Signed in again in another tab: the form is of the session before.
    Data data;
    SetFrame(request, "Send it again", data);
    data.set("csrf", session->Csrf());
    data.set("principal", false);
    data.set("fields", SentAgain(request));
    data.set("message", "You have signed in again since this page was made.");
    return AsPage("replay", data, 403);
  }
  if (request.path == "/sign-out" && is_post) return SignOut(request);
  return AnswerSignedIn(request, session);
}

Response Site::AnswerSignedIn(const Request& request,
                              const std::shared_ptr<Session>& session) {
  for (const Route& route : routes_) {
    if (request.method != route.method) continue;
    std::optional<std::vector<std::string>> places =
        Match(route.pattern, request.path);
    if (!places.has_value()) continue;
    const Visit visit{request, *session, *std::move(places)};
    absl::StatusOr<Response> response = route.answer(visit);
    if (response.ok()) return *std::move(response);
    if (absl::IsUnauthenticated(response.status())) {
      sessions_.Remove(request.Cookie(cookie_));
      return ShowSignIn(request, "Your token has ended. Sign in with another.",
                        401);
    }
    const int status = HttpStatusOf(response.status());
    if (request.method == "POST" && status == 503) {
      Data data;
      data.set("fields", SentAgain(request));
      data.set("message",
               "What you entered is on this page and not saved yet.");
      return ShowPage(visit, "replay", TitleOf(status), data, status);
    }
    Data data;
    SetText(data, "message",
            status == 500 ? "" : std::string(response.status().message()));
    return ShowPage(visit, "error", TitleOf(status), data, status);
  }
  return ShowError(request, 404, TitleOf(404), "");
}

Response Site::ShowSignIn(const Request& request, const std::string& error,
                          int status) const {
  Data data;
  SetFrame(request, "Sign in", data);
  data.set("principal", false);
  SetText(data, "error", error);
  const bool is_post = request.method == "POST" && request.path != kSignIn;
  std::string back = request.path;
  if (request.path == kSignIn) back = request.form.Get("back");
  data.set("back", SafePath(back));
  data.set("is_post", is_post || request.form.Get("post") == "yes");
  data.set("fields", is_post ? SentAgain(request) : KeptFields(request));
  return AsPage("sign_in", data, status);
}

Response Site::ShowLink(const Request& request) const {
  Data data;
  SetFrame(request, "Sign in", data);
  data.set("principal", false);
  data.set("code", request.query.Get("code"));
  return AsPage("link", data, 200);
}

absl::StatusOr<std::shared_ptr<Session>> Site::NewSession(
    const std::string& token) const {
  CLI_ASSIGN_OR_RETURN(std::unique_ptr<cli::Connection> connection,
                       connector_(token));
  CLI_ASSIGN_OR_RETURN(v1::Principal principal,
                       connection->Call(v1::GetCallerRequest()));
  return std::make_shared<Session>(
      std::move(connection), std::move(principal), NewSecret(),
      [connect = connector_, token] { return connect(token); });
}

Response Site::SignIn(const Request& request) {
  std::string token(absl::StripAsciiWhitespace(request.form.Get("token")));
  if (request.form.Has("code")) {
    absl::StatusOr<std::string> linked =
        sessions_.TakeLink(request.form.Get("code"));
    if (!linked.ok()) {
      return ShowSignIn(request, std::string(linked.status().message()), 403);
    }
    token = *std::move(linked);
  }
  const bool is_token =
      !token.empty() && token.size() < 8192 &&
      std::all_of(token.begin(), token.end(), [](char c) {
        return absl::ascii_isgraph(static_cast<unsigned char>(c));
      });
  absl::StatusOr<std::shared_ptr<Session>> session =
      is_token ? NewSession(token)
               : absl::UnauthenticatedError("Enter a token.");
  if (!session.ok()) {
    const bool is_wrong = absl::IsUnauthenticated(session.status());
    return ShowSignIn(
        request,
        is_wrong ? "This token does not sign you in. Check it, or ask an "
                   "administrator for another."
                 : "The service does not answer. Try again in a minute.",
        is_wrong ? 403 : 503);
  }
  // Whoever was signed in here before is so no more.
  sessions_.Remove(request.Cookie(cookie_));
  const std::string cookie = SessionCookie(sessions_.Add(*session));
  const std::string back = SafePath(request.form.Get("back"));
  Response response;
  if (request.form.Get("post") == "yes") {
    Data data;
    SetFrame(request, "You are signed in again", data);
    data.set("here", back);
    data.set("csrf", (*session)->Csrf());
    data.set("principal", false);
    data.set("fields", KeptFields(request));
    data.set("message", "What you had entered is still here.");
    response = AsPage("replay", data, 200);
  } else {
    response = SeeOther(back == kSignIn ? "/" : back);
  }
  response.headers.emplace_back("Set-Cookie", cookie);
  return response;
}

Response Site::SignOut(const Request& request) {
  sessions_.Remove(request.Cookie(cookie_));
  Response response = SeeOther("/");
  response.headers.emplace_back("Set-Cookie", SessionCookie(""));
  return response;
}

Response Site::SetPreference(const Request& request) const {
  const std::string language = request.form.Get("language");
  const std::string choice =
      language.empty()
          ? absl::StrCat(kKeysCookie, "=",
                         request.form.Get("keys") == "off" ? "off" : "on")
          : absl::StrCat(kLanguageCookie, "=", language == "cy" ? "cy" : "en");
  Response response = SeeOther(SafePath(request.form.Get("back")));
  response.headers.emplace_back(
      "Set-Cookie",
      absl::StrCat(choice,
                   "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict",
                   tls_ == Tls::kYes ? "; Secure" : ""));
  return response;
}

}  // namespace caselens::web
