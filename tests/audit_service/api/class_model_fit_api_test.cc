#include "audit_service/api/class_model_fit_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "typology/latent_class/criteria.h"

namespace caselens {
namespace {

using testing::ElementsAre;

TEST(FitPatterns, ItemsThatNeverVaryHaveOneCategoryAndNoParameter) {
  const v1::FitPatterns stored = RenderFitPatterns(
      {"always", "varies", "never"}, {{0b001, 3}, {0b011, 2}});
  const PatternTable table = ParseFitPatterns(stored);
  ASSERT_EQ(table.items.size(), 3U);
  EXPECT_THAT(table.items[0].categories, ElementsAre("1"));
  EXPECT_THAT(table.items[1].categories, ElementsAre("0", "1"));
  EXPECT_THAT(table.items[2].categories, ElementsAre("0"));
  EXPECT_EQ(table.pattern_count, 2U);
  EXPECT_EQ(table.total_weight, 5);
  EXPECT_EQ(ParameterCount(table.items, 2), 3U);
}

TEST(FitResult, GivesItemsThatNeverVaryToEveryClass) {
  const PatternTable table = ParseFitPatterns(RenderFitPatterns(
      {"always", "varies", "never"}, {{0b001, 30}, {0b011, 20}}));
  const auto fit = FitClasses(table, {.class_count = 1});
  ASSERT_THAT(fit, IsOk());
  const auto criteria = ComputeCriteria(fit->model, table);
  ASSERT_THAT(criteria, IsOk());
  const v1::FitResult result = RenderFitResult(*fit, *criteria);
  EXPECT_EQ(result.class_count(), 1);
  EXPECT_EQ(result.criteria().parameters(), 1);
  EXPECT_FALSE(result.criteria().has_lambda());
  EXPECT_FALSE(result.search().not_replicated());
  ASSERT_EQ(result.profile_size(), 3);
  EXPECT_THAT(result.profile(0).probability(), ElementsAre(1));
  EXPECT_THAT(result.profile(1).probability(),
              ElementsAre(testing::DoubleNear(0.4, 1e-9)));
  EXPECT_THAT(result.profile(2).probability(), ElementsAre(0));
}

TEST(FitOptions, OneClassIsAlwaysFitted) {
  v1::FitOptions options;
  options.set_classes_from(4);
  options.set_classes_to(6);
  EXPECT_THAT(ClassCounts(options), ElementsAre(1, 4, 5, 6));
  options.set_classes_from(1);
  options.set_classes_to(2);
  EXPECT_THAT(ClassCounts(options), ElementsAre(1, 2));
}

TEST(FitOptions, DefaultsAreFilledIn) {
  v1::FitOptions options;
  options.set_unit(v1::FitOptions::EACH_ASSESSMENT);
  options.set_method(v1::FitOptions::MAP);
  options.set_classes_from(2);
  options.set_classes_to(2);
  const auto checked = CheckedFitOptions(options);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->seed(), 1);
  EXPECT_EQ(checked->pseudo_cases(), 1);
}

}  // namespace
}  // namespace caselens
