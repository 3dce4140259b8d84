#include "clients/cli/views/movement.h"

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

using Summary = v1::ComparisonSummary;

// `3 of 5`, and what it says of all files: `3 of 5, .60 (.23 to .88)`; `-` if
// there are none that it is about.
std::string CountText(const Summary::Count& count) {
  if (count.n() == 0) return "-";
  std::string text = absl::StrCat(count.k(), " of ", count.n());
  if (!count.has_estimate()) return text;
  const Summary::Estimate& estimate = count.estimate();
  return absl::StrFormat("%s, %.2f (%.2f to %.2f)", text, estimate.share(),
                         estimate.wilson().lower(), estimate.wilson().upper());
}

// By class, and all of them.
std::vector<Cell> CountCells(const Summary::Counts& counts) {
  std::vector<Cell> cells;
  for (const Summary::Count& count : counts.by_class()) {
    cells.emplace_back(CountText(count));
  }
  cells.emplace_back(CountText(counts.all()));
  return cells;
}

std::vector<std::string> ClassColumns(const Summary& summary,
                                      const std::string& first) {
  std::vector<std::string> columns = {first};
  for (const Summary::Class& one : summary.classes()) {
    columns.push_back(absl::StrCat("class_", one.class_()));
  }
  columns.emplace_back("all");
  return columns;
}

void AddCountRow(const std::string& label, const Summary::Counts& counts,
                 Grid& grid) {
  std::vector<Cell> row = {label};
  for (Cell& cell : CountCells(counts)) row.push_back(std::move(cell));
  grid.Add(std::move(row));
}

Grid MovementGrid(const Summary& summary, const Summary::Group& group) {
  std::vector<std::string> columns = {"assigned", "files"};
  for (const Summary::Class& one : summary.classes()) {
    columns.push_back(absl::StrCat("to_", one.class_()));
  }
  for (const char* const column :
       {"no_dva", "not_computable", "changed", "at_random"}) {
    columns.emplace_back(column);
  }
  Grid grid(columns);
  for (const Summary::Movement& from : group.movement()) {
    std::vector<Cell> row = {Cell::Number(from.assigned_class()),
                             Cell::Number(from.files())};
    for (const auto& to : from.to()) row.push_back(Cell::Number(to.files()));
    row.push_back(Cell::Number(from.no_dva_found()));
    row.push_back(Cell::Number(from.not_computable()));
    row.emplace_back(absl::StrCat(from.changed(), " of ", from.placed()));
    row.push_back(Cell::Real(from.changed_at_random(), 1));
    grid.Add(std::move(row));
  }
  return grid;
}

// Mean posteriors, `.91 > .10`: by the return, by the file.
Grid PosteriorGrid(const Summary& summary, const Summary::Group& group) {
  std::vector<std::string> columns = {"assigned"};
  for (const Summary::Class& one : summary.classes()) {
    columns.push_back(absl::StrCat("class_", one.class_()));
  }
  columns.emplace_back("own_at_random");
  Grid grid(columns);
  for (const Summary::Movement& from : group.movement()) {
    if (from.placed() == 0) continue;
    std::vector<Cell> row = {Cell::Number(from.assigned_class())};
    for (const auto& to : from.to()) {
      row.emplace_back(absl::StrFormat("%.2f > %.2f", to.recorded_posterior(),
                                       to.found_posterior()));
    }
    row.push_back(Cell::Real(from.posterior_at_random(), 2));
    grid.Add(std::move(row));
  }
  return grid;
}

Grid FactorGrid(const Summary::Group& group) {
  Grid grid({"factor", "missed", "not_found", "earlier", "later", "not_said"});
  for (const Summary::Factor& factor : group.factors()) {
    grid.Add({factor.factor(), CountText(factor.missed().all()),
              CountText(factor.not_found().all()),
              Cell::Number(factor.earlier()), Cell::Number(factor.later()),
              Cell::Number(factor.not_said())});
  }
  return grid;
}

Grid QuestionGrid(const Summary& summary, const Summary::Group& group) {
  Grid grid(ClassColumns(summary, "files"));
  AddCountRow("bear their class out", group.borne_out(), grid);
  AddCountRow("verdict is SENSITIVE", group.sensitive(), grid);
  AddCountRow("judgement as the verdict", group.judgements().same_level(),
              grid);
  AddCountRow("needs with no category", group.no_category().any(), grid);
  AddCountRow("said so by the auditor", group.no_category().said(), grid);
  for (const auto& need : group.no_category().needs()) {
    AddCountRow(need.need(), need.files(), grid);
  }
  return grid;
}

