#include "clients/cli/views/agreement.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace caselens::cli {
namespace {

constexpr int kConfusedShown = 5;

struct NamedFigure {
  std::string name;
  const v1::AgreementFigure& figure;
};

Cell Value(const v1::AgreementFigure& figure) {
  return figure.has_value() ? Cell::Real(figure.value()) : Cell("");
}

// value, low, high, n, note.
std::vector<Cell> FigureCells(std::vector<Cell> row,
                              const v1::AgreementFigure& figure) {
  row.push_back(Value(figure));
  row.push_back(figure.has_low() ? Cell::Real(figure.low()) : Cell(""));
  row.push_back(figure.has_high() ? Cell::Real(figure.high()) : Cell(""));
  row.push_back(Cell::Number(figure.n()));
  row.emplace_back(figure.why());
  return row;
}

std::vector<NamedFigure> FiguresOf(const v1::FieldAgreement& field) {
  std::vector<NamedFigure> figures = {
      {"percent", field.percent()},
      {"kappa", field.kappa()},
      {"cohen_kappa", field.cohen_kappa()},
      {"fleiss_kappa", field.fleiss_kappa()},
      {"conger_kappa", field.conger_kappa()},
      {"krippendorff_alpha", field.krippendorff_alpha()},
      {"gwet_ac1", field.gwet_ac1()},
      {"not_recorded_agreement", field.not_recorded_agreement()},
      {"coded_percent", field.coded_percent()},
      {"coded_kappa", field.coded_kappa()},
      {"coded_gwet_ac1", field.coded_gwet_ac1()},
      {"ordinal_alpha", field.ordinal_alpha()}};
  for (const v1::WeightedAgreement& weighted : field.weighted()) {
    const std::string kind =
        weighted.weights() == "LINEAR" ? "linear_" : "quadratic_";
    figures.push_back({kind + "cohen_kappa", weighted.cohen_kappa()});
    figures.push_back({kind + "fleiss_kappa", weighted.fleiss_kappa()});
    figures.push_back({kind + "gwet_ac2", weighted.gwet_ac2()});
  }
  return figures;
}

// A figure that says nothing was never measured of this kind of field.
bool IsThere(const v1::AgreementFigure& figure) {
  return figure.has_value() || !figure.why().empty();
}

std::vector<NamedFigure> FiguresOf(const v1::PooledAgreement& pooled) {
  return {{"percent", pooled.percent()},
          {"kappa", pooled.kappa()},
          {"krippendorff_alpha", pooled.krippendorff_alpha()},
          {"gwet_ac1", pooled.gwet_ac1()}};
}

void AddRows(const std::string& level, const std::string& of,
             const std::vector<NamedFigure>& figures, Grid& rows) {
  for (const NamedFigure& named : figures) {
    if (!IsThere(named.figure)) continue;
    rows.Add(FigureCells({level, of, "", named.name}, named.figure));
  }
}

void AddCategories(
    const std::string& level, const std::string& of,
    const google::protobuf::RepeatedPtrField<v1::CategoryAgreement>& categories,
    Grid& rows) {
  for (const v1::CategoryAgreement& category : categories) {
    rows.Add({level, of, category.category(), "prevalence",
              Cell::Real(category.prevalence()), "", "",
              Cell::Number(category.ratings()), ""});
    for (const NamedFigure& named :
         {NamedFigure{"specific_agreement", category.agreement()},
          NamedFigure{"kappa", category.kappa()},
          NamedFigure{"gwet_ac1", category.gwet_ac1()}}) {
      if (!IsThere(named.figure)) continue;
      rows.Add(FigureCells({level, of, category.category(), named.name},
                           named.figure));
    }
  }
}

std::string NameOf(const v1::PooledAgreement& pooled) {
  if (pooled.coders().empty()) return pooled.of();
  std::vector<std::string> ids;
  for (const std::string& coder : pooled.coders()) ids.push_back(LastId(coder));
  return absl::StrJoin(ids, " and ");
}

// Every figure a row.
Grid AllRows(const v1::AgreementReport& report) {
  Grid rows({"level", "of", "category", "figure", "value", "low", "high", "n",
             "note"});
  AddRows("all", "", FiguresOf(report.overall()), rows);
  for (const v1::PooledAgreement& section : report.sections())
    AddRows("section", NameOf(section), FiguresOf(section), rows);
  for (const v1::PooledAgreement& site : report.sites())
    AddRows("site", NameOf(site), FiguresOf(site), rows);
  for (const v1::PooledAgreement& pair : report.pairs())
    AddRows("pair", NameOf(pair), FiguresOf(pair), rows);
  for (const v1::FieldAgreement& field : report.fields()) {
    AddRows("field", field.field(), FiguresOf(field), rows);
    AddCategories("field", field.field(), field.categories(), rows);
  }
  for (const v1::ListAgreement& list : report.lists()) {
    rows.Add(FigureCells({"list", list.of(), "", "positive_agreement"},
                         list.positive_agreement()));
  }
  if (report.has_suggestion()) {
    const v1::SuggestionAgreement& rule = report.suggestion();
    AddRows("rule", rule.rule(),
            {{"percent", rule.percent()},
             {"cohen_kappa", rule.cohen_kappa()},
             {"gwet_ac1", rule.gwet_ac1()}},
            rows);
    AddCategories("rule", rule.rule(), rule.types(), rows);
  }
  return rows;
}

Grid PooledGrid(
    const std::string& of,
    const google::protobuf::RepeatedPtrField<v1::PooledAgreement>& groups,
    const v1::PooledAgreement& overall) {
  Grid grid(
      {of, "files", "percent", "kappa", "low", "high", "alpha", "ac1", "note"});
  const auto add = [&grid](const std::string& name,
                           const v1::PooledAgreement& pooled) {
    const v1::AgreementFigure& kappa = pooled.kappa();
    grid.Add({name, Cell::Number(pooled.files()), Value(pooled.percent()),
              Value(kappa), kappa.has_low() ? Cell::Real(kappa.low()) : "",
              kappa.has_high() ? Cell::Real(kappa.high()) : "",
              Value(pooled.krippendorff_alpha()), Value(pooled.gwet_ac1()),
              kappa.why()});
  };
  for (const v1::PooledAgreement& pooled : groups) add(NameOf(pooled), pooled);
  add("all", overall);
  return grid;
}

std::string NotRecorded(const v1::FieldAgreement& field) {
  return absl::StrCat(field.all_not_recorded(), " of ",
                      field.all_not_recorded() + field.some_not_recorded());
}

// What was answered most, and how often.
std::string MostCommon(const v1::FieldAgreement& field) {
  const v1::CategoryAgreement* most = nullptr;
  for (const v1::CategoryAgreement& category : field.categories())
    if (most == nullptr || category.ratings() > most->ratings())
      most = &category;
  if (most == nullptr || most->ratings() == 0) return "";
  return absl::StrCat(most->category(), " ",
                      Cell::Real(most->prevalence(), 2).shown);
}

Grid FieldGrid(const v1::AgreementReport& report) {
  Grid grid({"field", "units", "percent", "kappa", "low", "high", "ac1",
             "most_common", "both_nr", "note"});
  for (const v1::FieldAgreement& field : report.fields()) {
    const v1::AgreementFigure& kappa = field.kappa();
    grid.Add({field.field(), Cell::Number(field.units()),
              Value(field.percent()), Value(kappa),
              kappa.has_low() ? Cell::Real(kappa.low()) : "",
              kappa.has_high() ? Cell::Real(kappa.high()) : "",
              Value(field.gwet_ac1()), MostCommon(field), NotRecorded(field),
              kappa.why()});
  }
  return grid;
}

Grid ListGrid(const v1::AgreementReport& report) {
  Grid grid({"listed", "matched", "only_a", "only_b", "agreement", "low",
             "high", "files", "note"});
  for (const v1::ListAgreement& list : report.lists()) {
    grid.Add(
        FigureCells({list.of(), Cell::Number(list.matched()),
                     Cell::Number(list.only_a()), Cell::Number(list.only_b())},
                    list.positive_agreement()));
  }
  return grid;
}

Grid RuleGrid(const v1::SuggestionAgreement& rule) {
  Grid grid({"coder_and_rule", "value", "low", "high", "n", "note"});
  grid.Add(FigureCells({"percent"}, rule.percent()));
  grid.Add(FigureCells({"cohen_kappa"}, rule.cohen_kappa()));
  grid.Add(FigureCells({"gwet_ac1"}, rule.gwet_ac1()));
  return grid;
}

std::string Counts(const v1::AgreementReport& report) {
  return absl::StrCat(
      report.files(), " files, ",
      report.pairs().empty() ? absl::StrCat(report.coder_count(), " coders; ")
                             : std::string("two coders each; "),
      report.waiting_files(), " files wait for the site steward's review, ",
      report.own_codings(), " codings of your own are not complete.");
}

void ShowMain(const v1::AgreementReport& report, ReportBy by, View& view) {
  switch (by) {
    case ReportBy::kField:
      return view.Show(FieldGrid(report));
    case ReportBy::kSection:
      return view.Show(
          PooledGrid("section", report.sections(), report.overall()));
    case ReportBy::kSite:
      return view.Show(PooledGrid("site", report.sites(), report.overall()));
    case ReportBy::kPair:
      return view.Show(PooledGrid("pair", report.pairs(), report.overall()));
  }
}

std::string Confused(const v1::FieldAgreement& field) {
  std::vector<std::string> pairs;
  for (const v1::AnswerPair& pair : field.confused()) {
    if (static_cast<int>(pairs.size()) == kConfusedShown) break;
    pairs.push_back(
        absl::StrCat(pair.first(), "/", pair.second(), " ", pair.pairs()));
  }
  return absl::StrJoin(pairs, ", ");
}

std::string AnswerText(
    const google::protobuf::RepeatedPtrField<std::string>& codes,
    v1::Answer::Missing missing) {
  if (missing == v1::Answer::MISSING_UNSPECIFIED)
    return absl::StrJoin(codes, "|");
  return v1::Answer::Missing_Name(missing);
}

}  // namespace

