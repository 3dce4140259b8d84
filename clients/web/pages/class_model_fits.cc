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
#include "clients/cli/request_id.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/class_model_fit.h"
#include "clients/web/entry_form.h"
#include "clients/web/figures.h"
#include "clients/web/pages/profile.h"
#include "clients/web/pages/site_options.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// The researcher's pages of fits: which there are, starting one, where it has
// got to, and how well each number of classes fits.
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

// How many numbers of classes are fitted: one class always is.
int PlannedOf(const v1::FitOptions& options) {
  return options.classes_to() - options.classes_from() + 1 +
         (options.classes_from() > 1 ? 1 : 0);
}

// `3 of 8`.
std::string DoneText(const v1::ClassModelFit& fit) {
  return absl::StrCat(fit.results_size(), " of ", PlannedOf(fit.options()));
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

std::string FitsPath(const Visit& visit) {
  return absl::StrCat("/", visit.Study(), "/classModelFits");
}

bool IsResearcher(const Visit& visit) {
  return visit.Has(v1::Grant::RESEARCHER, visit.Study());
}

absl::Status AddFields(const Visit& visit, EntryForm& form) {
  CLI_ASSIGN_OR_RETURN(const std::vector<EntryForm::Option> sites,
                       SiteOptions(visit));
  form.AddChoices("sites", "Sites", "None chosen is all of yours.", sites);
  form.AddText("classes_from", "Numbers of classes, from",
               "1 to 15. One class is always fitted, to compare with.", "1");
  form.AddText("classes_to", "Numbers of classes, to", "", "8");
  form.AddText("starts", "Random starts of each number of classes",
               "Nothing entered: as many as it takes until 5 have reached the "
               "best solution.",
               "");
  form.AddText("seed", "Seed",
               "The same returns, choices and seed give the same figures.",
               "1");
  form.AddChoice("unit", "What is a case", "",
                 {{"EACH_ASSESSMENT", "Every assessment with a DVA factor"},
                  {"LATEST_OF_EPISODE", "The last one of each episode"}});
  form.AddChoice(
      "method", "Method", "",
      {{"ML", "Maximum likelihood"},
       {"MAP", "Posterior mode, with the Bayes constants of Latent GOLD"}});
  return absl::OkStatus();
}

absl::StatusOr<Response> ShowFits(const Visit& visit, EntryForm& form,
                                  int status) {
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
    item.set("focus", items.is_empty_list() && !form.IsRefused());
    items.push_back(item);
    simulated |= fit.simulated();
  }
  CLI_RETURN_IF_ERROR(AddFields(visit, form));
  Data data("items", items);
  data.set("has_items", !items.is_empty_list());
  data.set("simulated", simulated);
  data.set("may_start", IsResearcher(visit));
  data.set("action", FitsPath(visit));
  data.set("request_id", cli::NewRequestId());
  form.SetOn(data);
  SetTrail({}, data);
  return ShowPage(visit, "fits", "Fits of class models", data, status);
}

absl::StatusOr<Response> ListFits(const Visit& visit) {
  EntryForm form(visit.request.form);
  return ShowFits(visit, form, 200);
}

absl::StatusOr<Response> StartFit(const Visit& visit) {
  EntryForm form(visit.request.form);
  v1::CreateFitRequest request;
  request.set_parent(visit.Study());
  request.set_request_id(form.Text("request_id"));
  v1::FitOptions& options = *request.mutable_options();
  for (const std::string& site : form.All("sites")) options.add_sites(site);
  options.set_classes_from(form.Whole("classes_from"));
  options.set_classes_to(form.Whole("classes_to"));
  options.set_starts(form.Whole("starts"));
  options.set_seed(form.Whole("seed"));
  v1::FitOptions::Unit unit = v1::FitOptions::UNIT_UNSPECIFIED;
  v1::FitOptions::Unit_Parse(form.Text("unit"), &unit);
  options.set_unit(unit);
  v1::FitOptions::Method method = v1::FitOptions::METHOD_UNSPECIFIED;
  v1::FitOptions::Method_Parse(form.Text("method"), &method);
  options.set_method(method);
  if (!form.IsRefused()) {
    const absl::StatusOr<v1::ClassModelFit> fit = visit.session.Call(request);
    if (fit.ok()) return SeeOther("/" + fit->name());
    if (!form.Refuse(fit.status())) return fit.status();
  }
  return ShowFits(visit, form, 422);
}

absl::StatusOr<v1::ClassModelFit> GetFit(const Visit& visit) {
  v1::GetFitRequest request;
  request.set_name(visit.Named("classModelFits"));
  return visit.session.Call(request);
}

std::vector<std::pair<std::string, std::string>> TrailOfFits(
    const Visit& visit) {
  return {{FitsPath(visit), "Fits of class models"}};
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
    return TableCell{RealText(value, 1), ""};
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

bool IsGoingOn(const v1::ClassModelFit& fit) {
  return fit.state() == v1::ClassModelFit::RUNNING ||
         fit.state() == v1::ClassModelFit::QUEUED;
}

// Where a fit that is not done has got to.
absl::StatusOr<Data> ProgressData(const Visit& visit,
                                  const v1::ClassModelFit& fit) {
  v1::WatchFitRequest request;
  request.set_name(fit.name());
  CLI_ASSIGN_OR_RETURN(const v1::FitProgress now, visit.session.First(request));
  const double of_this =
      now.ceiling() == 0 ? 0
                         : static_cast<double>(now.starts()) / now.ceiling();
  const double done = (now.finished() + of_this) / PlannedOf(fit.options());
  Data data("words", cli::ProgressText(now));
  data.set("percent", RealText(100 * std::min(1.0, done), 0));
  data.set("cancel", IsResearcher(visit)
                         ? Data(absl::StrCat("/", fit.name(), "/cancel"))
                         : Data(false));
  return data;
}

absl::StatusOr<Response> ShowFit(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::ClassModelFit fit, GetFit(visit));
  Data data("name", LastPart(fit.name()));
  SetState(fit, data);
  data.set("running", Data(false));
  if (IsGoingOn(fit)) {
    CLI_ASSIGN_OR_RETURN(const Data progress, ProgressData(visit, fit));
    data.set("running", progress);
  }
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

absl::StatusOr<Response> CancelFit(const Visit& visit) {
  v1::CancelFitRequest request;
  request.set_name(visit.Named("classModelFits"));
  const absl::Status status = visit.session.Call(request).status();
  // It was done a moment before: its page says so.
  if (!status.ok() && !absl::IsFailedPrecondition(status)) return status;
  return SeeOther("/" + request.name());
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
    row.set("share", RealText(100 * one.share(), 1) + "%");
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
          {"POST", "/studies/*/classModelFits", StartFit},
          {"GET", "/studies/*/classModelFits/*", ShowFit},
          {"POST", "/studies/*/classModelFits/*/cancel", CancelFit},
          {"GET", "/studies/*/classModelFits/*/*", ShowResult}};
}

}  // namespace caselens::web