Grid SingleIssueGrid(const Summary& summary, const Summary::Group& group) {
  Grid grid(ClassColumns(summary, "two_or_more_needs"));
  const Summary::SingleIssue& counts = group.single_issue();
  AddCountRow("by the return", counts.by_return(), grid);
  AddCountRow("in the text behind it", counts.by_that_document(), grid);
  AddCountRow("anywhere in the file", counts.by_file(), grid);
  AddCountRow("with needs of no category", counts.by_file_and_extra(), grid);
  return grid;
}

Grid JudgementGrid(const Summary::Group& group) {
  Grid grid({"judgement", "verdict", "files"});
  for (const auto& cell : group.judgements().cells()) {
    grid.Add({cell.judgement(), v1::Comparison::Verdict_Name(cell.verdict()),
              Cell::Number(cell.files())});
  }
  return grid;
}

std::string EstimateText(const Summary::Estimate& estimate) {
  return absl::StrFormat("%.3f (%.3f to %.3f)", estimate.share(),
                         estimate.wilson().lower(), estimate.wilson().upper());
}

Grid SizeGrid(const Summary::Sizes& sizes) {
  Grid grid(
      {"class", "recorded", "found", "recorded_posterior", "found_posterior"});
  for (const auto& size : sizes.classes()) {
    grid.Add({Cell::Number(size.class_()), Cell::Real(size.recorded()),
              EstimateText(size.found()), Cell::Real(size.recorded_posterior()),
              Cell::Real(size.found_posterior())});
  }
  return grid;
}

std::string GroupTitle(const Summary::Group& group) {
  return absl::StrCat(
      group.files(),
      group.draw() == v1::Sample::PURPOSIVE ? " files, not drawn at random"
                                            : " files drawn at random",
      group.saw_ticks() ? "; their auditors SAW the ticks of the return"
                        : "; their auditors did not see the ticks");
}

void SayGroup(const Summary& summary, const Summary::Group& group, View& view) {
  view.Say("");
  view.Say(GroupTitle(group));
  view.SayWrapped(group.caveat());
  view.Say("");
  view.Say("Where they went: modal class by the file, by assigned class");
  view.Show(MovementGrid(summary, group));
  view.Say("");
  view.Say("Mean posterior by the return > by the file");
  view.Show(PosteriorGrid(summary, group));
  view.Say("");
  view.Show(QuestionGrid(summary, group));
  if (group.has_single_issue()) {
    view.Say("");
    view.Show(SingleIssueGrid(summary, group));
  }
  view.Say("");
  view.Say("What returns left out, of what the text behind them shows");
  view.Show(FactorGrid(group));
  view.Say("");
  view.Show(JudgementGrid(group));
  if (group.judgements().has_kappa()) {
    const auto& kappa = group.judgements().kappa();
    view.Say(absl::StrFormat("Weighted kappa %.2f (%.2f to %.2f)",
                             kappa.kappa(), kappa.interval().lower(),
                             kappa.interval().upper()));
  }
  if (!group.has_sizes()) return;
  view.Say("");
  view.Say("Class sizes as they would be if the files are right");
  view.Show(SizeGrid(group.sizes()));
  view.Say(absl::StrCat(
      "No DVA found ", EstimateText(group.sizes().no_dva_found()),
      ", not computable ", EstimateText(group.sizes().not_computable())));
}

Grid ClassGrid(const Summary& summary) {
  Grid grid({"class", "label", ""});
  for (const Summary::Class& one : summary.classes()) {
    grid.Add({Cell::Number(one.class_()), one.label(),
              one.single_issue() ? "single issue" : ""});
  }
  return grid;
}

Grid LeftOutCard(const Summary& summary) {
  return Card()
      .Add("pilot files", Cell::Number(summary.pilot_files()))
      .Add("long-term files", Cell::Number(summary.long_term_files()))
      .Add("not matched or reviewed", Cell::Number(summary.waiting_files()))
      .Add("without class", Cell::Number(summary.files_without_class()))
      .Add("your own, not complete", Cell::Number(summary.own_files()))
      .Add("second codings", Cell::Number(summary.second_codings()))
      .Take();
}

// Rows of the CSV: figure, what it is of, by class.
class MovementCsv {
 public:
  explicit MovementCsv(const Summary& summary)
      : summary_(summary),
        grid_({"draw", "saw_ticks", "figure", "of", "assigned_class", "k", "n",
               "value", "wilson_lower", "wilson_upper", "clopper_pearson_lower",
               "clopper_pearson_upper", "caveat", "data"}) {}

