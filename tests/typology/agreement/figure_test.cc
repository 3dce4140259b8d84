#include "typology/agreement/figure.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "typology/agreement/resample.h"
#include "typology/agreement/student_t.h"

namespace caselens {
namespace {

// Tables of the t distribution; qt(.975, df) of R for the long ones.
TEST(StudentT, EqualsItsTables) {
  EXPECT_NEAR(StudentT95(1), 12.706204736174698, 1e-9);
  EXPECT_NEAR(StudentT95(2), 4.302652729749462, 1e-10);
  EXPECT_NEAR(StudentT95(10), 2.2281388519649385, 1e-10);
  EXPECT_NEAR(StudentT95(99), 1.9842169515086827, 1e-10);
  EXPECT_NEAR(StudentT95(1e12), 1.959963984540054, 1e-10);
  // Where the expansion takes over.
  EXPECT_NEAR(StudentT95(10000), StudentT95(10000.001), 1e-9);
}

TEST(Figure, HasNoIntervalWithoutVariation) {
  const Figure figure = WithVariance(1, 1e-33, 9, 10, {});
  EXPECT_EQ(figure, (Figure{.value = 1,
                            .standard_error = 0,
                            .n = 10,
                            .why = "no interval: the units do not vary"}));
}

TEST(Figure, HasNoIntervalFromOneUnit) {
  const Figure figure = WithVariance(.5, 0, 0, 1, {});
  EXPECT_EQ(figure.value, .5);
  EXPECT_FALSE(figure.interval.has_value());
  EXPECT_EQ(figure.why, "no interval: it needs two units");
}

TEST(Figure, IntervalStaysAmongValuesThatExist) {
  const Figure figure = WithVariance(.9, .04, 20, 21, {0, 1});
  EXPECT_EQ(figure.interval->high, 1);
  EXPECT_NEAR(figure.interval->low, .9 - .2 * StudentT95(20), 1e-12);
}

// Positive agreement: var = 4 a s (a + s) / (2a + s)^4 with s = b + c (Graham
// and Bull 1998).
TEST(RatioTally, EqualsTheDeltaMethodOfPositiveAgreement) {
  RatioTally tally;
  tally.Add(2, 2, 40);  // both chose it
  tally.Add(0, 1, 15);  // one did
  tally.Add(0, 0, 45);  // neither: says nothing
  const Figure figure = tally.Ratio("");
  EXPECT_EQ(figure.n, 55);
  EXPECT_DOUBLE_EQ(*figure.value, 80.0 / 95);
  EXPECT_NEAR(*figure.standard_error,
              std::sqrt(4 * 40.0 * 15 * 55 / std::pow(95, 4)), 1e-15);
}

TEST(RatioTally, OfNothingIsNotDefined) {
  RatioTally tally;
  tally.Add(0, 0);
  EXPECT_EQ(tally.Ratio("no edges"), NotDefined("no edges", 0));
}

TEST(MeanOfFields, WeighsByUnitsAndAddsErrors) {
  const std::vector<Figure> fields = {
      {.value = .5, .standard_error = .1, .n = 30},
      {.value = .9, .standard_error = .3, .n = 10},
      NotDefined("all coders chose no", 40)};
  const Figure mean = MeanOfFields(fields);
  EXPECT_DOUBLE_EQ(*mean.value, .6);
  EXPECT_DOUBLE_EQ(*mean.standard_error, .15);
  EXPECT_EQ(mean.n, 40);
  EXPECT_EQ(mean.why, "left out: 1 of 3 fields, where it is not defined");
  EXPECT_NEAR(mean.interval->low, .6 - .15 * StudentT95(9), 1e-12);
}

TEST(MeanOfFields, OfNothingDefinedIsNotDefined) {
  EXPECT_EQ(MeanOfFields({NotDefined("x", 3)}),
            NotDefined("in none of 1 fields", 0));
}

TEST(Resampler, DrawsAsManyUnitsAsThereAre) {
  Resampler resampler({5, 0, 1, 300}, 7);
  for (int i = 0; i < 100; ++i) {
    double sum = 0;
    for (const double count : resampler.Draw()) sum += count;
    EXPECT_EQ(sum, 306);
  }
}

// Mean n p and variance n p (1 - p) of each count, within five standard errors
// of 20,000 draws.
TEST(Resampler, DrawsMultinomialCounts) {
  const std::vector<double> units = {2, 90, 8, 400};
  Resampler resampler(units, 3);
  constexpr int kDraws = 20000;
  std::vector<double> sums(4);
  std::vector<double> squares(4);
  for (int i = 0; i < kDraws; ++i) {
    const auto drawn = resampler.Draw();
    for (size_t k = 0; k < 4; ++k) {
      sums[k] += drawn[k];
      squares[k] += drawn[k] * drawn[k];
    }
  }
  for (size_t k = 0; k < 4; ++k) {
    const double mean = sums[k] / kDraws;
    const double variance = squares[k] / kDraws - mean * mean;
    const double expected = units[k] * (1 - units[k] / 500);
    EXPECT_NEAR(mean, units[k], 5 * std::sqrt(expected / kDraws)) << k;
    EXPECT_NEAR(variance, expected, 5 * expected * std::sqrt(3.0 / kDraws))
        << k;
  }
}

TEST(Percentiles, AreThoseOfR) {
  // quantile(1:11, c(.025, .975))
  std::vector<double> values = {11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6};
  const ConfidenceInterval interval = PercentileInterval(values);
  EXPECT_DOUBLE_EQ(interval.low, 1.25);
  EXPECT_DOUBLE_EQ(interval.high, 10.75);
}

}  // namespace
}  // namespace caselens
