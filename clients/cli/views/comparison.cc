#include "clients/cli/views/comparison.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include "clients/cli/output/text.h"
#include "clients/cli/views/membership.h"

namespace caselens::cli {
namespace {

using v1::Comparison;

std::string CellWords(const Comparison::Factor& factor) {
  switch (factor.cell()) {
    case Comparison::Factor::BOTH:
      return "both";
    case Comparison::Factor::ONLY_FILE:
      return "only file";
    case Comparison::Factor::ONLY_RETURN:
      return "only return";
    case Comparison::Factor::NEITHER:
      return "neither";
    default:
      return "not coded";
  }
}

std::string FoundWords(int found) {
  switch (found) {
    case 0:
      return "silent or absent";
    case 1:
      return "some";
    case 2:
      return "clear";
    default:
      return "not coded";
  }
}

double TailOf(const Comparison& comparison, int number) {
  for (const Comparison::Tail& tail : comparison.tails()) {
    if (tail.class_() == number) return tail.probability();
  }
  return 0;
}

// Both memberships list the same classes; either may be absent.
const v1::ClassMembership& FullerOf(const Comparison& comparison) {
  return comparison.found().posterior().empty() ? comparison.recorded()
                                                : comparison.found();
}

Grid ClassGrid(const Comparison& comparison) {
  Grid grid({"class", "recorded", "found", "tail", "", "label"});
  for (const v1::ClassProbability& one : FullerOf(comparison).posterior()) {
    const int number = one.class_();
    grid.Add({Cell::Number(number),
              Cell::Real(PosteriorOf(comparison.recorded(), number)),
              Cell::Real(PosteriorOf(comparison.found(), number)),
              Cell::Real(TailOf(comparison, number), 4),
              number == comparison.assigned_class() ? "assigned" : "",
              one.label()});
  }
  return grid;
}

Grid FactorGrid(const Comparison& comparison) {
  Grid grid(
      {"factor", "recorded", "found", "when", "cell", "log_ratio", "moved"});
  for (const Comparison::Factor& factor : comparison.factors()) {
    grid.Add({factor.factor(), Cell::Yes(factor.recorded()),
              FoundWords(factor.found()), factor.found_when(),
              CellWords(factor), Cell::Real(factor.log_ratio(), 2),
              Cell::Real(factor.moved(), 2)});
  }
  return grid;
}

void AddMembershipColumns(const std::string& source,
                          std::vector<std::string>& columns) {
  for (const char* const column : {"_modal_class", "_posterior", "_runner_up",
                                   "_margin", "_posterior_of_assigned"}) {
    columns.push_back(absl::StrCat(source, column));
  }
}

void AddMembershipCells(const v1::ClassMembership& membership, int assigned,
                        std::vector<Cell>& row) {
  row.push_back(Cell::Number(membership.modal_class()));
  row.push_back(Cell::Real(PosteriorOf(membership, membership.modal_class())));
  row.push_back(Cell::Number(membership.runner_up()));
  row.push_back(Cell::Real(membership.margin()));
  row.push_back(Cell::Real(PosteriorOf(membership, assigned)));
}

// The figures of the whole file.
std::vector<Cell> FileCells(const Comparison& comparison) {
  std::vector<Cell> row = {LastId(comparison.coding()),
                           Comparison::Verdict_Name(comparison.verdict()),
                           Cell::Yes(comparison.sensitive()),
                           Cell::Number(comparison.assigned_class()),
                           Cell::Number(comparison.rival_class())};
  AddMembershipCells(comparison.recorded(), comparison.assigned_class(), row);
  AddMembershipCells(comparison.found(), comparison.assigned_class(), row);
  row.push_back(Cell::Real(comparison.log_odds()));
  row.push_back(Cell::Real(comparison.movement()));
  row.push_back(Cell::Real(comparison.random_movement()));
  row.push_back(Cell::Real(comparison.random_at_least_as_far()));
  row.push_back(Cell::Real(TailOf(comparison, comparison.assigned_class())));
  row.emplace_back(comparison.judgement());
  row.push_back(comparison.judgement().empty()
                    ? Cell("")
                    : Cell::Number(comparison.best_fit()));
  row.push_back(Cell::Yes(comparison.saw_ticks()));
  return row;
}

Grid ComparisonCsv(const Comparison& comparison) {
  std::vector<std::string> columns = {"coding", "verdict", "sensitive",
                                      "assigned_class", "rival_class"};
  AddMembershipColumns("recorded", columns);
  AddMembershipColumns("found", columns);
  for (const char* const column :
       {"log_odds", "movement", "random_movement", "random_at_least_as_far",
        "tail_in_assigned", "judgement", "best_fit", "saw_ticks", "factor",
        "recorded", "found", "found_when", "cell", "log_ratio", "moved",
        "caveat", "data"}) {
    columns.emplace_back(column);
  }
  Grid grid(columns);
  const std::vector<Cell> file = FileCells(comparison);
  for (const Comparison::Factor& factor : comparison.factors()) {
    std::vector<Cell> row = file;
    row.emplace_back(factor.factor());
    row.push_back(Cell::Yes(factor.recorded()));
    row.push_back(Cell::Number(factor.found()));
    row.emplace_back(factor.found_when());
    row.emplace_back(Comparison::Factor::Cell_Name(factor.cell()));
    row.push_back(Cell::Real(factor.log_ratio()));
    row.push_back(Cell::Real(factor.moved()));
    row.emplace_back(comparison.caveat());
    row.emplace_back(comparison.simulated() ? "SIMULATED" : "");
    grid.Add(std::move(row));
  }
  return grid;
}

std::string VerdictText(const Comparison& comparison) {
  std::string text = Comparison::Verdict_Name(comparison.verdict());
  if (!comparison.sensitive()) return text;
  return absl::StrCat(
      text, ", SENSITIVE: ",
      absl::StrJoin(comparison.alternatives(), "; ",
                    [](std::string* out, const Comparison::Alternative& other) {
                      absl::StrAppend(
                          out, other.assumption(), " gives ",
                          Comparison::Verdict_Name(other.verdict()));
                    }));
}

std::string MovementText(const Comparison& comparison) {
  if (!comparison.has_recorded() || !comparison.has_found()) return "";
  if (comparison.factors_added() == 0) {
    return absl::StrFormat("%+.3f; the file adds no factor",
                           comparison.movement());
  }
  return absl::StrFormat(
      "%+.3f; %d random additions move it %+.3f on average, %.0f%% of them at "
      "least as far",
      comparison.movement(), comparison.factors_added(),
      comparison.random_movement(), 100 * comparison.random_at_least_as_far());
}

std::string AssignedText(const Comparison& comparison) {
  if (comparison.assigned_class() == 0) return "none";
  return absl::StrCat(comparison.assigned_class(), " ",
                      comparison.assigned_label());
}

std::string OddsText(const Comparison& comparison) {
  if (comparison.rival_class() == 0) return "";
  return absl::StrFormat(
      "%+.2f for the assigned class against class %d, the likeliest other: "
      "prior %+.2f and the log ratios below",
      comparison.log_odds(), comparison.rival_class(),
      comparison.prior_log_ratio());
}

std::string JudgementText(const Comparison& comparison) {
  if (comparison.judgement().empty()) return "";
  std::string text = absl::StrCat(comparison.judgement(), ", best fit ",
                                  comparison.best_fit() == 0
                                      ? "none"
                                      : absl::StrCat(comparison.best_fit()));
  if (comparison.mismatch_reasons().empty()) return text;
  return absl::StrCat(text, " (",
                      absl::StrJoin(comparison.mismatch_reasons(), ", "), ")");
}

// `K1 (1)`: what, and who does it.
std::string Indicator(const std::string& indicator, int from) {
  return from == 0 ? indicator : absl::StrCat(indicator, " (", from, ")");
}

std::string MissingText(const v1::TypologySuggestion& suggestion) {
  return absl::StrJoin(
      suggestion.missing(), ", ",
      [](std::string* out,
         const v1::TypologySuggestion::MissingIndicator& missing) {
        absl::StrAppend(out, Indicator(missing.indicator(), missing.from()));
      });
}

Grid FiredGrid(const v1::TypologySuggestion& suggestion) {
  Grid grid({"indicator", "from", "value", "clause"});
  for (const v1::TypologySuggestion::Fired& fired : suggestion.fired()) {
    grid.Add({fired.indicator(), Cell::Number(fired.from()), fired.value(),
              fired.clause()});
  }
  return grid;
}

}  // namespace

View ComparisonView(const Comparison& comparison) {
  View view;
  view.csv = ComparisonCsv(comparison);
  view.SayIfSimulated(comparison.simulated());
  view.Show(Card()
                .Add("coding", LastId(comparison.coding()))
                .Add("assigned class", AssignedText(comparison))
                .Add("verdict", VerdictText(comparison))
                .Add("from the return", MembershipText(comparison.recorded()))
                .Add("from the file", MembershipText(comparison.found()))
                .Add("movement", MovementText(comparison))
                .Add("log odds", OddsText(comparison))
                .Add("auditor", JudgementText(comparison))
                .Add("saw the ticks", comparison.saw_ticks() ? "yes" : "no")
                .Take());
  view.Say("");
  view.Show(ClassGrid(comparison));
  view.Say("");
  view.Show(FactorGrid(comparison));
  view.Say("");
  view.SayWrapped(comparison.caveat());
  return view;
}

void SaySuggestion(const v1::TypologySuggestion& suggestion, View& view) {
  view.Show(
      Card()
          .Add("rule", suggestion.rule())
          .Add("relationship", suggestion.instance())
          .Add(absl::StrCat("1 ", suggestion.person_1()), suggestion.type_1())
          .Add(absl::StrCat("2 ", suggestion.person_2()), suggestion.type_2())
          .Add("auditor, of 1", suggestion.human_type_1())
          .Add("auditor, of 2", suggestion.human_type_2())
          .Add("could be", absl::StrJoin(suggestion.candidates(), ", "))
          .Add("flags", absl::StrJoin(suggestion.flags(), ", "))
          .Add("not given", MissingText(suggestion))
          .Take());
  if (!suggestion.fired().empty()) view.Show(FiredGrid(suggestion));
  view.Say("A help to a person, never a finding.");
}

View SuggestionView(const v1::TypologySuggestion& suggestion) {
  View view;
  view.csv =
      Grid({"rule", "type_1", "type_2", "candidates", "flags", "missing"});
  view.csv.Add({suggestion.rule(), suggestion.type_1(), suggestion.type_2(),
                absl::StrJoin(suggestion.candidates(), ";"),
                absl::StrJoin(suggestion.flags(), ";"),
                MissingText(suggestion)});
  SaySuggestion(suggestion, view);
  return view;
}

}  // namespace caselens::cli
