#include "typology/latent_class/class_model.h"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ClassModel TwoClasses() {
  return {.items = {BinaryItem("dv"), {"mood", {"low", "mid", "high"}}},
          .labels = {"a", "b"},
          .shares = {0.25, 0.75},
          .profile = {0.1, 0.9, 0.2, 0.3, 0.5,  //
                      1.0, 0.0, 0.0, 1.0, 0.0}};
}

TEST(ClassModelTest, AcceptsSharesAndProfilesThatAddUpToOne) {
  EXPECT_THAT(ValidateClassModel(TwoClasses()), IsOk());
}

TEST(ClassModelTest, GivesTheFirstCategoryOfEachItemAndTheirNumber) {
  EXPECT_THAT(CategoryOffsets(TwoClasses().items), ElementsAre(0, 2, 5));
}

struct BadModel {
  std::string name;
  std::function<void(ClassModel&)> spoil;
  std::string message;
};

TEST(ClassModelTest, NamesWhatIsWrongWithAModel) {
  const std::vector<BadModel> cases = {
      {"no items", [](ClassModel& m) { m.items.clear(); }, "items: none"},
      {"the same item twice", [](ClassModel& m) { m.items[1].id = "dv"; },
       "\"dv\" is there twice"},
      {"an item without id", [](ClassModel& m) { m.items[1].id.clear(); },
       "an id is empty"},
      {"no categories", [](ClassModel& m) { m.items[1].categories.clear(); },
       "\"mood\" has no categories"},
      {"no classes", [](ClassModel& m) { m.shares.clear(); }, "shares: none"},
      {"a label missing", [](ClassModel& m) { m.labels.pop_back(); },
       "labels: 1; want one for each of 2 classes"},
      {"a number missing", [](ClassModel& m) { m.profile.pop_back(); },
       "profile: 9 numbers; want 10"},
      {"an empty class",
       [](ClassModel& m) {
         m.shares = {0, 1};
       },
       "share of class 1: 0; want above 0"},
      {"shares beyond one", [](ClassModel& m) { m.shares[0] = 0.5; },
       "shares: they add up to 1.25; want 1"},
      {"NaN share", [](ClassModel& m) { m.shares[1] = std::nan(""); },
       "share of class 2: nan"},
      {"NaN probability", [](ClassModel& m) { m.profile[8] = std::nan(""); },
       "profile of class 2, item \"mood\": probability nan; want 0 to 1"},
      {"negative probability",
       [](ClassModel& m) {
         m.profile[0] = -0.1;
         m.profile[1] = 1.1;
       },
       "profile of class 1, item \"dv\": probability -0.1"},
      {"a row beyond one", [](ClassModel& m) { m.profile[4] = 0.6; },
       "profile of class 1, item \"mood\": probabilities add up to 1.1"},
  };
  for (const BadModel& bad : cases) {
    ClassModel model = TwoClasses();
    bad.spoil(model);
    EXPECT_THAT(
        ValidateClassModel(model),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(bad.message)))
        << bad.name;
  }
}

TEST(ClassModelTest, TakesACategoryOrNotCodedForEachItem) {
  const std::vector<Item> items = TwoClasses().items;
  EXPECT_THAT(ValidatePattern(items, {1, 2}), IsOk());
  EXPECT_THAT(ValidatePattern(items, {kNotCoded, 0}), IsOk());
  EXPECT_THAT(ValidatePattern(items, {1}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("1 answers; want one for each of 2 items")));
  EXPECT_THAT(ValidatePattern(items, {1, 3}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("item \"mood\": 3; want 0 to 2")));
  EXPECT_THAT(ValidatePattern(items, {-2, 0}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("item \"dv\": -2; want 0 to 1")));
}

}  // namespace
}  // namespace caselens
