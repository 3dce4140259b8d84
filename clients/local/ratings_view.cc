#include "clients/local/ratings_view.h"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace caselens::cli {
namespace {

// On a page: an interval scale may have thousands of values.
constexpr size_t kMostCategoriesShown = 50;

using Json = nlohmann::ordered_json;

struct NamedFigure {
  const char* name;
  const Figure& figure;
};

// All that depend on weights.
std::vector<NamedFigure> WeightedFigures(const AgreementReport& report) {
  return {{"cohen_kappa", report.cohen_kappa},
          {"conger_kappa", report.conger_kappa},
          {"fleiss_kappa", report.fleiss_kappa},
          {"gwet_ac", report.gwet_ac}};
}

std::vector<NamedFigure> Figures(const AgreementReport& report) {
  return {{"percent", report.percent},
          {"cohen_kappa", report.cohen_kappa},
          {"conger_kappa", report.conger_kappa},
          {"fleiss_kappa", report.fleiss_kappa},
          {"krippendorff_alpha", report.krippendorff_alpha},
          {"gwet_ac", report.gwet_ac}};
}

// Agreement on one of two categories: positive and negative agreement.
Figure OfTwo(const TableAgreement& agreement, size_t category) {
  const auto& categories = agreement.main.report.categories;
  if (categories.size() == 2) return categories[category].specific;
  if (categories.size() == 1) return categories[0].specific;
  return NotDefined(absl::StrCat("there are ", categories.size(),
                                 " categories; each has its own"),
                    agreement.main.report.paired);
}

Json FigureJson(const Figure& figure) {
  if (!figure.value.has_value()) {
    return {{"undefined", figure.why}, {"n", figure.n}};
  }
  Json json = {{"value", *figure.value}, {"low", nullptr}, {"high", nullptr}};
  if (figure.interval.has_value()) {
    json["low"] = figure.interval->low;
    json["high"] = figure.interval->high;
  }
  json["standard_error"] = nullptr;
  if (figure.standard_error.has_value()) {
    json["standard_error"] = *figure.standard_error;
  }
  json["n"] = figure.n;
  if (!figure.why.empty()) json["why"] = figure.why;
  return json;
}

Json CategoriesJson(const TableAgreement& agreement) {
  Json categories = Json::array();
  for (size_t k = 0; k < agreement.categories.size(); ++k) {
    const CategoryAgreement& category = agreement.main.report.categories[k];
    categories.push_back(
        {{"category", agreement.categories[k]},
         {"ratings", category.ratings},
         {"prevalence", category.prevalence},
         {"by_coder", category.by_coder},
         {"specific_agreement", FigureJson(category.specific)}});
  }
  return categories;
}

void AddWeighted(const TableAgreement& agreement, Json& json) {
  for (const TableAgreement::Weighted& weighted : agreement.weighted) {
    Json& of_form = json["weighted"][std::string(WeightName(weighted.weights))];
    for (const NamedFigure& named : WeightedFigures(weighted.report)) {
      of_form[named.name] = FigureJson(named.figure);
    }
  }
}

void AddPairs(const TableAgreement& agreement, Json& json) {
  for (const TableAgreement::Pair& pair : agreement.pairs) {
    json["pairs"].push_back(
        {{"coders",
          {agreement.coders[pair.first], agreement.coders[pair.second]}},
         {"percent", FigureJson(pair.report.percent)},
         {"cohen_kappa", FigureJson(pair.report.cohen_kappa)}});
  }
}

Cell Maybe(bool is_there, double value) {
  return is_there ? Cell::Real(value) : Cell("");
}

// The cells of a figure: value, low, high, n, note.
std::vector<Cell> FigureCells(std::vector<Cell> row, const Figure& figure) {
  const bool interval = figure.interval.has_value();
  row.push_back(Maybe(figure.value.has_value(), figure.value.value_or(0)));
  row.push_back(Maybe(interval, interval ? figure.interval->low : 0));
  row.push_back(Maybe(interval, interval ? figure.interval->high : 0));
  row.push_back(Cell::Number(figure.n));
  row.emplace_back(figure.why);
  return row;
}

Grid FigureGrid(const TableAgreement& agreement) {
  Grid grid({"figure", "value", "low", "high", "n", "note"});
  for (const NamedFigure& named : Figures(agreement.main.report)) {
    grid.Add(FigureCells({named.name}, named.figure));
  }
  return grid;
}

Grid CategoryGrid(const TableAgreement& agreement) {
  std::vector<std::string> columns = {"category", "ratings", "prevalence"};
  for (const std::string& coder : agreement.coders) {
    columns.push_back(absl::StrCat("by ", coder));
  }
  columns.insert(columns.end(), {"agreement", "low", "high", "n", "note"});
  Grid grid(std::move(columns));
  for (size_t k = 0; k < agreement.categories.size(); ++k) {
    const CategoryAgreement& category = agreement.main.report.categories[k];
    std::vector<Cell> row = {agreement.categories[k],
                             Cell::Number(category.ratings),
                             Cell::Real(category.prevalence)};
    for (const int64_t count : category.by_coder) {
      row.push_back(Cell::Number(count));
    }
    grid.Add(FigureCells(std::move(row), category.specific));
  }
  return grid;
}

std::string PairName(const TableAgreement& agreement,
                     const TableAgreement::Pair& pair) {
  return absl::StrCat(agreement.coders[pair.first], " and ",
                      agreement.coders[pair.second]);
}

Grid PairGrid(const TableAgreement& agreement) {
  Grid grid({"pair", "percent", "kappa", "low", "high", "n", "note"});
  for (const TableAgreement::Pair& pair : agreement.pairs) {
    const Figure& percent = pair.report.percent;
    grid.Add(FigureCells(
        {PairName(agreement, pair),
         Maybe(percent.value.has_value(), percent.value.value_or(0))},
        pair.report.cohen_kappa));
  }
  return grid;
}

// Every figure a row: `of` says of which category or pair.
Grid AllRows(const TableAgreement& agreement) {
  Grid rows({"figure", "weights", "of", "value", "low", "high", "n", "note"});
  const std::string weights(WeightName(agreement.main.weights));
  const AgreementReport& report = agreement.main.report;
  rows.Add(FigureCells({"percent", "", ""}, report.percent));
  rows.Add(FigureCells({"krippendorff_alpha", LevelName(agreement.level), ""},
                       report.krippendorff_alpha));
  for (const NamedFigure& named : WeightedFigures(report)) {
    rows.Add(FigureCells({named.name, weights, ""}, named.figure));
  }
  for (const TableAgreement::Weighted& other : agreement.weighted) {
    if (other.weights == agreement.main.weights) continue;
    for (const NamedFigure& named : WeightedFigures(other.report)) {
      rows.Add(FigureCells({named.name, WeightName(other.weights), ""},
                           named.figure));
    }
  }
  for (size_t k = 0; k < agreement.categories.size(); ++k) {
    rows.Add(FigureCells({"specific_agreement", "", agreement.categories[k]},
                         report.categories[k].specific));
  }
  for (const TableAgreement::Pair& pair : agreement.pairs) {
    rows.Add(FigureCells({"percent", "", PairName(agreement, pair)},
                         pair.report.percent));
    rows.Add(FigureCells({"cohen_kappa", weights, PairName(agreement, pair)},
                         pair.report.cohen_kappa));
  }
  return rows;
}

}  // namespace

