#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/class_model_fit.pb.h"
#include "clients/cli/status_macros.h"
#include "clients/web/figures.h"
#include "clients/web/pages/profile.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// The researcher's pages of fits: which there are and where they have got to,
// and how well each number of classes fits.
namespace caselens::web {
namespace {

constexpr size_t kShortId = 8;

const char* TagOf(v1::ClassModelFit::State state) {
  switch (state) {
    case v1::ClassModelFit::SUCCEEDED:
      return "govuk-tag--green";
    case v1::ClassModelFit::FAILED:
      return "govuk-tag--red";
    case v1::ClassModelFit::RUNNING:
      return "govuk-tag--blue";
    default:
      return "govuk-tag--grey";
  }
}

// `3 of 8`: one class is always fitted.
std::string DoneText(const v1::ClassModelFit& fit) {
  const v1::FitOptions& options = fit.options();
  const int wanted = options.classes_to() - options.classes_from() + 1 +
                     (options.classes_from() > 1 ? 1 : 0);
  return absl::StrCat(fit.results_size(), " of ", wanted);
}

void SetState(const v1::ClassModelFit& fit, Data& data) {
  data.set("state", Plain(v1::ClassModelFit::State_Name(fit.state())));
  data.set("tag", TagOf(fit.state()));
  data.set("done", DoneText(fit));
  data.set("made", DateText(fit.create_time()));
  data.set("classes", absl::StrCat(fit.options().classes_from(), " to ",
                                   fit.options().classes_to()));
  data.set("cases", WithCommas(fit.data().cases()));
  data.set("sites", absl::StrJoin(fit.options().sites(), ", "));
}

absl::StatusOr<Response> ListFits(const Visit& visit) {
  v1::ListFitsRequest request;
  request.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(v1::ListFitsResponse all,
                       visit.session.CallAllPages(request));
  auto& fits = *all.mutable_fits();
  std::stable_sort(fits.begin(), fits.end(), [](const auto& a, const auto& b) {
    return a.create_time().seconds() > b.create_time().seconds();
  });
  bool simulated = false;
  Data items(Data::type::list);
  for (const v1::ClassModelFit& fit : fits) {
    Data item("href", "/" + fit.name());
    item.set("text", LastPart(fit.name()).substr(0, kShortId));
    SetState(fit, item);
    item.set("focus", items.is_empty_list());
    items.push_back(item);
    simulated |= fit.simulated();
  }
  Data data("items", items);
  data.set("has_items", !items.is_empty_list());
  data.set("simulated", simulated);
  SetTrail({{"/", "Your studies"}}, data);
  return ShowPage(visit, "fits", "Fits of class models", data);
}

absl::StatusOr<v1::ClassModelFit> GetFit(const Visit& visit) {
  v1::GetFitRequest request;
  request.set_name(visit.Named("classModelFits"));
  return visit.session.Call(request);
}

std::vector<std::pair<std::string, std::string>> TrailOfFits(
    const Visit& visit) {
  return {{"/", "Your studies"},
          {absl::StrCat("/", visit.Study(), "/classModelFits"),
           "Fits of class models"}};
}

Curves CriteriaCurves(const v1::ClassModelFit& fit) {
  Curves curves;
  curves.caption = {"criteria", "AIC and BIC by number of classes",
                    "Lower is better. AIC is the solid line with discs, BIC "
                    "the dashed line with squares; a hollow mark is a solution "
                    "that was not replicated."};
  curves.x_name = "Classes";
  curves.curves = {{"AIC", {}}, {"BIC", {}}};
  if (!fit.results().empty()) curves.first_x = fit.results(0).class_count();
  for (const v1::FitResult& result : fit.results()) {
    curves.curves[0].values.push_back(result.criteria().aic());
    curves.curves[1].values.push_back(result.criteria().bic());
    curves.is_doubtful.push_back(result.search().not_replicated());
  }
  return curves;
}

Table CriteriaTable(const v1::ClassModelFit& fit) {
  const auto real = [](double value) {
    return TableCell{absl::StrFormat("%.1f", value), ""};
  };
  Table table = {"How well each number of classes fits",
                 {"Classes", "Log-likelihood", "Parameters", "AIC", "BIC",
                  "Entropy R²", "Classification error", "Best reached by"},
                 {}};
  for (const v1::FitResult& result : fit.results()) {
    const v1::FitCriteria& criteria = result.criteria();
    const v1::FitSearch& search = result.search();
    table.rows.push_back(
        {{absl::StrCat(result.class_count()),
          absl::StrCat("/", fit.name(), "/", result.class_count())},
         {real(criteria.log_likelihood()),
          {absl::StrCat(criteria.parameters()), ""},
          real(criteria.aic()),
          real(criteria.bic()),
          {criteria.has_entropy_r2_latent_gold()
               ? ShareText(criteria.entropy_r2_latent_gold())
               : "none of one class",
           ""},
          {ShareText(criteria.classification_error()), ""},
          {search.not_replicated()
               ? "NOT REPLICATED"
               : absl::StrCat(search.replicated(), " of ", search.finished()),
           ""}}});
  }
  return table;
}

absl::StatusOr<Response> ShowFit(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::ClassModelFit fit, GetFit(visit));
  Data data("name", LastPart(fit.name()));
  SetState(fit, data);
  data.set("running", fit.state() == v1::ClassModelFit::RUNNING ||
                          fit.state() == v1::ClassModelFit::QUEUED);
  SetText(data, "failure", fit.failure());
  data.set("records", WithCommas(fit.data().records()));
  data.set("patterns", WithCommas(fit.data().patterns()));
  data.set("without_dva", WithCommas(fit.data().without_dva()));
  data.set("superseded", WithCommas(fit.data().superseded()));
  data.set("items", absl::StrCat(fit.options().items_size()));
  data.set("simulated", fit.simulated());
  if (!fit.results().empty()) {
    data.set("curves", fit.results_size() > 1 ? CurvesData(CriteriaCurves(fit))
                                              : Data(false));
    data.set("table", TableData(CriteriaTable(fit)));
  }
  data.set("has_results", !fit.results().empty());
  SetTrail(TrailOfFits(visit), data);
  return ShowPage(visit, "fit", absl::StrCat("Fit ", LastPart(fit.name())),
                  data);
}

absl::StatusOr<Response> ShowResult(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::ClassModelFit fit, GetFit(visit));
  int wanted = 0;
  const v1::FitResult* found = nullptr;
  if (absl::SimpleAtoi(visit.places[2], &wanted)) {
    for (const v1::FitResult& result : fit.results()) {
      if (result.class_count() == wanted) found = &result;
    }
  }
  if (found == nullptr) {
    return absl::NotFoundError("This fit has no such number of classes.");
  }
  Data classes(Data::type::list);
  for (const v1::FitResult::Class& one : found->classes()) {
    Data row("number", absl::StrCat(one.class_()));
    row.set("label", one.suggested_label());
    row.set("share", absl::StrFormat("%.1f%%", 100 * one.share()));
    row.set("stands_out",
            absl::StrFormat("%.1f cases most probably here, mean posterior %s",
                            one.modal_cases(),
                            ShareText(one.modal_mean_posterior())));
    classes.push_back(row);
  }
  const HeatMap profile = ProfileMap(
      found->classes(), found->profile(),
      [](const v1::FitResult::Item& item) { return item.item(); }, "item",
      "cases");
  const std::string title =
      absl::StrCat(wanted, wanted == 1 ? " class" : " classes");
  Data data("name", title);
  data.set("provenance", absl::StrCat("Of fit ", LastPart(fit.name()), "."));
  data.set("simulated", fit.simulated());
  data.set("not_replicated", found->search().not_replicated());
  data.set("classes", classes);
  data.set("heat_map", HeatMapData(profile));
  data.set("table", TableData(AsTable(profile, "Item")));
  auto trail = TrailOfFits(visit);
  trail.emplace_back("/" + fit.name(), LastPart(fit.name()));
  SetTrail(trail, data);
  return ShowPage(visit, "class_model", title, data);
}

}  // namespace

std::vector<Route> FitRoutes() {
  return {{"GET", "/studies/*/classModelFits", ListFits},
          {"GET", "/studies/*/classModelFits/*", ShowFit},
          {"GET", "/studies/*/classModelFits/*/*", ShowResult}};
}

}  // namespace caselens::web
