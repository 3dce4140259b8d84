#include "typology/sampling/sample.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/sampling/frame_builder.h"
#include "typology/base/counter_random.h"
#include "typology/sampling/spread.h"
#include "typology/sampling/stratified_random.h"

namespace caselens {
namespace {

using testing::HasSubstr;

Sample TwoPlaces() {
  ClassSample of_class{.candidates = 9,
                       .frame = 6,
                       .places = {{.file = "a"}, {.file = "b"}},
                       .reserve = {"c", "d"}};
  return {.classes = {{.places = {{.file = "x"}}}, of_class}};
}

TEST(ReplaceFileTest, PutsTheNextReserveInItsPlaceWithTheReason) {
  auto sample = ReplaceFile(TwoPlaces(), "b", UnavailableReason::kNotLocated);
  ASSERT_THAT(sample, IsOk());
  Sample wanted = TwoPlaces();
  wanted.classes[1].places[1] = {
      .file = "c",
      .unavailable = {{.file = "b", .reason = UnavailableReason::kNotLocated}}};
  wanted.classes[1].reserve = {"d"};
  EXPECT_EQ(*sample, wanted);

  sample = ReplaceFile(*sample, "c", UnavailableReason::kTransferred);
  ASSERT_THAT(sample, IsOk());
  wanted.classes[1].places[1] = {
      .file = "d",
      .unavailable = {
          {.file = "b", .reason = UnavailableReason::kNotLocated},
          {.file = "c", .reason = UnavailableReason::kTransferred}}};
  wanted.classes[1].reserve = {};
  EXPECT_EQ(*sample, wanted);
}

TEST(ReplaceFileTest, LeavesThePlaceEmptyWhenTheReserveHasRunOut) {
  const auto sample =
      ReplaceFile(TwoPlaces(), "x", UnavailableReason::kSiteDeclined);
  ASSERT_THAT(sample, IsOk());
  EXPECT_EQ(sample->classes[0].places[0].file, "");
  EXPECT_EQ(sample->classes[0].Held(), 0);
}

TEST(ReplaceFileTest, RefusesAFileThatNoPlaceHolds) {
  for (const char* file : {"c", "nowhere", ""}) {
    EXPECT_THAT(ReplaceFile(TwoPlaces(), file, UnavailableReason::kOther),
                StatusIs(absl::StatusCode::kNotFound, HasSubstr("file: want")));
  }
}

TEST(ReplaceFileTest, NeverLosesOrDoublesAFile) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const auto drawn = DrawAtRandom(
        RandomFrame(3, 80, seed),
        {.files_per_class = 4, .reserve_per_class = 5, .seed = seed});
    ASSERT_THAT(drawn, IsOk());
    const auto all = [](const Sample& sample) {
      std::multiset<std::string> files;
      for (const ClassSample& of_class : sample.classes) {
        files.insert(of_class.reserve.begin(), of_class.reserve.end());
        for (const Place& place : of_class.places) {
          if (!place.file.empty()) files.insert(place.file);
          for (const Unavailable& lost : place.unavailable) {
            files.insert(lost.file);
          }
        }
      }
      return files;
    };
    Sample sample = drawn->sample;
    CounterRandom random({seed});
    for (int i = 0; i < 30; ++i) {
      const ClassSample& of_class = sample.classes[random.Below(3)];
      const std::string file =
          of_class.places[random.Below(of_class.places.size())].file;
      if (file.empty()) continue;
      const auto next = ReplaceFile(sample, file, UnavailableReason::kOther);
      ASSERT_THAT(next, IsOk());
      sample = *next;
      EXPECT_EQ(all(sample), all(drawn->sample));
    }
  }
}

TEST(SpreadTest, RefusesASampleOfAnotherFrame) {
  const SamplingFrame frame = RandomFrame(2, 40, 1);
  auto drawn = DrawAtRandom(frame, {});
  ASSERT_THAT(drawn, IsOk());
  drawn->sample.classes[0].places[0].file = "elsewhere";
  EXPECT_THAT(MeasureSpread(frame, drawn->sample),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("not in the frame")));
}

}  // namespace
}  // namespace caselens
