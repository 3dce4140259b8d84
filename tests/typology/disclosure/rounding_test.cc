#include "typology/disclosure/rounding.h"

#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace caselens::disclosure {
namespace {

using Reason = HiddenReason;

Variable Yes(const std::string& name, bool sensitive) {
  return {.name = name, .categories = {"a", "b", "c"}, .sensitive = sensitive};
}

PublishedTable Round(CountTable table, bool sensitive, SiteScope scope) {
  const std::vector<Variable> variables = {Yes("x", sensitive)};
  table.key = {0};
  if (table.families.empty()) table.families = table.files;
  if (table.files_of_others.empty()) {
    table.files_of_others.assign(table.files.size(), 0);
  }
  return RoundTable(table, variables, BandsOf(variables, {kDeclaredCategories}),
                    scope);
}

TEST(RoundingTest, RoundsToTheNearestFive) {
  for (int count = 0; count < 200; ++count) {
    const int rounded = RoundToBase(count);
    EXPECT_EQ(rounded % kRoundingBase, 0);
    EXPECT_LE(std::abs(rounded - count), kRoundingError) << count;
  }
}

TEST(RoundingTest, HidesFewerThanEightAndZeroAlike) {
  const PublishedTable table =
      Round({.files = {0, 7, 8}}, false, SiteScope::kOneSite);
  EXPECT_EQ(table.reasons, std::vector<Reason>({Reason::kSmall, Reason::kSmall,
                                                Reason::kShown}));
  EXPECT_EQ(table.values, std::vector<int>({0, 0, 10}));
  EXPECT_EQ(table.TotalReported(), 10);
}

TEST(RoundingTest, HidesSiblingsOfFewFamilies) {
  const PublishedTable table =
      Round({.files = {20, 20, 20}, .families = {4, 5, 20}}, false,
            SiteScope::kOneSite);
  EXPECT_EQ(table.reasons,
            std::vector<Reason>(
                {Reason::kFewFamilies, Reason::kShown, Reason::kShown}));
}

TEST(RoundingTest, HidesWhatOneSiteNearlyHasAlone) {
  const CountTable counts = {.files = {20, 20, 20},
                             .files_of_others = {7, 8, 13}};
  EXPECT_EQ(
      Round(counts, false, SiteScope::kPooled).reasons,
      std::vector<Reason>({Reason::kOneSite, Reason::kShown, Reason::kShown}));
  EXPECT_TRUE(Round(counts, false, SiteScope::kOneSite).Shown(0));
}

TEST(RoundingTest, HidesEverybodyOfASensitiveRow) {
  const CountTable counts = {.files = {100, 4, 3}};
  EXPECT_EQ(
      Round(counts, true, SiteScope::kOneSite).reasons,
      std::vector<Reason>({Reason::kEveryone, Reason::kSmall, Reason::kSmall}));
  EXPECT_TRUE(Round(counts, false, SiteScope::kOneSite).Shown(0));
}

}  // namespace
}  // namespace caselens::disclosure
