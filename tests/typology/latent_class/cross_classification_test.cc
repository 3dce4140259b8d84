#include "typology/latent_class/cross_classification.h"

#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caselens {
namespace {

using testing::ElementsAre;

TEST(CrossClassify, TheSameClassesUnderOtherNumbersAreTheSame) {
  const std::vector<size_t> first = {0, 0, 1, 1, 2};
  const std::vector<size_t> second = {2, 2, 0, 0, 1};
  const CrossClassification cross = CrossClassify(first, 3, second, 3);
  EXPECT_THAT(cross.partner, ElementsAre(2, 0, 1));
  EXPECT_DOUBLE_EQ(cross.adjusted_rand, 1);
  EXPECT_EQ(cross.moved, 0);
  EXPECT_DOUBLE_EQ(cross.Jaccard(0, 2), 1);
}

TEST(CrossClassify, AClassThatWasSplitKeepsItsLargerPart) {
  const std::vector<size_t> first = {0, 0, 0, 0, 0, 1, 1};
  const std::vector<size_t> second = {0, 0, 0, 2, 2, 1, 1};
  const CrossClassification cross = CrossClassify(first, 2, second, 3);
  EXPECT_THAT(cross.table, ElementsAre(3, 0, 2, 0, 2, 0));
  EXPECT_THAT(cross.partner, ElementsAre(0, 1));
  EXPECT_EQ(cross.moved, 2);
  EXPECT_DOUBLE_EQ(cross.Jaccard(0, 0), 0.6);
  // (5 - 11 * 5 / 21) / ((11 + 5) / 2 - 11 * 5 / 21)
  EXPECT_NEAR(cross.adjusted_rand, 50.0 / 113.0, 1e-12);
}

TEST(CrossClassify, AClassMayHaveNoPartner) {
  const std::vector<size_t> first = {0, 1, 1, 2};
  const std::vector<size_t> second = {0, 1, 1, 1};
  const CrossClassification cross = CrossClassify(first, 3, second, 2);
  EXPECT_THAT(cross.partner, ElementsAre(0, 1, std::nullopt));
  EXPECT_EQ(cross.moved, 1);
}

TEST(CrossClassify, NoCasesAreNoError) {
  const CrossClassification cross = CrossClassify({}, 2, {}, 2);
  EXPECT_EQ(cross.adjusted_rand, 0);
  EXPECT_EQ(cross.moved, 0);
  EXPECT_EQ(cross.Jaccard(0, 0), 0);
}

}  // namespace
}  // namespace caselens