  void Add(const Summary::Group& group) {
    group_ = &group;
    for (const Summary::Movement& from : group.movement()) AddMovement(from);
    for (const auto& verdict : group.verdicts()) {
      AddNumber("verdict", v1::Comparison::Verdict_Name(verdict.verdict()),
                verdict.assigned_class(), Cell::Number(verdict.files()));
    }
    AddCounts("borne_out", "", group.borne_out());
    AddCounts("sensitive", "", group.sensitive());
    for (const Summary::Factor& factor : group.factors()) {
      AddCounts("missed", factor.factor(), factor.missed());
      AddCounts("not_found", factor.factor(), factor.not_found());
    }
    if (group.has_single_issue()) {
      const Summary::SingleIssue& counts = group.single_issue();
      AddCounts("single_issue", "by_return", counts.by_return());
      AddCounts("single_issue", "by_that_document", counts.by_that_document());
      AddCounts("single_issue", "by_file", counts.by_file());
      AddCounts("single_issue", "by_file_and_extra",
                counts.by_file_and_extra());
    }
    AddCounts("no_category", "any", group.no_category().any());
    AddCounts("no_category", "said", group.no_category().said());
    for (const auto& need : group.no_category().needs()) {
      AddCounts("no_category", need.need(), need.files());
    }
    for (const auto& cell : group.judgements().cells()) {
      AddNumber("judgement",
                absl::StrCat(cell.judgement(), " ",
                             v1::Comparison::Verdict_Name(cell.verdict())),
                0, Cell::Number(cell.files()));
    }
    AddCounts("judgement_same_level", "", group.judgements().same_level());
    if (group.judgements().has_kappa()) {
      AddNumber("kappa", "", 0, Cell::Real(group.judgements().kappa().kappa()));
    }
    AddSizes(group.sizes());
  }

  Grid Take() { return std::move(grid_); }

 private:
  void AddMovement(const Summary::Movement& from) {
    const int assigned = from.assigned_class();
    for (const auto& to : from.to()) {
      const std::string of = absl::StrCat("to_", to.class_());
      AddNumber("movement", of, assigned, Cell::Number(to.files()));
      if (from.placed() == 0) continue;
      AddNumber("recorded_posterior", of, assigned,
                Cell::Real(to.recorded_posterior()));
      AddNumber("found_posterior", of, assigned,
                Cell::Real(to.found_posterior()));
    }
    AddNumber("movement", "NO_DVA_FOUND", assigned,
              Cell::Number(from.no_dva_found()));
    AddNumber("movement", "NOT_COMPUTABLE", assigned,
              Cell::Number(from.not_computable()));
    Summary::Count changed;
    changed.set_k(from.changed());
    changed.set_n(from.placed());
    AddCount("changed", "", assigned, changed);
    AddNumber("changed_at_random", "", assigned,
              Cell::Real(from.changed_at_random()));
    if (from.placed() == 0) return;
    AddNumber("posterior_at_random", "", assigned,
              Cell::Real(from.posterior_at_random()));
  }

  void AddSizes(const Summary::Sizes& sizes) {
    for (const auto& size : sizes.classes()) {
      AddNumber("size_recorded", "", size.class_(),
                Cell::Real(size.recorded()));
      AddEstimate("size_found", size.class_(), size.found());
    }
    if (sizes.classes().empty()) return;
    AddEstimate("no_dva_found", 0, sizes.no_dva_found());
    AddEstimate("not_computable", 0, sizes.not_computable());
  }

  void AddEstimate(const std::string& figure, int assigned,
                   const Summary::Estimate& estimate) {
    AddRow(figure, "", assigned, "", "", Cell::Real(estimate.share()),
           &estimate);
  }

  void AddNumber(const std::string& figure, const std::string& of, int assigned,
                 Cell value) {
    AddRow(figure, of, assigned, "", "", std::move(value), nullptr);
  }

  void AddCounts(const std::string& figure, const std::string& of,
                 const Summary::Counts& counts) {
    AddCount(figure, of, 0, counts.all());
    int assigned = 0;
    for (const Summary::Count& count : counts.by_class()) {
      AddCount(figure, of, ++assigned, count);
    }
  }

  void AddCount(const std::string& figure, const std::string& of, int assigned,
                const Summary::Count& count) {
    const bool estimated = count.has_estimate();
    AddRow(figure, of, assigned, Cell::Number(count.k()),
           Cell::Number(count.n()),
           estimated ? Cell::Real(count.estimate().share()) : Cell(""),
           estimated ? &count.estimate() : nullptr);
  }

