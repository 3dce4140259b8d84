#include "typology/agreement/agreement.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Rows = std::vector<std::vector<int>>;

RatingTally TallyOf(const Rows& rows) {
  RatingTally tally(rows.front().size());
  for (const std::vector<int>& row : rows) EXPECT_THAT(tally.Add(row), IsOk());
  return tally;
}

Scale ScaleOf(ScaleLevel level, size_t categories) {
  Scale scale{.level = level};
  for (size_t k = 0; k < categories; ++k) {
    scale.labels.push_back(std::string(1, static_cast<char>('a' + k)));
    if (level == ScaleLevel::kInterval) {
      scale.values.push_back(static_cast<double>(k * k));
    }
  }
  return scale;
}

AgreementReport Measure(const Rows& rows, const Scale& scale,
                        const AgreementOptions& options = {}) {
  auto report = MeasureAgreement(TallyOf(rows), scale, options);
  EXPECT_THAT(report, IsOk());
  return *std::move(report);
}

Rows RandomRows(std::mt19937_64& random, size_t coders, int categories) {
  Rows rows;
  const size_t units = 5 + random() % 40;
  for (size_t i = 0; i < units; ++i) {
    const int truth = static_cast<int>(random() % categories);
    std::vector<int> row;
    for (size_t g = 0; g < coders; ++g) {
      const uint64_t dice = random() % 10;
      row.push_back(dice == 0  ? kNotRated
                    : dice < 4 ? static_cast<int>(random() % categories)
                               : truth);
    }
    rows.push_back(row);
  }
  rows.push_back(std::vector<int>(coders, 0));
  rows.push_back(std::vector<int>(coders, 1));
  return rows;
}

std::vector<Figure> Figures(const AgreementReport& report) {
  return {report.percent,      report.cohen_kappa,        report.conger_kappa,
          report.fleiss_kappa, report.krippendorff_alpha, report.gwet_ac};
}

TEST(Agreement, OneCategoryIsNotDefinedAndSaysWhich) {
  const AgreementReport report =
      Measure({{1, 1}, {1, 1}, {1, 1}}, ScaleOf(ScaleLevel::kNominal, 3));
  const Figure not_defined{.n = 3, .why = "not defined: all coders chose b"};
  EXPECT_EQ(report.cohen_kappa, not_defined);
  EXPECT_EQ(report.conger_kappa, not_defined);
  EXPECT_EQ(report.fleiss_kappa, not_defined);
  EXPECT_EQ(report.krippendorff_alpha, not_defined);
  EXPECT_EQ(report.gwet_ac, not_defined);
  EXPECT_EQ(report.categories[1].specific, not_defined);
  // That all chose the same is a fact.
  EXPECT_EQ(report.percent.value, 1);
  EXPECT_EQ(report.percent.why, "no interval: the units do not vary");
}

TEST(Agreement, NothingRatedTwiceIsAnError) {
  EXPECT_THAT(MeasureAgreement(TallyOf({{0, kNotRated}, {kNotRated, 1}}),
                               ScaleOf(ScaleLevel::kNominal, 2)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("no unit was rated by two coders")));
}

TEST(Agreement, ScaleWeightsAndRatingsMustGoTogether) {
  const RatingTally tally = TallyOf({{0, 1}, {2, 2}});
  EXPECT_THAT(MeasureAgreement(tally, ScaleOf(ScaleLevel::kNominal, 2)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("category 2 of a scale with 2")));
  EXPECT_THAT(MeasureAgreement(tally, ScaleOf(ScaleLevel::kNominal, 3),
                               {.weights = WeightForm::kLinear}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("weights: nominal")));
  EXPECT_THAT(
      MeasureAgreement(tally, {.level = ScaleLevel::kInterval,
                               .labels = {"2", "1", "3"},
                               .values = {2, 1, 3}}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("ascending")));
  EXPECT_THAT(
      MeasureAgreement(
          tally, {.level = ScaleLevel::kInterval, .labels = {"1", "2", "3"}}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("values: 0")));
  EXPECT_THAT(RatingTally(2).Add({1}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("want")));
  EXPECT_THAT(RatingTally(1).Add({-2}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("-2")));
}

TEST(Agreement, CohensKappaOfThreeCodersSaysWhatToReadInstead) {
  const AgreementReport report = Measure({{0, 0, 1}, {1, 1, 1}, {0, 1, 0}},
                                         ScaleOf(ScaleLevel::kNominal, 2));
  EXPECT_EQ(report.cohen_kappa.why,
            "not defined: Cohen's kappa is of two coders and there are 3; "
            "Conger's kappa is its extension");
  EXPECT_TRUE(report.conger_kappa.value.has_value());
}