absl::string_view LevelName(ScaleLevel level) {
  switch (level) {
    case ScaleLevel::kOrdinal:
      return "ordinal";
    case ScaleLevel::kInterval:
      return "interval";
    case ScaleLevel::kNominal:
      break;
  }
  return "nominal";
}

absl::string_view WeightName(WeightForm weights) {
  switch (weights) {
    case WeightForm::kLinear:
      return "linear";
    case WeightForm::kQuadratic:
      return "quadratic";
    case WeightForm::kOrdinal:
      return "ordinal";
    case WeightForm::kIdentity:
      break;
  }
  return "identity";
}

std::string RatingsJson(const TableAgreement& agreement) {
  const AgreementReport& report = agreement.main.report;
  Json json = {{"units", report.units},
               {"paired_units", report.paired},
               {"empty_units", agreement.empty_units},
               {"coders", report.coders},
               {"coder_names", agreement.coders},
               {"level", std::string(LevelName(agreement.level))},
               {"weights", std::string(WeightName(agreement.main.weights))}};
  for (const NamedFigure& named : Figures(report)) {
    json[named.name] = FigureJson(named.figure);
  }
  json["positive_agreement"] = FigureJson(OfTwo(agreement, agreement.positive));
  json["negative_agreement"] =
      FigureJson(OfTwo(agreement, 1 - agreement.positive));
  json["categories"] = CategoriesJson(agreement);
  AddWeighted(agreement, json);
  AddPairs(agreement, json);
  constexpr int kIndent = 1;
  return json.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

View RatingsView(const TableAgreement& agreement) {
  const AgreementReport& report = agreement.main.report;
  View view;
  view.csv = AllRows(agreement);
  view.Say(absl::StrCat(report.units, " units, ", report.paired,
                        " rated by two coders or more; ", report.coders,
                        " coders; ", LevelName(agreement.level),
                        " scale, kappas and AC with ",
                        WeightName(agreement.main.weights), " weights."));
  view.Show(FigureGrid(agreement));
  view.Say("");
  if (agreement.categories.size() <= kMostCategoriesShown) {
    view.Show(CategoryGrid(agreement));
  } else {
    view.Say(absl::StrCat(agreement.categories.size(),
                          " values; --format csv or json lists them."));
  }
  if (agreement.pairs.empty()) return view;
  view.Say("");
  view.Show(PairGrid(agreement));
  return view;
}

}  // namespace caselens::cli
