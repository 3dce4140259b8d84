#include "typology/comparison/tail.h"

#include <cstddef>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/random_model.h"
#include "typology/latent_class/published.h"
#include "typology/latent_class/scoring.h"

namespace caselens {
namespace {

using testing::DoubleNear;

// P(pattern | class c) over its coded items, multiplied out.
double Probability(const ClassModel& model, const Pattern& pattern, size_t c) {
  double probability = 1;
  for (size_t j = 0; j < pattern.size(); ++j) {
    if (pattern[j] == kNotCoded) continue;
    probability *= model.profile[2 * (c * model.items.size() + j) +
                                 static_cast<size_t>(pattern[j])];
  }
  return probability;
}

// Every pattern that has the same items coded as `found`.
std::vector<Pattern> PatternsLike(const Pattern& found) {
  std::vector<Pattern> patterns = {found};
  for (size_t j = 0; j < found.size(); ++j) {
    if (found[j] == kNotCoded) continue;
    const size_t count = patterns.size();
    for (size_t i = 0; i < count; ++i) {
      patterns.push_back(patterns[i]);
      patterns.back()[j] = 1 - found[j];
    }
  }
  return patterns;
}

bool AnyPresent(const std::vector<bool>& items, const Pattern& pattern) {
  for (size_t j = 0; j < pattern.size(); ++j) {
    if (items[j] && pattern[j] == 1) return true;
  }
  return false;
}

// The definition, pattern by pattern and without logarithms.
double BruteForceTail(const ClassModel& model, const std::vector<bool>& dva,
                      const Pattern& found, size_t c) {
  const double bound = Probability(model, found, c) * (1 + 1e-9);
  double all = 0;
  double tail = 0;
  for (const Pattern& pattern : PatternsLike(found)) {
    if (!AnyPresent(dva, pattern)) continue;
    const double probability = Probability(model, pattern, c);
    all += probability;
    if (probability <= bound) tail += probability;
  }
  return tail / all;
}

double LookedUp(const Scorer& scorer, const TailTable& table,
                const Pattern& found, size_t c) {
  return table.TailProbability(c,
                               scorer.LogJoint(found)[c] - scorer.LogShare(c));
}

std::vector<bool> Coded(const Pattern& pattern) {
  std::vector<bool> coded;
  for (const int answer : pattern) coded.push_back(answer != kNotCoded);
  return coded;
}

TEST(TailTest, EqualsTheSumOverEveryPatternOnRandomModels) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 300; ++round) {
    const size_t items = 1 + static_cast<size_t>(RandomBelow(9, random));
    const ClassModel model = RandomModel(3, std::vector<int>(items, 2), random);
    Pattern found = RandomPattern(model, 0.2, random);
    std::vector<bool> dva(items);
    for (size_t j = 0; j < items; ++j) dva[j] = RandomUnit(random) < 0.4;
    const auto certain =
        static_cast<size_t>(RandomBelow(static_cast<int>(items), random));
    dva[certain] = true;
    found[certain] = 1;
    const auto scorer = Scorer::Create(model);
    ASSERT_THAT(scorer, IsOk());
    const TailTable table(*scorer, Coded(found), dva);
    for (size_t c = 0; c < 3; ++c) {
      EXPECT_THAT(LookedUp(*scorer, table, found, c),
                  DoubleNear(BruteForceTail(model, dva, found, c), 1e-12))
          << "round " << round << ", class " << c + 1;
    }
  }
}

// Figures such as .5 and .25 give many patterns the same probability, which
// sums in different orders round differently.
TEST(TailTest, CountsTiesInHoweverTheyAreRounded) {
  std::mt19937_64 random(12);
  const std::vector<double> values = {0.1, 0.2, 0.3, 0.7, 0.8, 0.9};
  for (int round = 0; round < 100; ++round) {
    ClassModel model = RandomModel(2, std::vector<int>(8, 2), random);
    for (size_t i = 0; i < model.profile.size(); i += 2) {
      model.profile[i] = values[static_cast<size_t>(RandomBelow(6, random))];
      model.profile[i + 1] = 1 - model.profile[i];
    }
    Pattern found = RandomPattern(model, 0.0, random);
    found[3] = 1;
    std::vector<bool> dva(8);
    dva[3] = true;
    const auto scorer = Scorer::Create(model);
    ASSERT_THAT(scorer, IsOk());
    const TailTable table(*scorer, std::vector<bool>(8, true), dva);
    EXPECT_THAT(LookedUp(*scorer, table, found, 1),
                DoubleNear(BruteForceTail(model, dva, found, 1), 1e-12));
  }
}

TEST(TailTest, EqualsTheSumOverAllPatternsOfThePublishedFigures) {
  const auto published = FindPublishedModel("c1-published");
  ASSERT_THAT(published, IsOk());
  const ClassModel& model = published->table.model;
  const auto scorer = Scorer::Create(model);
  ASSERT_THAT(scorer, IsOk());
  std::vector<bool> dva(17);
  dva[4] = dva[5] = dva[6] = true;
  const TailTable table(*scorer, std::vector<bool>(17, true), dva);
  Pattern found(17);
  found[5] = found[8] = found[13] = 1;
  for (size_t c = 0; c < 6; ++c) {
    const double wanted = BruteForceTail(model, dva, found, c);
    EXPECT_THAT(LookedUp(*scorer, table, found, c),
                DoubleNear(wanted, 1e-10 * wanted));
  }
}

TEST(TailTest, TheMostProbablePatternHasTailOne) {
  const ClassModel model = {.items = {BinaryItem("dv"), BinaryItem("x")},
                            .labels = {"a"},
                            .shares = {1},
                            .profile = {0.9, 0.1, 0.8, 0.2}};
  const auto scorer = Scorer::Create(model);
  ASSERT_THAT(scorer, IsOk());
  const TailTable table(*scorer, {true, true}, {true, false});
  EXPECT_EQ(LookedUp(*scorer, table, {1, 0}, 0), 1);
  EXPECT_THAT(LookedUp(*scorer, table, {1, 1}, 0), DoubleNear(0.2, 1e-15));
}

}  // namespace
}  // namespace caselens
