#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "caselens/v1/release.pb.h"
#include "clients/cli/status_macros.h"
#include "clients/web/site.h"

// The facilitator's pages: released findings in plain words, to be printed.
namespace caselens::web {
namespace {

absl::StatusOr<Response> ListReleases(const Visit& visit) {
  v1::ListReleasesRequest request;
  request.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListReleasesResponse all,
                       visit.session.CallAllPages(request));
  Data items(Data::type::list);
  for (const v1::Release& release : all.releases()) {
    if (release.state() != v1::Release::APPROVED) continue;
    const std::string id = release.name().substr(release.name().rfind('/') + 1);
    Data item("href", "/" + release.name());
    item.set("text", absl::StrCat("Release ", id));
    item.set("focus", items.is_empty_list());
    items.push_back(item);
  }
  Data data("items", items);
  data.set("has_items", !items.is_empty_list());
  return ShowPage(visit, "releases", "Findings that may be shared", data);
}

absl::StatusOr<Response> ShowPack(const Visit& visit) {
  v1::GetFindingsPackRequest request;
  request.set_name(absl::StrCat(visit.Study(), "/releases/", visit.places[1]));
  CLI_ASSIGN_OR_RETURN(const v1::FindingsPack pack,
                       visit.session.Call(request));
  v1::GetReleaseRequest of_release;
  of_release.set_name(request.name());
  CLI_ASSIGN_OR_RETURN(const v1::Release release,
                       visit.session.Call(of_release));
  Data statements(Data::type::list);
  for (const v1::FindingsPack::Statement& one : pack.statements()) {
    Data statement("id", one.id());
    statement.set("text", one.text());
    SetText(statement, "caveat", one.caveat());
    SetText(statement, "principle", one.principle());
    SetText(statement, "question", one.question());
    statements.push_back(statement);
  }
  std::map<std::string, int> reasons;
  for (const v1::FindingsPack::NotStated& one : pack.not_stated()) {
    ++reasons[one.why()];
  }
  Data not_stated(Data::type::list);
  for (const auto& [why, count] : reasons) {
    Data one("why", why);
    one.set("count", absl::StrCat(count));
    not_stated.push_back(one);
  }
  Data data("statements", statements);
  data.set("not_stated", not_stated);
  data.set("has_not_stated", !not_stated.is_empty_list());
  data.set("files", absl::StrCat(pack.files()));
  data.set("sites", absl::StrCat(pack.sites()));
  SetText(data, "rules", release.rules());
  data.set("provenance", pack.provenance());
  data.set("simulated", pack.simulated());
  return ShowPage(visit, "pack", "Findings for discussion", data);
}

}  // namespace

std::vector<Route> ReleaseRoutes() {
  return {{"GET", "/studies/*/releases", ListReleases},
          {"GET", "/studies/*/releases/*", ShowPack}};
}

}  // namespace caselens::web