View AgreementReportView(const v1::AgreementReport& report, ReportBy by) {
  View view;
  view.csv = AllRows(report);
  view.SayIfSimulated(report.simulated());
  view.Say(Counts(report));
  ShowMain(report, by, view);
  if (!report.lists().empty()) {
    view.Say("");
    view.Show(ListGrid(report));
  }
  if (report.has_suggestion()) {
    view.Say("");
    view.Show(RuleGrid(report.suggestion()));
  }
  view.Say("");
  view.Say(report.caveat());
  return view;
}

View CalibrationView(const v1::AgreementReport& report) {
  View view;
  view.csv = AllRows(report);
  view.SayIfSimulated(report.simulated());
  view.Say(Counts(report));
  if (!report.no_flags_why().empty()) view.Say(report.no_flags_why() + ".");
  Grid sharpen({"to_sharpen", "units", "kappa", "ac1", "most_common", "both_nr",
                "confused"});
  for (const v1::FieldAgreement& field : report.fields()) {
    if (!field.to_sharpen()) continue;
    sharpen.Add({field.field(), Cell::Number(field.units()),
                 Value(field.kappa()), Value(field.gwet_ac1()),
                 MostCommon(field), NotRecorded(field), Confused(field)});
  }
  if (!sharpen.Rows().empty()) {
    view.Say(absl::StrCat("Kappa below ",
                          Cell::Real(report.threshold(), 2).shown, ":"));
    view.Show(std::move(sharpen));
  }
  view.Say("");
  view.Show(FieldGrid(report));
  view.Say("");
  view.Say(report.caveat());
  return view;
}

View DisagreementsView(const v1::ListDisagreementsResponse& disagreements) {
  Grid rows({"file", "kind", "field", "instance", "a", "b"});
  for (const v1::FileDisagreements& file : disagreements.files()) {
    for (const v1::Disagreement& one : file.disagreements()) {
      rows.Add({absl::StrCat(file.site(), ":", file.record()),
                v1::Disagreement::Kind_Name(one.kind()), one.field(),
                one.instance(), AnswerText(one.codes_a(), one.missing_a()),
                AnswerText(one.codes_b(), one.missing_b())});
    }
  }
  return View::Of(std::move(rows));
}

}  // namespace caselens::cli
