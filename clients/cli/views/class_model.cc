#include "clients/cli/views/class_model.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include "clients/cli/views/membership.h"

namespace caselens::cli {
namespace {

constexpr char kNotReplicated[] =
    "NOT REPLICATED: the best log-likelihood was not reached again; this may "
    "be a local optimum.";

// One row a factor, one column a class: P(factor | class).
Grid ProfileGrid(const v1::ClassModel& model) {
  std::vector<std::string> columns = {"factor", "dva"};
  for (const v1::ClassModel::Class& one : model.classes()) {
    columns.push_back(absl::StrCat("class_", one.class_()));
  }
  columns.emplace_back("label");
  Grid grid(columns);
  for (const v1::ClassModel::ItemProfile& item : model.profile()) {
    std::vector<Cell> row = {item.item(), Cell::Yes(item.dva())};
    for (const double p : item.probability()) row.push_back(Cell::Real(p));
    row.emplace_back(item.label());
    row.resize(columns.size(), Cell(""));
    grid.Add(std::move(row));
  }
  return grid;
}

Grid ClassGrid(const v1::ClassModel& model) {
  Grid grid({"class", "share", "label", "stands_out"});
  for (const v1::ClassModel::Class& one : model.classes()) {
    grid.Add({Cell::Number(one.class_()), Cell::Real(one.share()), one.label(),
              one.suggested_label()});
  }
  return grid;
}

Cell AnswerText(v1::PatternScore::Contribution::Answer answer) {
  switch (answer) {
    case v1::PatternScore::Contribution::PRESENT:
      return "present";
    case v1::PatternScore::Contribution::ABSENT:
      return "absent";
    default:
      return "not coded";
  }
}

// What put the one case into its class.
void ShowWhy(const v1::PatternScore& score, View& view) {
  Grid grid({"item", "answer", "log_ratio"});
  grid.Add({"(class shares)", "", Cell::Real(score.prior_log_ratio())});
  for (const auto& item : score.contributions()) {
    grid.Add(
        {item.item(), AnswerText(item.answer()), Cell::Real(item.log_ratio())});
  }
  view.Say("");
  view.Say(absl::StrCat("What speaks for class ",
                        score.membership().modal_class(), " against class ",
                        score.membership().runner_up(), ", in nats"));
  view.Show(std::move(grid));
}

Grid ScoreGrid(const v1::ScoreResponse& response) {
  Grid grid({"case", "class", "posterior", "runner_up", "margin", "entropy",
             "log_likelihood", "imported_class", "without_dva", "model",
             "data"});
  for (int i = 0; i < response.scores_size(); ++i) {
    const v1::PatternScore& score = response.scores(i);
    const v1::ClassMembership& member = score.membership();
    grid.Add({score.case_file().empty() ? absl::StrCat("pattern ", i + 1)
                                        : LastId(score.case_file()),
              Cell::Number(member.modal_class()),
              Cell::Real(PosteriorOf(member, member.modal_class())),
              Cell::Number(member.runner_up()), Cell::Real(member.margin()),
              Cell::Real(score.entropy()), Cell::Real(score.log_likelihood()),
              score.imported_class() == 0
                  ? Cell("")
                  : Cell::Number(score.imported_class()),
              Cell::Yes(score.without_dva()),
              member.not_replicated() ? "NOT REPLICATED" : "",
              member.simulated() ? "SIMULATED" : ""});
  }
  return grid;
}

Grid CrossGrid(const v1::ClassModelComparison& comparison) {
  std::vector<std::string> columns = {"first_class", "first_label"};
  for (int j = 1; j <= comparison.second_labels_size(); ++j) {
    columns.push_back(absl::StrCat("second_", j));
  }
  Grid grid(columns);
  for (const auto& row : comparison.table()) {
    std::vector<Cell> cells = {Cell::Number(row.class_()), row.label()};
    for (const int count : row.case_files()) {
      cells.push_back(Cell::Number(count));
    }
    cells.resize(columns.size(), Cell(""));
    grid.Add(std::move(cells));
  }
  return grid;
}

Cell ClassOrNone(int number) {
  return number == 0 ? Cell("-") : Cell::Number(number);
}

}  // namespace

View ClassModelView(const v1::ClassModel& model) {
  View view;
  view.Say(absl::StrCat(LastId(model.name()), ": ", model.provenance()));
  if (model.not_replicated()) view.Say(kNotReplicated);
  if (!model.previous().empty()) {
    view.Say(absl::StrCat("Version ", model.version(), ", after ",
                          LastId(model.previous())));
  }
  if (!model.reason().empty()) view.Say(absl::StrCat("Why: ", model.reason()));
  if (!model.not_for_release().empty()) {
    view.SayWrapped(absl::StrCat(
        "Not to be printed outside the study: ", model.not_for_release(), "."));
  }
  view.Say("");
  view.Show(ClassGrid(model));
  view.csv = ProfileGrid(model);
  if (model.profile().empty()) return view;
  view.Say("");
  view.Say("P(factor recorded | class)");
  view.Show(view.csv);
  return view;
}

View ClassModelsView(const v1::ListClassModelsResponse& models) {
  Grid grid({"model", "version", "classes", "clamp", "create_time", "optimum",
             "provenance"});
  for (const v1::ClassModel& model : models.class_models()) {
    grid.Add({LastId(model.name()), Cell::Number(std::max(model.version(), 1)),
              Cell::Number(model.classes_size()), Cell::Real(model.clamp(), 4),
              TimeText(model.create_time()),
              model.not_replicated() ? "NOT REPLICATED" : "",
              model.provenance()});
  }
  return View::Of(std::move(grid));
}

View ScoresView(const v1::ScoreResponse& response) {
  View view;
  view.csv = ScoreGrid(response);
  if (response.scores().empty()) return view;
  const v1::ClassMembership& first = response.scores(0).membership();
  view.SayIfSimulated(first.simulated());
  view.Say(absl::StrCat("Model ", LastId(first.class_model())));
  if (first.not_replicated()) view.Say(kNotReplicated);
  Grid shown({"case", "class, runner-up and margin", "entropy"});
  for (int i = 0; i < response.scores_size(); ++i) {
    const v1::PatternScore& score = response.scores(i);
    shown.Add({view.csv.Rows()[static_cast<size_t>(i)].front(),
               MembershipText(score.membership()),
               Cell::Real(score.entropy())});
  }
  view.Show(std::move(shown));
  for (const v1::PatternScore& score : response.scores()) {
    if (!score.without_dva()) continue;
    view.Say(
        "A case without a DVA factor is none that the model was made from.");
    break;
  }
  if (response.scores_size() == 1) ShowWhy(response.scores(0), view);
  return view;
}

View ClassModelComparisonView(const v1::ClassModelComparison& comparison) {
  View view;
  view.SayIfSimulated(comparison.simulated());
  for (const std::string& name : comparison.not_replicated()) {
    view.Say(absl::StrCat(LastId(name), " is ", kNotReplicated));
  }
  view.Say(absl::StrFormat(
      "%d case files with a DVA factor (%d without left out): adjusted Rand "
      "%.3f, %d (%.1f%%) move",
      comparison.case_files(), comparison.without_dva(),
      comparison.adjusted_rand(), comparison.moved(),
      100 * comparison.moved_share()));
  view.Say("");
  view.Say(absl::StrCat("Rows ", LastId(comparison.first()), ", columns ",
                        LastId(comparison.second())));
  view.csv = CrossGrid(comparison);
  view.Show(view.csv);
  view.Say("");
  Grid matches(
      {"first", "second", "in_both", "jaccard", "first_label", "second_label"});
  for (const auto& match : comparison.matches()) {
    matches.Add({ClassOrNone(match.first_class()),
                 ClassOrNone(match.second_class()),
                 Cell::Number(match.in_both()), Cell::Real(match.jaccard()),
                 match.first_label(), match.second_label()});
  }
  view.Show(std::move(matches));
  return view;
}

View ImportedModelView(const v1::ImportClassModelResponse& response) {
  View view = ClassModelView(response.class_model());
  if (response.assignments() == 0) return view;
  view.Say("");
  view.Say(absl::StrFormat(
      "%d assignments: %d are as the model gives them, %d are not, %d have no "
      "case file; posteriors differ by at most %.4f",
      response.assignments(), response.agreeing(), response.disagreeing(),
      response.unknown_records(), response.largest_difference()));
  if (response.disagreements().empty()) return view;
  Grid grid({"case_file", "imported", "scored", "posterior_of_imported"});
  for (const auto& one : response.disagreements()) {
    grid.Add({LastId(one.case_file()), Cell::Number(one.imported_class()),
              Cell::Number(one.scored_class()), Cell::Real(one.posterior())});
  }
  view.Show(std::move(grid));
  return view;
}

}  // namespace caselens::cli