// Cohen's marginals are those of the units that both rated.
TEST(Agreement, CohensKappaKnowsNothingOfUnitsRatedOnce) {
  const Rows both = {{0, 0}, {0, 1}, {1, 1}, {1, 1}, {0, 0}};
  Rows more = both;
  more.push_back({1, kNotRated});
  more.push_back({kNotRated, 0});
  const Scale scale = ScaleOf(ScaleLevel::kNominal, 2);
  EXPECT_EQ(Measure(more, scale).cohen_kappa, Measure(both, scale).cohen_kappa);
  EXPECT_EQ(Measure(more, scale).units, 7);
  EXPECT_EQ(Measure(more, scale).paired, 5);
  EXPECT_EQ(Measure(more, scale).krippendorff_alpha.value,
            Measure(both, scale).krippendorff_alpha.value);
}

TEST(Agreement, CountsMarginalsAndPrevalence) {
  const AgreementReport report =
      Measure({{0, 0}, {0, 1}, {0, 1}, {1, 1}, {2, kNotRated}},
              ScaleOf(ScaleLevel::kNominal, 3));
  EXPECT_THAT(report.categories[0].by_coder, ElementsAre(3, 1));
  EXPECT_THAT(report.categories[1].by_coder, ElementsAre(1, 3));
  EXPECT_EQ(report.categories[1].ratings, 4);
  EXPECT_EQ(report.categories[1].prevalence, .5);
  EXPECT_EQ(report.categories[2].ratings, 0);
  EXPECT_EQ(report.categories[2].specific.why,
            "not defined: no coder chose it");
}

TEST(Agreement, PerfectAgreementIsOneWithoutInterval) {
  const AgreementReport report = Measure({{0, 0}, {1, 1}, {1, 1}, {0, 0}},
                                         ScaleOf(ScaleLevel::kOrdinal, 2));
  for (const Figure& figure : Figures(report)) {
    EXPECT_DOUBLE_EQ(figure.value.value_or(0), 1);
    if (&figure == &report.krippendorff_alpha) continue;
    EXPECT_FALSE(figure.interval.has_value() && figure.interval->low < 1);
  }
}

TEST(Agreement, NothingIsEverNaN) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 300; ++i) {
    const int categories = 2 + static_cast<int>(random() % 4);
    Rows rows = RandomRows(random, 2 + random() % 3, categories);
    rows.resize(1 + random() % 4);  // tiny tables are where it goes wrong
    const auto level = static_cast<ScaleLevel>(random() % 3);
    const auto report = MeasureAgreement(
        TallyOf(rows), ScaleOf(level, static_cast<size_t>(categories)),
        {.weights = level == ScaleLevel::kNominal ? WeightForm::kIdentity
                                                  : WeightForm::kQuadratic,
         .bootstrap = {50, 1}});
    if (absl::IsFailedPrecondition(report.status())) continue;
    ASSERT_THAT(report, IsOk());
    for (const Figure& figure : Figures(*report)) {
      if (!figure.value.has_value()) {
        EXPECT_THAT(figure.why, testing::StartsWith("not defined: "));
        continue;
      }
      EXPECT_TRUE(std::isfinite(*figure.value));
      EXPECT_LE(*figure.value, 1 + 1e-12);
      if (!figure.interval.has_value()) {
        EXPECT_THAT(figure.why, testing::StartsWith("no interval: "));
        continue;
      }
      EXPECT_TRUE(std::isfinite(figure.interval->low));
      EXPECT_LE(figure.interval->low, figure.interval->high);
    }
  }
}

// Alpha from the matrix of coincidences, as Krippendorff (2011) computes it.
double AlphaByCoincidences(const Rows& rows, const Scale& scale) {
  const size_t q = scale.labels.size();
  std::vector<double> together(q * q);
  for (const std::vector<int>& row : rows) {
    const auto rated = static_cast<double>(
        row.size() - std::count(row.begin(), row.end(), kNotRated));
    for (size_t g = 0; g < row.size(); ++g) {
      for (size_t h = 0; h < row.size(); ++h) {
        if (g == h || row[g] == kNotRated || row[h] == kNotRated) continue;
        together[static_cast<size_t>(row[g]) * q +
                 static_cast<size_t>(row[h])] += 1 / (rated - 1);
      }
    }
  }
  std::vector<double> n(q);
  for (size_t c = 0; c < q; ++c) {
    for (size_t k = 0; k < q; ++k) n[c] += together[c * q + k];
  }
  const double all = std::accumulate(n.begin(), n.end(), 0.0);
  const auto distance = [&](size_t c, size_t k) -> double {
    if (scale.level == ScaleLevel::kNominal) return c == k ? 0 : 1;
    if (scale.level == ScaleLevel::kInterval) {
      return std::pow(scale.values[c] - scale.values[k], 2);
    }
    double between = 0;
    for (size_t g = std::min(c, k); g <= std::max(c, k); ++g) between += n[g];
    return std::pow(between - (n[c] + n[k]) / 2, 2);
  };
  double observed = 0;
  double expected = 0;
  for (size_t c = 0; c < q; ++c) {
    for (size_t k = 0; k < q; ++k) {
      observed += together[c * q + k] * distance(c, k);
      expected += n[c] * n[k] * distance(c, k);
    }
  }
  return 1 - (all - 1) * observed / expected;
}

