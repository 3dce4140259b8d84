#include "typology/latent_class/profiles.h"

#include <cstddef>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "typology/latent_class/class_model.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ClassModel TwoClasses() {
  return {.items = {{.id = "violence", .categories = {"no", "yes"}},
                    {.id = "carer", .categories = {"a", "b", "c"}}},
          .labels = {"Class 1", "Class 2"},
          .shares = {0.75, 0.25},
          .profile = {0.9, 0.1, 0.5, 0.5, 0,  //
                      0.0, 1.0, 0.0, 0.2, 0.8}};
}

TEST(ProfilesTest, ProbMeansTurnProfilesAround) {
  const std::vector<double> means = ProbMeans(TwoClasses());
  EXPECT_NEAR(means[1], 0.75 * 0.1 / (0.75 * 0.1 + 0.25 * 1.0), 1e-15);
  for (size_t level = 0; level < 5; ++level) {
    EXPECT_NEAR(means[level] + means[5 + level], 1, 1e-15) << level;
  }
}

TEST(ProfilesTest, SuggestsTheAnswersThatStandOut) {
  EXPECT_EQ(SuggestedLabel(TwoClasses(), 1), "violence + carer=c");
  ClassModel even = TwoClasses();
  even.profile = {0.5, 0.5, 0.4, 0.3, 0.3, 0.5, 0.5, 0.4, 0.3, 0.3};
  EXPECT_EQ(SuggestedLabel(even, 0), "no item stands out");
  const ClassModel binary{.items = {{.id = "x", .categories = {"0", "1"}}},
                          .labels = {"a", "b"},
                          .shares = {0.5, 0.5},
                          .profile = {0.9, 0.1, 0.2, 0.8}};
  EXPECT_EQ(SuggestedLabel(binary, 0), "low on everything");
}

TEST(ProfilesTest, FlagsEstimatesAtTheBoundary) {
  EXPECT_THAT(
      BoundaryEstimates(TwoClasses()),
      ElementsAre(
          BoundaryEstimate{.class_index = 0, .item = 1, .category = 2},
          BoundaryEstimate{
              .class_index = 1, .item = 0, .category = 1, .probability = 1},
          BoundaryEstimate{.class_index = 1, .item = 1, .category = 0}));
}

TEST(ProfilesTest, ReordersClassesWithAllThatBelongsToThem) {
  const std::vector<size_t> order = {1, 0};
  const auto reordered = ReorderClasses(TwoClasses(), order);
  ASSERT_THAT(reordered, IsOk());
  EXPECT_THAT(reordered->labels, ElementsAre("Class 2", "Class 1"));
  EXPECT_THAT(reordered->shares, ElementsAre(0.25, 0.75));
  EXPECT_EQ(reordered->profile[0],
            TwoClasses().profile[TwoClasses().profile.size() / 2]);
  EXPECT_EQ(*ReorderClasses(*reordered, order), TwoClasses());
  for (const std::vector<size_t>& bad :
       {std::vector<size_t>{0}, {0, 0}, {0, 2}, {0, 1, 1}}) {
    EXPECT_THAT(ReorderClasses(TwoClasses(), bad),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("each of the 2 classes once")));
  }
}

}  // namespace
}  // namespace caselens
