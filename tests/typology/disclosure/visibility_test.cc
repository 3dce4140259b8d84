#include "typology/disclosure/visibility.h"

#include <cstddef>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

using ::testing::HasSubstr;

Microdata WithSites(const std::vector<size_t>& files) {
  size_t all = 0;
  for (const size_t count : files) all += count;
  Microdata data = MadeData({.records = all});
  size_t r = 0;
  for (size_t site = 0; site < files.size(); ++site) {
    for (size_t i = 0; i < files[site]; ++i) {
      data.sites[r++] = static_cast<int>(site);
    }
  }
  return data;
}

TEST(VisibilityTest, OneSiteMaySeeItsOwn) {
  EXPECT_EQ(PoolingRefusal(WithSites({3})), "");
}

TEST(VisibilityTest, PoolsThreeSitesOfTenOfWhichNoneIsNearlyAll) {
  EXPECT_EQ(PoolingRefusal(WithSites({10, 10, 80})), "");
  EXPECT_THAT(PoolingRefusal(WithSites({50, 50})), HasSubstr("3 sites"));
  EXPECT_THAT(PoolingRefusal(WithSites({12, 12, 8})),
              HasSubstr("10 files of each"));
  EXPECT_THAT(PoolingRefusal(WithSites({10, 10, 81})), HasSubstr("over 80%"));
}

// The first `removed` records gone and as many new ones of the same site.
Microdata Changed(const Microdata& data, size_t changed) {
  Microdata now = data;
  for (size_t r = 0; r < changed; ++r) now.ids[r] += 1000000;
  return now;
}

TEST(VisibilityTest, NeedsTenChangedFilesAtEachSite) {
  const Microdata one = WithSites({100});
  EXPECT_EQ(ChangeRefusal(one, one), "");
  EXPECT_THAT(ChangeRefusal(one, Changed(one, 4)), HasSubstr("at least 10"));
  EXPECT_EQ(ChangeRefusal(one, Changed(one, 5)), "");  // 5 gone, 5 came
  const Microdata pooled = WithSites({40, 40, 40});
  EXPECT_THAT(ChangeRefusal(pooled, Changed(pooled, 40)),
              HasSubstr("at each site"));
}

TEST(VisibilityTest, RecodedFilesAreOneChange) {
  const Microdata before = WithSites({100});
  Microdata now = before;
  for (size_t r = 0; r < 9; ++r) {
    int& answer = now.values[r * now.variables.size()];
    answer = 1 - answer;
  }
  EXPECT_THAT(ChangeRefusal(before, now), HasSubstr("at least 10"));
}

TEST(VisibilityTest, AnExactTableChangesByNothingOrByFive) {
  const PublishedTable before = {
      .key = {0},
      .form = TableForm::kExact,
      .values = {50, 20},
      .reasons = {HiddenReason::kShown, HiddenReason::kShown}};
  EXPECT_TRUE(StaysExact(before, {.key = {0}, .files = {50, 20}}));
  EXPECT_TRUE(StaysExact(before, {.key = {0}, .files = {55, 13}}));
  EXPECT_FALSE(StaysExact(before, {.key = {0}, .files = {54, 20}}));
}

}  // namespace
}  // namespace caselens::disclosure