  // Class 0: all of them.
  void AddRow(const std::string& figure, const std::string& of, int assigned,
              Cell k, Cell n, Cell value, const Summary::Estimate* estimate) {
    std::vector<Cell> row = {
        v1::Sample::Draw_Name(group_->draw()),
        Cell::Yes(group_->saw_ticks()),
        figure,
        of,
        assigned == 0 ? Cell("all") : Cell::Number(assigned),
        std::move(k),
        std::move(n),
        std::move(value)};
    if (estimate == nullptr) {
      row.insert(row.end(), 4, Cell(""));
    } else {
      row.push_back(Cell::Real(estimate->wilson().lower()));
      row.push_back(Cell::Real(estimate->wilson().upper()));
      row.push_back(Cell::Real(estimate->clopper_pearson().lower()));
      row.push_back(Cell::Real(estimate->clopper_pearson().upper()));
    }
    row.emplace_back(absl::StrCat(summary_.caveat(), " ", group_->caveat()));
    row.emplace_back(summary_.simulated() ? "SIMULATED" : "");
    grid_.Add(std::move(row));
  }

  const Summary& summary_;
  const Summary::Group* group_ = nullptr;
  Grid grid_;
};

std::string PosteriorList(const v1::ClassMembership& membership) {
  return absl::StrJoin(membership.posterior(), ";",
                       [](std::string* out, const v1::ClassProbability& one) {
                         absl::StrAppend(out,
                                         Cell::Real(one.probability()).exact);
                       });
}

}  // namespace

View MovementView(const Summary& summary) {
  View view;
  MovementCsv writer(summary);
  for (const Summary::Group& group : summary.groups()) writer.Add(group);
  view.csv = writer.Take();
  view.SayIfSimulated(summary.simulated());
  view.Say(absl::StrCat(
      "Model ", LastId(summary.class_model()),
      summary.sample().empty()
          ? ""
          : absl::StrCat(", files of sample ", LastId(summary.sample()))));
  if (summary.not_replicated()) {
    view.Say(
        "NOT REPLICATED: the best log-likelihood was not reached again; this "
        "may be a local optimum.");
  }
  view.Show(ClassGrid(summary));
  for (const Summary::Group& group : summary.groups()) {
    SayGroup(summary, group, view);
  }
  view.Say("");
  view.Say("Submitted, and in none of these figures");
  view.Show(LeftOutCard(summary));
  view.Say("");
  view.SayWrapped(summary.caveat());
  return view;
}

View ComparisonsView(const v1::ListComparisonsResponse& comparisons) {
  View view;
  Grid shown({"record", "assigned", "by_the_return", "by_the_file", "verdict",
              "judgement"});
  view.csv = Grid(
      {"coding", "case_file", "site", "record", "class_model", "assigned_class",
       "verdict", "sensitive", "recorded_modal_class", "recorded_posteriors",
       "found_modal_class", "found_posteriors", "movement", "random_movement",
       "judgement", "best_fit", "saw_ticks", "caveat", "data"});
  bool simulated = false;
  std::string caveat;
  for (const v1::Comparison& one : comparisons.comparisons()) {
    simulated |= one.simulated();
    caveat = one.caveat();
    const std::string verdict = v1::Comparison::Verdict_Name(one.verdict());
    shown.Add({absl::StrCat(one.site(), ":", one.record()),
               Cell::Number(one.assigned_class()),
               MembershipText(one.recorded()), MembershipText(one.found()),
               one.sensitive() ? verdict + ", SENSITIVE" : verdict,
               one.judgement()});
    view.csv.Add(
        {LastId(one.coding()), LastId(one.case_file()), one.site(),
         one.record(), LastId(one.recorded().class_model()),
         Cell::Number(one.assigned_class()), verdict,
         Cell::Yes(one.sensitive()), Cell::Number(one.recorded().modal_class()),
         PosteriorList(one.recorded()), Cell::Number(one.found().modal_class()),
         PosteriorList(one.found()), Cell::Real(one.movement()),
         Cell::Real(one.random_movement()), one.judgement(),
         Cell::Number(one.best_fit()), Cell::Yes(one.saw_ticks()), one.caveat(),
         one.simulated() ? "SIMULATED" : ""});
  }
  view.SayIfSimulated(simulated);
  view.Show(std::move(shown));
  if (!caveat.empty()) view.Say("");
  if (!caveat.empty()) view.SayWrapped(caveat);
  return view;
}

}  // namespace caselens::cli
