// Equality with irrCAC 1.0, vcd, statsmodels, irr and krippendorff, and with
// the publications, to every digit that tests/data/agreement gives.

#include <cmath>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

#include "tests/status_matchers.h"
#include "typology/agreement/agreement.h"
#include "typology/agreement/alpha.h"
#include "typology/agreement/coefficients.h"
#include "typology/agreement/ratings_table.h"
#include "typology/agreement/units.h"
#include "typology/agreement/weights.h"
#include "typology/base/csv.h"

namespace caselens {
namespace {

using Json = nlohmann::json;

std::string Text(const std::string& file) {
  std::ifstream in(absl::StrCat(CASELENS_TEST_DATA, "/agreement/", file));
  EXPECT_TRUE(in.good()) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

Json Reference(const std::string& name) {
  return Json::parse(Text(name + ".json"));
}

RatingsTable Raw(const std::string& name, ScaleLevel level) {
  auto table = ParseRatings(Text(name + "_raw.csv"), {.level = level});
  EXPECT_THAT(table, IsOk());
  return *std::move(table);
}

// A two-way table of counts: rows are coder A's categories.
RatingsTable TwoWay(const std::string& name) {
  const auto rows = ParseCsv(Text(name + "_table.csv"));
  EXPECT_THAT(rows, IsOk());
  RatingsTable table{.coders = {"A", "B"}, .tally = RatingTally(2)};
  for (size_t a = 0; a < rows->size(); ++a) {
    table.scale.labels.push_back(absl::StrCat(a + 1));
    for (size_t b = 0; b < rows->size(); ++b) {
      const int64_t units = std::stoll((*rows)[a].cells[b]);
      if (units == 0) continue;
      EXPECT_THAT(
          table.tally.Add({static_cast<int>(a), static_cast<int>(b)}, units),
          IsOk());
    }
  }
  return table;
}

const std::map<std::string, WeightForm>& Forms() {
  static const auto* const forms = new std::map<std::string, WeightForm>{
      {"identity", WeightForm::kIdentity},
      {"unweighted", WeightForm::kIdentity},
      {"linear", WeightForm::kLinear},
      {"quadratic", WeightForm::kQuadratic},
      {"ordinal", WeightForm::kOrdinal}};
  return *forms;
}

// What the same form is as weights of alpha.
Weights WeightsNamed(const std::string& name, size_t categories) {
  std::vector<double> ranks;
  for (size_t k = 0; k < categories; ++k) {
    ranks.push_back(static_cast<double>(k));
  }
  if (name == "linear") return Weights::Linear(ranks);
  if (name == "quadratic") return Weights::Quadratic(ranks);
  if (name == "ordinal") return Weights::Ordinal(categories);
  return Weights::Identity(categories);
}

// "(0.542,1)", as three digits of each bound.
std::string Rounded(const ConfidenceInterval& interval) {
  const auto digits = [](double bound) {
    std::string text = absl::StrFormat("%.3f", bound);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  };
  return absl::StrCat("(", digits(interval.low), ",", digits(interval.high),
                      ")");
}

void ExpectFigure(const Figure& figure, const Json& reference,
                  double tolerance) {
  ASSERT_TRUE(figure.value.has_value()) << figure.why;
  ASSERT_TRUE(figure.interval.has_value()) << figure.why;
  EXPECT_NEAR(*figure.value, reference["coeff.val"].get<double>(), tolerance);
  EXPECT_NEAR(*figure.standard_error, reference["coeff.se"].get<double>(),
              tolerance);
  const char* const key =
      reference.contains("conf.int") ? "conf.int" : "coeff.ci";
  EXPECT_EQ(Rounded(*figure.interval), reference[key].get<std::string>());
}

AgreementReport Measured(const RatingsTable& table, WeightForm form) {
  Scale scale = table.scale;
  scale.level = form == WeightForm::kIdentity ? ScaleLevel::kNominal
                                              : ScaleLevel::kOrdinal;
  auto report = MeasureAgreement(table.tally, scale,
                                 {.weights = form, .bootstrap = {20, 1}});
  EXPECT_THAT(report, IsOk());
  return *std::move(report);
}

constexpr double kElevenDigits = 5.1e-12;
constexpr double kFiveDecimals = 5.001e-6;

TEST(Reference, TwoWayTablesEqualIrrCacInEveryWeighting) {
  for (const char* const name :
       {"cont3x3abstractors", "feinstein_cicchetti_a", "sexualfun"}) {
    const Json reference = Reference(name);
    const RatingsTable table = TwoWay(name);
    for (const auto& [weighting, results] : reference["results"].items()) {
      if (!Forms().contains(weighting)) continue;
      SCOPED_TRACE(absl::StrCat(name, " ", weighting));
      const AgreementReport report = Measured(table, Forms().at(weighting));
      ExpectFigure(report.cohen_kappa, results["cohen_kappa"], kElevenDigits);
      ExpectFigure(report.conger_kappa, results["cohen_kappa"], kElevenDigits);
      ExpectFigure(report.fleiss_kappa, results["scott_pi"], kElevenDigits);
      ExpectFigure(report.gwet_ac, results["AC"], kElevenDigits);
      ExpectFigure(Alpha(Units::Of(table.tally),
                         WeightsNamed(weighting, table.scale.labels.size())),
                   results["kripp_alpha"], kElevenDigits);
      if (weighting == "identity") {
        ExpectFigure(report.percent, results["percent"], kElevenDigits);
        ExpectFigure(report.krippendorff_alpha, results["kripp_alpha"],
                     kElevenDigits);
      }
    }
  }
}

TEST(Reference, CohensKappaEqualsVcdAndStatsmodels) {
  for (const char* const name :
       {"cont3x3abstractors", "feinstein_cicchetti_a", "sexualfun"}) {
    SCOPED_TRACE(name);
    const Json reference = Reference(name);
    const RatingsTable table = TwoWay(name);
    for (const auto& [theirs, ours] :
         std::map<std::string, std::string>{{"None", "identity"},
                                            {"linear", "linear"},
                                            {"quadratic", "quadratic"}}) {
      const Figure kappa = Measured(table, Forms().at(ours)).cohen_kappa;
      const Json& statsmodels = reference["statsmodels"][theirs];
      EXPECT_NEAR(*kappa.value, statsmodels["kappa"].get<double>(), 1e-14);
      EXPECT_NEAR(*kappa.standard_error, statsmodels["std"].get<double>(),
                  1e-14);
    }
    EXPECT_NEAR(*Measured(table, WeightForm::kIdentity).cohen_kappa.value,
                reference["vcd"]["unweighted"][0].get<double>(), 5e-12);
  }
}

TEST(Reference, RawRatingsEqualIrrCacInEveryWeighting) {
  for (const char* const name : {"cac_raw4raters", "cac_raw_gender",
                                 "fleiss_diagnoses", "irr_anxiety"}) {
    const Json reference = Reference(name);
    const RatingsTable table = Raw(name, ScaleLevel::kNominal);
    for (const auto& [weighting, results] : reference["results"].items()) {
      SCOPED_TRACE(absl::StrCat(name, " ", weighting));
      const AgreementReport report = Measured(table, Forms().at(weighting));
      EXPECT_EQ(report.units, reference["subjects"].get<int64_t>());
      EXPECT_EQ(report.coders, reference["raters"].get<size_t>());
      ExpectFigure(report.fleiss_kappa, results["fleiss"], kFiveDecimals);
      ExpectFigure(report.gwet_ac, results["AC"], kFiveDecimals);
      ExpectFigure(report.conger_kappa, results["conger"], kFiveDecimals);
      ExpectFigure(Alpha(Units::Of(table.tally),
                         WeightsNamed(weighting, table.scale.labels.size())),
                   results["kripp_alpha"], kFiveDecimals);
      if (weighting == "unweighted") {
        ExpectFigure(report.percent, results["percent"], kFiveDecimals);
        EXPECT_NEAR(*report.percent.value,
                    results["percent"]["pa"].get<double>(), 5.1e-12);
      }
    }
  }
}

TEST(Reference, AlphaEqualsKrippendorffOnEveryLevel) {
  for (const char* const name : {"cac_raw4raters", "cac_raw_gender",
                                 "fleiss_diagnoses", "irr_anxiety"}) {
    const Json reference = Reference(name)["python_krippendorff"];
    for (const auto& [level_name, level] : std::map<std::string, ScaleLevel>{
             {"nominal", ScaleLevel::kNominal},
             {"ordinal", ScaleLevel::kOrdinal},
             {"interval", ScaleLevel::kInterval}}) {
      SCOPED_TRACE(absl::StrCat(name, " ", level_name));
      const RatingsTable table = Raw(name, level);
      const auto report = MeasureAgreement(table.tally, table.scale);
      ASSERT_THAT(report, IsOk());
      ASSERT_TRUE(report->krippendorff_alpha.value.has_value());
      EXPECT_NEAR(*report->krippendorff_alpha.value,
                  reference[level_name].get<double>(), 1e-14);
    }
  }
}

TEST(Reference, EqualsWhatWasPublished) {
  const RatingsTable krippendorff = Raw("cac_raw4raters", ScaleLevel::kOrdinal);
  EXPECT_NEAR(*MeasureAgreement(krippendorff.tally, krippendorff.scale)
                   ->krippendorff_alpha.value,
              .815, .0005);
  const RatingsTable fleiss = Raw("fleiss_diagnoses", ScaleLevel::kNominal);
  EXPECT_NEAR(*MeasureAgreement(fleiss.tally, fleiss.scale)->fleiss_kappa.value,
              .430, .0005);
  const RatingsTable paradox = TwoWay("feinstein_cicchetti_a");
  const auto report = MeasureAgreement(paradox.tally, paradox.scale);
  EXPECT_NEAR(*report->cohen_kappa.value, .70, .005);
  // 2a / (2a + b + c) with a = 40 or 45, b + c = 15.
  EXPECT_DOUBLE_EQ(*report->categories[0].specific.value, 80.0 / 95);
  EXPECT_DOUBLE_EQ(*report->categories[1].specific.value, 90.0 / 105);
}

// Feinstein and Cicchetti (1990): the same percent agreement, less kappa.
TEST(Reference, ShowsTheParadoxOfKappaBesideAc) {
  RatingTally tally(2);
  EXPECT_THAT(tally.Add({0, 0}, 80), IsOk());
  EXPECT_THAT(tally.Add({0, 1}, 10), IsOk());
  EXPECT_THAT(tally.Add({1, 0}, 5), IsOk());
  EXPECT_THAT(tally.Add({1, 1}, 5), IsOk());
  const auto report = MeasureAgreement(tally, {.labels = {"yes", "no"}});
  ASSERT_THAT(report, IsOk());
  EXPECT_DOUBLE_EQ(*report->percent.value, .85);
  EXPECT_NEAR(*report->cohen_kappa.value, .3182, 5e-5);
  EXPECT_NEAR(*report->gwet_ac.value, .8080, 5e-5);
  EXPECT_DOUBLE_EQ(report->categories[0].prevalence, .875);
}

}  // namespace
}  // namespace caselens
