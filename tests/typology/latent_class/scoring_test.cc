#include "typology/latent_class/scoring.h"

#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/types/span.h"

#include "tests/status_matchers.h"
#include "tests/typology/random_model.h"

namespace caselens {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointwise;

constexpr int kRounds = 200;

MATCHER_P(IsNear, tolerance, "") {
  return std::abs(std::get<0>(arg) - std::get<1>(arg)) <= tolerance;
}

ClassModel TwoClasses() {
  return {.items = {BinaryItem("x"), BinaryItem("y")},
          .labels = {"a", "b"},
          .shares = {0.25, 0.75},
          .profile = {0.2, 0.8, 0.5, 0.5,  //
                      0.6, 0.4, 0.9, 0.1}};
}

// P(pattern and class), multiplied out.
std::vector<double> Joint(const ClassModel& model, const Pattern& pattern) {
  const std::vector<size_t> offsets = CategoryOffsets(model.items);
  std::vector<double> joint = model.shares;
  for (size_t k = 0; k < joint.size(); ++k) {
    for (size_t j = 0; j < pattern.size(); ++j) {
      if (pattern[j] == kNotCoded) continue;
      joint[k] *= model.profile[k * offsets.back() + offsets[j] +
                                static_cast<size_t>(pattern[j])];
    }
  }
  return joint;
}

double Sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(ScoringTest, FollowsBayesRuleByHand) {
  const auto score = Score(TwoClasses(), {1, 1});
  ASSERT_THAT(score, IsOk());
  // .25 * .8 * .5 = .1 against .75 * .4 * .1 = .03
  EXPECT_THAT(score->posterior, ElementsAre(DoubleNear(10.0 / 13, 1e-15),
                                            DoubleNear(3.0 / 13, 1e-15)));
  EXPECT_EQ(score->modal, 0);
  EXPECT_EQ(score->runner_up, 1);
  EXPECT_THAT(score->margin, DoubleNear(7.0 / 13, 1e-15));
  EXPECT_THAT(score->log_likelihood, DoubleNear(std::log(0.13), 1e-15));
  EXPECT_THAT(score->entropy, DoubleNear(-(10.0 / 13) * std::log(10.0 / 13) -
                                             (3.0 / 13) * std::log(3.0 / 13),
                                         1e-15));
}

TEST(ScoringTest, EqualsTheMultipliedOutPosteriorOnRandomModels) {
  std::mt19937_64 random(1);
  for (int round = 0; round < kRounds; ++round) {
    const ClassModel model = RandomModel(4, {2, 3, 2, 5, 2}, random);
    const Pattern pattern = RandomPattern(model, 0.2, random);
    std::vector<double> wanted = Joint(model, pattern);
    const double likelihood = Sum(wanted);
    for (double& p : wanted) p /= likelihood;
    const auto score = Score(model, pattern);
    ASSERT_THAT(score, IsOk());
    EXPECT_THAT(score->posterior, Pointwise(IsNear(1e-13), wanted));
    EXPECT_THAT(score->log_likelihood, DoubleNear(std::log(likelihood), 1e-12));
  }
}

TEST(ScoringTest, AnItemNotCodedIsTheSumOverItsCategories) {
  std::mt19937_64 random(2);
  for (int round = 0; round < kRounds; ++round) {
    const ClassModel model = RandomModel(3, {2, 4, 3}, random);
    Pattern pattern = RandomPattern(model, 0.0, random);
    pattern[1] = kNotCoded;
    std::vector<double> wanted(3);
    for (int category = 0; category < 4; ++category) {
      Pattern answered = pattern;
      answered[1] = category;
      const std::vector<double> joint = Joint(model, answered);
      for (size_t k = 0; k < 3; ++k) wanted[k] += joint[k];
    }
    const double likelihood = Sum(wanted);
    for (double& p : wanted) p /= likelihood;
    const auto score = Score(model, pattern);
    ASSERT_THAT(score, IsOk());
    EXPECT_THAT(score->posterior, Pointwise(IsNear(1e-13), wanted));
  }
}

TEST(ScoringTest, APatternWithNothingCodedHasTheSharesAsPosterior) {
  const auto score = Score(TwoClasses(), {kNotCoded, kNotCoded});
  ASSERT_THAT(score, IsOk());
  EXPECT_THAT(score->posterior, Pointwise(DoubleEq(), TwoClasses().shares));
  EXPECT_THAT(score->log_likelihood, DoubleNear(0, 1e-15));
}

TEST(ScoringTest, TiesGoToTheFirstClass) {
  ClassModel model = TwoClasses();
  model.shares = {0.5, 0.5};
  const auto score = Score(model, {kNotCoded, kNotCoded});
  ASSERT_THAT(score, IsOk());
  EXPECT_EQ(score->modal, 0);
  EXPECT_EQ(score->runner_up, 1);
  EXPECT_EQ(score->margin, 0);
}

TEST(ScoringTest, ASingleClassIsItsOwnRunnerUp) {
  const ClassModel model = {.items = {BinaryItem("x")},
                            .labels = {"all"},
                            .shares = {1},
                            .profile = {0.5, 0.5}};
  const auto score = Score(model, {1});
  ASSERT_THAT(score, IsOk());
  EXPECT_EQ(*score,
            (ClassScore{.posterior = {1}, .log_likelihood = std::log(0.5)}));
}

TEST(ScoringTest, APatternThatEveryClassRulesOutGoesToTheLeastContradicted) {
  ClassModel model = TwoClasses();
  model.profile = {1, 0, 1, 0,  //
                   0, 1, 1, 0};
  const auto score = Score(model, {1, 1});
  ASSERT_THAT(score, IsOk());
  EXPECT_THAT(score->posterior, ElementsAre(DoubleNear(0, 1e-299), 1));
  EXPECT_LT(score->log_likelihood, -600);
}

TEST(ScoringTest, DoesNotUnderflowOnAThousandItems) {
  std::mt19937_64 random(3);
  const ClassModel model = RandomModel(3, std::vector<int>(1000, 2), random);
  const auto score = Score(model, RandomPattern(model, 0.0, random));
  ASSERT_THAT(score, IsOk());
  EXPECT_THAT(Sum(score->posterior), DoubleNear(1, 1e-12));
  EXPECT_TRUE(std::isfinite(score->log_likelihood));
}

TEST(ScoringTest, ContributionsAddUpToTheLogOdds) {
  std::mt19937_64 random(4);
  for (int round = 0; round < kRounds; ++round) {
    const ClassModel model = RandomModel(4, {2, 3, 2, 2}, random);
    const Pattern pattern = RandomPattern(model, 0.3, random);
    const auto ratios = Contributions(model, pattern, 2, 1);
    const auto score = Score(model, pattern);
    ASSERT_THAT(ratios, IsOk());
    ASSERT_THAT(score, IsOk());
    EXPECT_THAT(
        ratios->prior + Sum(ratios->items),
        DoubleNear(std::log(score->posterior[2] / score->posterior[1]), 1e-11));
    for (size_t j = 0; j < pattern.size(); ++j) {
      if (pattern[j] != kNotCoded) continue;
      EXPECT_EQ(ratios->items[j], 0);
    }
  }
}

TEST(ScoringTest, TheFastPathGivesTheSameBitsAsScore) {
  std::mt19937_64 random(5);
  const ClassModel model = RandomModel(6, std::vector<int>(17, 2), random);
  const auto scorer = Scorer::Create(model);
  ASSERT_THAT(scorer, IsOk());
  for (int round = 0; round < kRounds; ++round) {
    const Pattern pattern = RandomPattern(model, 0.1, random);
    std::vector<double> posterior(6);
    const double log_likelihood =
        scorer->Posterior(pattern, absl::MakeSpan(posterior));
    const auto score = scorer->Score(pattern);
    ASSERT_THAT(score, IsOk());
    EXPECT_EQ(score->posterior, posterior);
    EXPECT_EQ(score->log_likelihood, log_likelihood);
  }
}

TEST(ScoringTest, RefusesWhatDoesNotFit) {
  ClassModel no_classes = TwoClasses();
  no_classes.shares.clear();
  EXPECT_THAT(
      Score(no_classes, {1, 1}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("shares: none")));
  EXPECT_THAT(Score(TwoClasses(), {1, 2}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("item \"y\": 2; want 0 to 1")));
  EXPECT_THAT(Contributions(TwoClasses(), {1, 1}, 0, 2),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("class 3; want 1 to 2")));
}

}  // namespace
}  // namespace caselens
