#include "clients/cli/views/class_model_fit.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace caselens::cli {
namespace {

std::string StateText(const v1::ClassModelFit& fit) {
  return v1::ClassModelFit::State_Name(fit.state());
}

// How the best log-likelihood was found.
std::string FoundText(const v1::FitSearch& search) {
  return search.not_replicated()
             ? "NOT REPLICATED"
             : absl::StrCat(search.replicated(), " of ", search.finished());
}

Grid ResultGrid(const v1::ClassModelFit& fit) {
  Grid grid({"classes", "log_likelihood", "parameters", "df", "aic", "bic",
             "sabic", "icl", "entropy_r2_latent_gold", "entropy_r2_mplus",
             "error", "best_reached_by", "boundary", "data"});
  for (const v1::FitResult& result : fit.results()) {
    const v1::FitCriteria& c = result.criteria();
    grid.Add(
        {Cell::Number(result.class_count()), Cell::Real(c.log_likelihood(), 4),
         Cell::Number(c.parameters()), Cell::Real(c.degrees_of_freedom(), 0),
         Cell::Real(c.aic()), Cell::Real(c.bic()), Cell::Real(c.sabic()),
         Cell::Real(c.icl()),
         c.has_entropy_r2_latent_gold() ? Cell::Real(c.entropy_r2_latent_gold())
                                        : Cell(""),
         c.has_entropy_r2_mplus() ? Cell::Real(c.entropy_r2_mplus()) : Cell(""),
         Cell::Real(c.classification_error(), 4), FoundText(result.search()),
         Cell::Number(result.boundaries_size()),
         fit.simulated() ? "SIMULATED" : ""});
  }
  return grid;
}

// The columns that a line of a terminal has room for.
Grid ShownResults(const v1::ClassModelFit& fit) {
  Grid grid({"K", "LL", "par", "AIC", "BIC", "R2_LG", "R2_Mplus", "error",
             "best reached by"});
  for (const v1::FitResult& result : fit.results()) {
    const v1::FitCriteria& c = result.criteria();
    grid.Add(
        {Cell::Number(result.class_count()), Cell::Real(c.log_likelihood(), 4),
         Cell::Number(c.parameters()), Cell::Real(c.aic()), Cell::Real(c.bic()),
         c.has_entropy_r2_latent_gold() ? Cell::Real(c.entropy_r2_latent_gold())
                                        : Cell("-"),
         c.has_entropy_r2_mplus() ? Cell::Real(c.entropy_r2_mplus())
                                  : Cell("-"),
         Cell::Real(c.classification_error(), 4), FoundText(result.search())});
  }
  return grid;
}

// The number of classes with the lowest value among the replicated; 0: none.
int LowestOf(const v1::ClassModelFit& fit,
             double (v1::FitCriteria::*value)() const) {
  const v1::FitResult* lowest = nullptr;
  for (const v1::FitResult& result : fit.results()) {
    if (result.search().not_replicated()) continue;
    if (lowest == nullptr ||
        (result.criteria().*value)() < (lowest->criteria().*value)()) {
      lowest = &result;
    }
  }
  return lowest == nullptr ? 0 : lowest->class_count();
}

void ShowProfile(const v1::FitResult& result, View& view) {
  std::vector<std::string> columns = {"item"};
  std::vector<Cell> shares = {"(share)"};
  for (const v1::FitResult::Class& one : result.classes()) {
    columns.push_back(absl::StrCat("class_", one.class_()));
    shares.push_back(Cell::Real(one.share()));
  }
  Grid grid(columns);
  grid.Add(std::move(shares));
  for (const v1::FitResult::Item& item : result.profile()) {
    std::vector<Cell> row = {item.item()};
    for (const double p : item.probability()) row.push_back(Cell::Real(p));
    grid.Add(std::move(row));
  }
  view.Say("");
  view.Say(absl::StrCat(
      "P(item present | class), ", result.class_count(), " classes",
      result.search().not_replicated() ? " (NOT REPLICATED)" : ""));
  view.Show(std::move(grid));
  view.Say("");
  view.Say("What stands out");
  for (const v1::FitResult::Class& one : result.classes()) {
    view.Say(absl::StrCat("  ", one.class_(), "  ", one.suggested_label()));
  }
}

std::string DataText(const v1::ClassModelFit& fit) {
  const v1::FitData& data = fit.data();
  std::string text =
      absl::StrCat(data.cases(), " cases, ", data.patterns(), " patterns, ",
                   fit.options().items_size(), " items, of ", data.records(),
                   " records at ", absl::StrJoin(fit.options().sites(), ", "),
                   "; ", data.without_dva(), " without a DVA factor left out");
  if (data.superseded() > 0) {
    absl::StrAppend(&text, ", ", data.superseded(),
                    " that are not the last of their episode");
  }
  if (!data.constant_items().empty()) {
    absl::StrAppend(&text, "; the same in every case: ",
                    absl::StrJoin(data.constant_items(), ", "));
  }
  return text;
}

}  // namespace