TEST(Agreement, AlphaEqualsThatOfTheCoincidenceMatrix) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 200; ++i) {
    const Rows rows = RandomRows(random, 2 + random() % 4, 4);
    const Scale scale = ScaleOf(static_cast<ScaleLevel>(i % 3), 4);
    const AgreementReport report =
        Measure(rows, scale, {.bootstrap = {.replicates = 2}});
    EXPECT_NEAR(*report.krippendorff_alpha.value,
                AlphaByCoincidences(rows, scale), 1e-12)
        << "table " << i;
  }
}

// Nothing depends on who is called A, nor on the order of units.
TEST(Agreement, OrderOfUnitsAndCodersCarriesNoMeaning) {
  std::mt19937_64 random(12);
  for (int i = 0; i < 50; ++i) {
    Rows rows = RandomRows(random, 2, 4);
    const Scale scale = ScaleOf(ScaleLevel::kOrdinal, 4);
    const AgreementOptions options{.weights = WeightForm::kLinear,
                                   .bootstrap = {100, 1}};
    const AgreementReport before = Measure(rows, scale, options);
    std::shuffle(rows.begin(), rows.end(), random);
    EXPECT_EQ(Figures(Measure(rows, scale, options)), Figures(before));
    for (std::vector<int>& row : rows) std::swap(row[0], row[1]);
    const std::vector<Figure> swapped = Figures(Measure(rows, scale, options));
    for (size_t k = 0; k < swapped.size(); ++k) {
      EXPECT_NEAR(*swapped[k].value, *Figures(before)[k].value, 1e-12);
    }
  }
}

TEST(Agreement, BootstrapGivesTheSameBytesForTheSameSeed) {
  std::mt19937_64 random(13);
  const Rows rows = RandomRows(random, 3, 4);
  const Scale scale = ScaleOf(ScaleLevel::kOrdinal, 4);
  const Figure first = Measure(rows, scale).krippendorff_alpha;
  EXPECT_EQ(Measure(rows, scale).krippendorff_alpha, first);
  EXPECT_NE(Measure(rows, scale, {.bootstrap = {.seed = 2}}).krippendorff_alpha,
            first);
}

// On the interval scale both ways are at hand: they must tell about the same.
TEST(Agreement, BootstrapIntervalIsNearTheAnalyticOne) {
  std::mt19937_64 random(14);
  Rows rows;
  for (int i = 0; i < 10; ++i) {
    const Rows more = RandomRows(random, 2, 2);
    rows.insert(rows.end(), more.begin(), more.end());
  }
  // Of two categories, ordinal and nominal distances are the same.
  const Figure analytic =
      Measure(rows, ScaleOf(ScaleLevel::kNominal, 2)).krippendorff_alpha;
  const Figure drawn =
      Measure(rows, ScaleOf(ScaleLevel::kOrdinal, 2)).krippendorff_alpha;
  EXPECT_NEAR(*drawn.value, *analytic.value, 1e-12);
  EXPECT_NEAR(*drawn.standard_error, *analytic.standard_error, .006);
  EXPECT_NEAR(drawn.interval->low, analytic.interval->low, .02);
  EXPECT_NEAR(drawn.interval->high, analytic.interval->high, .02);
}

TEST(Agreement, TalliesOfSitesAddUp) {
  std::mt19937_64 random(15);
  const Rows one = RandomRows(random, 3, 3);
  const Rows two = RandomRows(random, 3, 3);
  RatingTally sum = TallyOf(one);
  EXPECT_THAT(sum.AddAll(TallyOf(two)), IsOk());
  Rows all = one;
  all.insert(all.end(), two.begin(), two.end());
  EXPECT_EQ(sum.Patterns(), TallyOf(all).Patterns());
}

TEST(Agreement, PairOfManyCodersIsTheirTwoColumns) {
  const RatingTally pair =
      TallyOf({{0, 1, 2}, {1, 1, kNotRated}, {0, 2, 2}}).OfPair(0, 2);
  EXPECT_EQ(pair.Patterns(),
            (std::vector<RatingPattern>{{{0, 2}, 2}, {{1, kNotRated}, 1}}));
}

// Simulated coders with known agreement: the intervals hold what they should.
// 400 tables of 60 units, seed 16; 95% within three standard errors (1.1%).
TEST(Agreement, IntervalsCoverAsTheySay) {
  std::mt19937_64 random(16);
  constexpr int kTables = 400;
  // Each coder sees the truth (two equal halves) with probability .8, else
  // throws a coin: they agree with .8^2 + (1 - .8^2) / 2, kappa is .64.
  int covered = 0;
  for (int t = 0; t < kTables; ++t) {
    Rows rows;
    for (int i = 0; i < 60; ++i) {
      const int truth = static_cast<int>(random() % 2);
      const auto see = [&] {
        return random() % 10 < 8 ? truth : static_cast<int>(random() % 2);
      };
      const int a = see();
      rows.push_back({a, see()});
    }
    const Figure kappa =
        Measure(rows, ScaleOf(ScaleLevel::kNominal, 2)).cohen_kappa;
    covered +=
        kappa.interval->low <= .64 && .64 <= kappa.interval->high ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(covered) / kTables, .95, .033);
}

}  // namespace
}  // namespace caselens
