#include "typology/comparison/random_additions.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/types/span.h"

#include "tests/status_matchers.h"
#include "tests/typology/random_model.h"
#include "typology/latent_class/published.h"
#include "typology/latent_class/scoring.h"

namespace caselens {
namespace {

using testing::DoubleNear;

// Every pattern with `additions` of the absent items made present, by going
// through every set of items.
std::vector<Pattern> WithAdditions(const Pattern& pattern, size_t additions) {
  std::vector<Pattern> patterns;
  for (size_t mask = 0; mask < size_t{1} << pattern.size(); ++mask) {
    if (static_cast<size_t>(std::popcount(mask)) != additions) continue;
    Pattern added = pattern;
    bool all_absent = true;
    for (size_t j = 0; j < pattern.size(); ++j) {
      if ((mask >> j & 1) == 0) continue;
      all_absent = all_absent && pattern[j] == 0;
      added[j] = 1;
    }
    if (all_absent) patterns.push_back(std::move(added));
  }
  return patterns;
}

// The definition, pattern by pattern.
RandomAdditions BruteForce(const Scorer& scorer,
                           const RandomAdditionsQuery& query) {
  std::vector<double> posterior(scorer.Model().ClassCount());
  scorer.Posterior(query.pattern, absl::MakeSpan(posterior));
  const double before = posterior[query.posterior_of];
  const size_t modal = LargestIndex(posterior);
  const std::vector<Pattern> patterns =
      WithAdditions(query.pattern, query.additions);
  const double weight = 1 / static_cast<double>(patterns.size());
  RandomAdditions result;
  result.sets = patterns.size();
  for (const Pattern& pattern : patterns) {
    scorer.Posterior(pattern, absl::MakeSpan(posterior));
    const double moved = posterior[query.posterior_of] - before;
    const bool as_far = query.movement < 0 ? moved <= query.movement + 1e-9
                                           : moved >= query.movement - 1e-9;
    result.mean_posterior += weight * posterior[query.posterior_of];
    if (LargestIndex(posterior) != modal) result.share_modal_changed += weight;
    if (as_far) result.share_as_far += weight;
  }
  return result;
}

TEST(RandomAdditionsTest, EqualsGoingThroughEverySetOnRandomModels) {
  std::mt19937_64 random(21);
  for (int round = 0; round < 300; ++round) {
    const ClassModel model = RandomModel(3, std::vector<int>(8, 2), random);
    const auto scorer = Scorer::Create(model);
    ASSERT_THAT(scorer, IsOk());
    RandomAdditionsQuery query;
    query.pattern = RandomPattern(model, 0.2, random);
    const auto absent = static_cast<int>(
        std::count(query.pattern.begin(), query.pattern.end(), 0));
    query.additions = static_cast<size_t>(RandomBelow(absent + 1, random));
    query.posterior_of = 1;
    query.movement = RandomUnit(random) - 0.5;
    const RandomAdditions wanted = BruteForce(*scorer, query);
    const RandomAdditions got = AddAtRandom(*scorer, query);
    EXPECT_TRUE(got.exact);
    EXPECT_EQ(got.sets, wanted.sets);
    EXPECT_THAT(got.mean_posterior, DoubleNear(wanted.mean_posterior, 1e-12));
    EXPECT_THAT(got.share_modal_changed,
                DoubleNear(wanted.share_modal_changed, 1e-12));
    EXPECT_THAT(got.share_as_far, DoubleNear(wanted.share_as_far, 1e-12));
  }
}

TEST(RandomAdditionsTest, NothingAddedMovesNothing) {
  std::mt19937_64 random(22);
  const ClassModel model = RandomModel(3, {2, 2, 2}, random);
  const auto scorer = Scorer::Create(model);
  ASSERT_THAT(scorer, IsOk());
  const RandomAdditions none =
      AddAtRandom(*scorer, {.pattern = {1, 0, 1}, .posterior_of = 2});
  std::vector<double> posterior(3);
  scorer->Posterior({1, 0, 1}, absl::MakeSpan(posterior));
  EXPECT_EQ(none.mean_posterior, posterior[2]);
  EXPECT_EQ(none.share_modal_changed, 0);
  EXPECT_EQ(none.share_as_far, 1);
  EXPECT_EQ(none.sets, 1);
}

TEST(RandomAdditionsTest, AddsNoMoreThanIsAbsent) {
  std::mt19937_64 random(25);
  const auto scorer = Scorer::Create(RandomModel(3, {2, 2, 2}, random));
  ASSERT_THAT(scorer, IsOk());
  const RandomAdditions cut =
      AddAtRandom(*scorer, {.pattern = {1, 0, 0}, .additions = 3});
  std::vector<double> posterior(3);
  scorer->Posterior({1, 1, 1}, absl::MakeSpan(posterior));
  EXPECT_EQ(cut.sets, 1);
  EXPECT_THAT(cut.mean_posterior, DoubleNear(posterior[0], 1e-14));
}

TEST(RandomAdditionsTest, AllSetsOfSeventeenItemsAreScored) {
  std::mt19937_64 random(23);
  const ClassModel model = RandomModel(2, std::vector<int>(17, 2), random);
  const auto scorer = Scorer::Create(model);
  ASSERT_THAT(scorer, IsOk());
  const RandomAdditions all =
      AddAtRandom(*scorer, {.pattern = Pattern(17), .additions = 8});
  EXPECT_TRUE(all.exact);
  EXPECT_EQ(all.sets, 24310);
}

// 22 over 6 is 74,613 sets, more than are scored one by one. The tolerance is
// four standard errors of a share (.5 / sqrt(50,000) = .0022).
TEST(RandomAdditionsTest, DrawsSetsWhereThereAreTooManyAndRepeatsThemBySeed) {
  std::mt19937_64 random(24);
  const ClassModel model = RandomModel(3, std::vector<int>(22, 2), random);
  const auto scorer = Scorer::Create(model);
  ASSERT_THAT(scorer, IsOk());
  const RandomAdditionsQuery query = {.pattern = Pattern(22),
                                      .additions = 6,
                                      .posterior_of = 0,
                                      .movement = -0.05};
  const RandomAdditions drawn = AddAtRandom(*scorer, query);
  const RandomAdditions wanted = BruteForce(*scorer, query);
  EXPECT_FALSE(drawn.exact);
  EXPECT_EQ(drawn.sets, 50000);
  EXPECT_THAT(drawn.mean_posterior, DoubleNear(wanted.mean_posterior, 0.009));
  EXPECT_THAT(drawn.share_modal_changed,
              DoubleNear(wanted.share_modal_changed, 0.009));
  EXPECT_THAT(drawn.share_as_far, DoubleNear(wanted.share_as_far, 0.009));
  EXPECT_EQ(AddAtRandom(*scorer, query).mean_posterior, drawn.mean_posterior);
}

// Two random additions move 32% of the records simulated from the published
// figures of site C1 and half of C2's. Seed 7, 4,000 records a site: the
// standard error is below .007.
TEST(RandomAdditionsTest, TwoRandomFactorsMoveAThirdToAHalfOfPublishedRecords) {
  constexpr int kRecords = 4000;
  const std::vector<std::pair<std::string, double>> wanted = {
      {"c1-published", 0.32}, {"c2-published", 0.50}};
  for (const auto& [id, share] : wanted) {
    std::mt19937_64 random(7);
    const auto published = FindPublishedModel(id);
    ASSERT_THAT(published, IsOk());
    const ClassModel& model = published->table.model;
    const auto scorer = Scorer::Create(model);
    ASSERT_THAT(scorer, IsOk());
    double moved = 0;
    for (int i = 0; i < kRecords; ++i) {
      const Pattern record = DrawRecord(model, published->dva_items, random);
      moved += AddAtRandom(*scorer, {.pattern = record, .additions = 2})
                   .share_modal_changed;
    }
    EXPECT_THAT(moved / kRecords, DoubleNear(share, 0.02)) << id;
  }
}

}  // namespace
}  // namespace caselens
