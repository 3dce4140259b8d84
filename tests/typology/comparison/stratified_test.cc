#include "typology/comparison/stratified.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "typology/base/counter_random.h"
#include "typology/base/proportion.h"

namespace caselens {
namespace {

TEST(StratifiedShareTest, OneStratumGivesTheTextbooksIntervals) {
  for (const size_t n : {1, 8, 30, 250}) {
    for (size_t k = 0; k <= n; k += 1 + n / 7) {
      const auto estimate =
          EstimateShare({{.size = 4321, .files = 300, .n = n, .k = k}});
      ASSERT_TRUE(estimate.has_value());
      const auto count = static_cast<double>(k);
      const auto total = static_cast<double>(n);
      EXPECT_DOUBLE_EQ(estimate->share, count / total);
      EXPECT_NEAR(estimate->effective_files, total, 1e-9 * total);
      const Interval wilson = WilsonInterval(count, total);
      EXPECT_NEAR(estimate->wilson.lower, wilson.lower, 1e-9);
      EXPECT_NEAR(estimate->wilson.upper, wilson.upper, 1e-9);
      const Interval exact = ClopperPearsonInterval(count, total);
      EXPECT_NEAR(estimate->clopper_pearson.lower, exact.lower, 1e-9);
      EXPECT_NEAR(estimate->clopper_pearson.upper, exact.upper, 1e-9);
    }
  }
}

// By hand: w = 10 and 2; r = (10 * 10 + 2 * 40) / (10 * 40 + 2 * 50) = .36.
// Var = (10^2 (10 - 10^2/40) + 2^2 (40 - 40^2/50)) / 500^2 where the share is
// of all read files.
TEST(StratifiedShareTest, WeighsStrataByTheirSize) {
  const auto estimate =
      EstimateShare({{.size = 400, .files = 40, .n = 40, .k = 10},
                     {.size = 100, .files = 50, .n = 50, .k = 40},
                     {.size = 0, .files = 9, .n = 9, .k = 9},
                     {.size = 30, .files = 0, .n = 0, .k = 0}});
  ASSERT_TRUE(estimate.has_value());
  EXPECT_DOUBLE_EQ(estimate->share, 0.36);
  const double variance = (100 * 7.5 + 4 * 8) / 250000.0;
  EXPECT_NEAR(estimate->effective_files, 0.36 * 0.64 / variance, 1e-9);
}

TEST(StratifiedShareTest, HasNoShareOfNothing) {
  EXPECT_FALSE(EstimateShare({}).has_value());
  EXPECT_FALSE(
      EstimateShare({{.size = 5, .files = 40, .n = 0, .k = 0}}).has_value());
}

// 10,000 samples of two strata of unequal size, with a share of what only some
// files have. The coverage has a standard error of .2%.
TEST(StratifiedShareTest, WilsonIntervalsCoverTheTruth) {
  const std::vector<double> sizes = {900, 100};
  const std::vector<double> asked = {0.6, 0.9};  // P(the share is about it)
  const std::vector<double> has = {0.15, 0.7};   // P(has it | asked)
  const double truth =
      (900 * 0.6 * 0.15 + 100 * 0.9 * 0.7) / (900 * 0.6 + 100 * 0.9);
  int covered = 0;
  constexpr int kSamples = 10000;
  for (uint64_t seed = 0; seed < kSamples; ++seed) {
    CounterRandom random({seed});
    std::vector<SampledShare> strata;
    for (size_t s = 0; s < 2; ++s) {
      SampledShare stratum{.size = sizes[s], .files = 100, .n = 0, .k = 0};
      for (size_t i = 0; i < stratum.files; ++i) {
        if (random.Uniform() >= asked[s]) continue;
        ++stratum.n;
        if (random.Uniform() < has[s]) ++stratum.k;
      }
      strata.push_back(stratum);
    }
    const auto estimate = EstimateShare(strata);
    ASSERT_TRUE(estimate.has_value());
    covered +=
        estimate->wilson.lower <= truth && truth <= estimate->wilson.upper;
  }
  EXPECT_GT(covered, 0.93 * kSamples);
  EXPECT_LT(covered, 0.97 * kSamples);
}

// Hout, Duncan and Sobel 1987, as in Agresti: linear weighted kappa .2374, and
// from R package vcd its asymptotic standard error.
TEST(StratifiedKappaTest, OneStratumIsThePublishedWeightedKappa) {
  const auto estimate = EstimateWeightedKappa(
      {{.size = 91,
        .files = 91,
        .counts = {7, 7, 2, 3, 2, 8, 3, 7, 1, 5, 4, 9, 2, 8, 9, 14}}},
      4);
  ASSERT_TRUE(estimate.has_value());
  EXPECT_NEAR(estimate->kappa, 0.23738062756, 1e-11);
  EXPECT_NEAR(estimate->standard_error, 0.078316334778, 1e-11);
}

TEST(StratifiedKappaTest, StrataOfEqualWeightAreOneTable) {
  const std::vector<size_t> a = {20, 3, 1, 4, 10, 2, 1, 5, 14};
  const std::vector<size_t> b = {9, 6, 2, 1, 18, 6, 0, 2, 16};
  std::vector<size_t> both;
  for (size_t i = 0; i < a.size(); ++i) both.push_back(a[i] + b[i]);
  const auto whole =
      EstimateWeightedKappa({{.size = 120, .files = 120, .counts = both}}, 3);
  const auto strata =
      EstimateWeightedKappa({{.size = 60, .files = 60, .counts = a},
                             {.size = 60, .files = 60, .counts = b}},
                            3);
  ASSERT_TRUE(whole.has_value());
  ASSERT_TRUE(strata.has_value());
  EXPECT_NEAR(strata->kappa, whole->kappa, 1e-12);
  EXPECT_LT(strata->standard_error, whole->standard_error);
}

TEST(StratifiedKappaTest, IsUndefinedWhereOnlyOneLevelIsUsed) {
  EXPECT_FALSE(EstimateWeightedKappa(
                   {{.size = 9, .files = 9, .counts = {9, 0, 0, 0}}}, 2)
                   .has_value());
  EXPECT_FALSE(EstimateWeightedKappa({}, 3).has_value());
}

// 1,000 samples; the standard error of the coverage is .7%.
TEST(StratifiedKappaTest, IntervalsCoverTheTruth) {
  // P(judged, derived) in each of two strata, in cells of a 3 x 3 table.
  const std::vector<std::vector<double>> cells = {
      {.35, .1, .05, .1, .2, .05, .02, .05, .08},
      {.1, .1, .1, .05, .2, .1, .05, .1, .2}};
  const std::vector<double> sizes = {700, 300};
  std::vector<SampledTable> exact;
  for (size_t s = 0; s < 2; ++s) {
    exact.push_back({.size = sizes[s], .files = 100, .counts = {}});
    for (const double p : cells[s]) {
      exact[s].counts.push_back(static_cast<size_t>(std::lround(100 * p)));
    }
  }
  const double truth = EstimateWeightedKappa(exact, 3)->kappa;
  int covered = 0;
  constexpr int kSamples = 1000;
  for (uint64_t seed = 0; seed < kSamples; ++seed) {
    CounterRandom random({seed, 2});
    std::vector<SampledTable> sampled;
    for (size_t s = 0; s < 2; ++s) {
      sampled.push_back(
          {.size = sizes[s], .files = 120, .counts = std::vector<size_t>(9)});
      for (size_t i = 0; i < 120; ++i) {
        double u = random.Uniform();
        size_t cell = 0;
        while (cell + 1 < 9 && u >= cells[s][cell]) u -= cells[s][cell++];
        ++sampled[s].counts[cell];
      }
    }
    const auto estimate = EstimateWeightedKappa(sampled, 3);
    covered +=
        estimate->interval.lower <= truth && truth <= estimate->interval.upper;
  }
  EXPECT_GT(covered, 0.93 * kSamples);
  EXPECT_LT(covered, 0.97 * kSamples);
}

}  // namespace
}  // namespace caselens
