#include "typology/latent_class/posteriors.h"

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/random_model.h"
#include "typology/latent_class/data_set.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/scoring.h"

namespace caselens {
namespace {

DataSet RandomData(const ClassModel& model, size_t rows, double not_coded,
                   std::mt19937_64& random) {
  DataSet data{.items = model.items, .row_count = rows};
  for (size_t i = 0; i < rows; ++i) {
    for (const int answer : RandomPattern(model, not_coded, random)) {
      data.codes.push_back(static_cast<int16_t>(answer));
    }
  }
  return data;
}

// Few patterns and many, so that items are grouped in all ways.
TEST(PosteriorsTest, AreThoseOfTheScorer) {
  std::mt19937_64 random(1);
  for (const size_t rows : {1, 30, 300, 5000}) {
    for (const size_t classes : {1, 3, 4, 9}) {
      const ClassModel model = RandomModel(
          classes, {2, 3, 2, 2, 7, 2, 2, 2, 300, 2, 1, 2, 2}, random);
      const PatternTable patterns =
          Collapse(RandomData(model, rows, 0.2, random));
      const auto posteriors = ComputePosteriors(model, patterns);
      ASSERT_THAT(posteriors, IsOk());
      const auto scorer = Scorer::Create(model);
      ASSERT_THAT(scorer, IsOk());
      for (size_t p = 0; p < patterns.pattern_count; ++p) {
        const Pattern pattern(patterns.Codes(p),
                              patterns.Codes(p) + model.items.size());
        const auto wanted = scorer->Score(pattern);
        ASSERT_THAT(wanted, IsOk());
        EXPECT_NEAR(posteriors->log_likelihood[p], wanted->log_likelihood,
                    1e-12);
        for (size_t k = 0; k < classes; ++k) {
          ASSERT_NEAR(posteriors->Of(p)[k], wanted->posterior[k], 1e-13);
        }
      }
    }
  }
}

TEST(PosteriorsTest, SurviveLikelihoodsBelowTheSmallestDouble) {
  std::mt19937_64 random(2);
  const ClassModel model = RandomModel(3, std::vector<int>(900, 5), random);
  const PatternTable patterns = Collapse(RandomData(model, 40, 0.1, random));
  const auto posteriors = ComputePosteriors(model, patterns);
  ASSERT_THAT(posteriors, IsOk());
  const auto scorer = Scorer::Create(model);
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    const Pattern pattern(patterns.Codes(p), patterns.Codes(p) + 900);
    const auto wanted = scorer->Score(pattern);
    EXPECT_LT(wanted->log_likelihood, -800);
    EXPECT_NEAR(posteriors->log_likelihood[p], wanted->log_likelihood, 1e-9);
    for (size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(posteriors->Of(p)[k], wanted->posterior[k], 1e-9);
    }
  }
}

TEST(PosteriorsTest, OfWhatEveryClassRulesOutAreTheShares) {
  const ClassModel model = {.items = {BinaryItem("x")},
                            .labels = {"a", "b"},
                            .shares = {0.25, 0.75},
                            .profile = {1, 0, 1, 0}};
  DataSet data{.items = model.items, .row_count = 1, .codes = {1}};
  const auto posteriors = ComputePosteriors(model, Collapse(data));
  ASSERT_THAT(posteriors, IsOk());
  EXPECT_EQ(posteriors->values, model.shares);
  EXPECT_EQ(posteriors->log_likelihood[0], -INFINITY);
}

}  // namespace
}  // namespace caselens