View FitView(const v1::ClassModelFit& fit, int profile_of) {
  View view;
  view.SayIfSimulated(fit.simulated());
  view.Say(absl::StrCat("Fit ", LastId(fit.name()), ": ", StateText(fit),
                        fit.failure().empty() ? "" : ": ", fit.failure()));
  view.Say(DataText(fit));
  view.csv = ResultGrid(fit);
  if (fit.results().empty()) return view;
  view.Show(ShownResults(fit));
  const int aic = LowestOf(fit, &v1::FitCriteria::aic);
  if (aic > 0) {
    view.Say(absl::StrCat("Lowest among replicated: AIC ", aic, ", BIC ",
                          LowestOf(fit, &v1::FitCriteria::bic), ", SABIC ",
                          LowestOf(fit, &v1::FitCriteria::sabic), ", ICL ",
                          LowestOf(fit, &v1::FitCriteria::icl)));
  }
  for (const v1::FitResult& result : fit.results()) {
    if (result.class_count() == profile_of) ShowProfile(result, view);
  }
  return view;
}

View FitsView(const v1::ListFitsResponse& response) {
  std::vector<const v1::ClassModelFit*> fits;
  for (const v1::ClassModelFit& fit : response.fits()) fits.push_back(&fit);
  std::stable_sort(fits.begin(), fits.end(), [](const auto* a, const auto* b) {
    return std::pair(a->create_time().seconds(), a->create_time().nanos()) <
           std::pair(b->create_time().seconds(), b->create_time().nanos());
  });
  Grid grid({"fit", "state", "sites", "classes", "done", "cases", "method",
             "seed", "creator", "create_time", "data"});
  for (const v1::ClassModelFit* const fit : fits) {
    const v1::FitOptions& options = fit->options();
    grid.Add(
        {LastId(fit->name()), StateText(*fit),
         absl::StrJoin(options.sites(), ","),
         absl::StrCat(options.classes_from(), "-", options.classes_to()),
         Cell::Number(fit->results_size()), Cell::Number(fit->data().cases()),
         v1::FitOptions::Method_Name(options.method()),
         Cell::Number(options.seed()), LastId(fit->creator()),
         TimeText(fit->create_time()), fit->simulated() ? "SIMULATED" : ""});
  }
  return View::Of(std::move(grid));
}

std::string ProgressText(const v1::FitProgress& progress) {
  if (progress.class_count() == 0) return "waiting";
  std::string text =
      absl::StrFormat("%d of %d classes: %d starts", progress.class_count(),
                      progress.classes_to(), progress.starts());
  if (progress.starts() > 0) {
    absl::StrAppendFormat(&text, ", best log-likelihood %.4f reached %d times",
                          progress.best_log_likelihood(),
                          progress.replicated());
  }
  if (progress.seconds_left() > 0) {
    absl::StrAppendFormat(&text, ", about %.0f s left",
                          progress.seconds_left());
  }
  return text;
}

}  // namespace caselens::cli
