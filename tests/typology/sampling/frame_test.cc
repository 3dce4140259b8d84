#include "typology/sampling/frame.h"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/sampling/frame_builder.h"
#include "typology/sampling/purposive.h"
#include "typology/sampling/stratified_random.h"

namespace caselens {
namespace {

using testing::HasSubstr;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(SamplingFrameTest, NamesTheFieldThatIsWrongAndWhatWasWanted) {
  struct Case {
    std::function<void(SamplingFrame&)> spoil;
    std::string message;
  };
  const std::vector<Case> cases = {
      {[](SamplingFrame& f) { f.class_count = 0; },
       "class_count: 0; want 1 to 100"},
      {[](SamplingFrame& f) { f.class_count = 101; },
       "class_count: 101; want 1 to 100"},
      {[](SamplingFrame& f) { f.sites[1].id = "S1"; },
       "sites.id: \"S1\" is there twice"},
      {[](SamplingFrame& f) { f.candidates[2].id = ""; },
       "candidates[2].id: want an id"},
      {[](SamplingFrame& f) { f.candidates[2].id = "r1"; },
       "candidates[2].id: \"r1\" is there twice"},
      {[](SamplingFrame& f) { f.candidates[0].site = "S9"; },
       "candidates[0].site: \"S9\"; want one of the sites given"},
      {[](SamplingFrame& f) { f.candidates[0].assigned_class = 3; },
       "candidates[0].assigned_class: class 4; want 1 to 3"},
      {[](SamplingFrame& f) { f.candidates[0].posterior = std::nan(""); },
       "candidates[0].posterior: nan; want 0 to 1"},
      {[](SamplingFrame& f) { f.candidates[0].posterior = 1.01; },
       "candidates[0].posterior: 1.01; want 0 to 1"}};
  for (const Case& c : cases) {
    SamplingFrame frame = RandomFrame(3, 20, 1);
    c.spoil(frame);
    EXPECT_THAT(DrawPurposively(frame, {}),
                StatusIs(kInvalid, HasSubstr(c.message)));
    EXPECT_THAT(DrawAtRandom(frame, {}),
                StatusIs(kInvalid, HasSubstr(c.message)));
  }
}

TEST(SamplingFrameTest, RefusesOptionsBeyondTheirLimits) {
  const SamplingFrame frame = RandomFrame(3, 20, 1);
  EXPECT_THAT(DrawAtRandom(frame, {.files_per_class = 0}),
              StatusIs(kInvalid, HasSubstr("files_per_class: 0; want 1")));
  EXPECT_THAT(DrawAtRandom(frame, {.files_per_class = 100'001}),
              StatusIs(kInvalid, HasSubstr("files_per_class: 100001; want 1")));
  EXPECT_THAT(
      DrawPurposively(frame, {.files_per_class = 101}),
      StatusIs(kInvalid, HasSubstr("files_per_class: 101; want 1 to 100")));
  EXPECT_THAT(
      DrawPurposively(frame, {.reserve_per_class = 101}),
      StatusIs(kInvalid, HasSubstr("reserve_per_class: 101; want 0 to 100")));
  EXPECT_THAT(
      DrawAtRandom(frame, {.minimum_posterior = std::nan("")}),
      StatusIs(kInvalid, HasSubstr("minimum_posterior: nan; want 0 to 1")));
}

TEST(SamplingFrameTest, RefusesAPurposiveDrawOverValuesThatAreNoGroups) {
  SamplingFrame frame = RandomFrame(1, 200, 1);
  for (Candidate& candidate : frame.candidates) {
    candidate.age_band = candidate.id;
  }
  EXPECT_THAT(DrawPurposively(frame, {}),
              StatusIs(kInvalid, HasSubstr("AGE_BAND: more than 100 values")));
  EXPECT_THAT(DrawAtRandom(frame, {}), IsOk());
}

TEST(SamplingFrameTest, DrawsNothingBeforeAgreementAndEthicsAreRecorded) {
  for (const bool agreement : {false, true}) {
    SamplingFrame frame = RandomFrame(2, 20, 1);
    for (SamplingSite& site : frame.sites) {
      site.agreement_recorded = agreement;
      site.ethics_recorded = !agreement;
    }
    EXPECT_THAT(DrawPurposively(frame, {}),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         HasSubstr("ethics approval")));
    EXPECT_THAT(DrawAtRandom(frame, {}),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         HasSubstr("ethics approval")));
  }
}

}  // namespace
}  // namespace caselens
