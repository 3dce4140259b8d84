#include "typology/johnson/indicators.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"

namespace caselens {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::HasSubstr;

TEST(IndicatorsTest, EveryNameIsFoundAgainInAnyCase) {
  for (size_t i = 0; i < kIndicatorCount; ++i) {
    const auto indicator = static_cast<Indicator>(i);
    EXPECT_EQ(FindIndicator(IndicatorName(indicator)), indicator);
  }
  EXPECT_EQ(FindIndicator("k10"), Indicator::kK10);
  EXPECT_EQ(FindIndicator("K11"), std::nullopt);
  EXPECT_EQ(FindIndicator(""), std::nullopt);
}

TEST(IndicatorsTest, NothingIsRecordedInANewDirectionOrAnEmptyText) {
  const DirectionIndicators nothing;
  for (size_t i = 0; i < kIndicatorCount; ++i) {
    EXPECT_FALSE(nothing.IsRecorded(static_cast<Indicator>(i)));
  }
  const auto parsed = ParseDirection(" \n");
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(*parsed, nothing);
}

TEST(IndicatorsTest, ReadsLevelsAndTellsStatedAbsentFromNotRecorded) {
  const auto parsed = ParseDirection("V1=0  K10=3\tk2=NR X2=1");
  ASSERT_THAT(parsed, IsOk());
  DirectionIndicators want;
  want.Set(Indicator::kV1, 0);
  want.Set(Indicator::kK10, 3);
  want.Set(Indicator::kX2, 1);
  EXPECT_EQ(*parsed, want);
  EXPECT_FALSE(parsed->IsRecorded(Indicator::kK2));
}

TEST(IndicatorsTest, SaysWhichTokenIsWrongAndWhatWasWanted) {
  const auto error = [](absl::string_view text) {
    return ParseDirection(text).status();
  };
  const StatusCode bad = StatusCode::kInvalidArgument;
  EXPECT_THAT(error("K1=3 K11=3"),
              StatusIs(bad, AllOf(HasSubstr("token 2"), HasSubstr("K1 to K10"),
                                  HasSubstr("V1 to V9 or X2"))));
  EXPECT_THAT(error("K1=4"), StatusIs(bad, AllOf(HasSubstr("token 1"),
                                                 HasSubstr("0, 1, 2, 3 or "
                                                           "NR"))));
  EXPECT_THAT(error("K1"), StatusIs(bad, HasSubstr("token 1")));
  EXPECT_THAT(error("K1=-1"), StatusIs(bad, HasSubstr("token 1")));
  EXPECT_THAT(error("K1=1=1"), StatusIs(bad, HasSubstr("token 1")));
  EXPECT_THAT(error("X3=Y"), StatusIs(bad, HasSubstr("token 1")));
  EXPECT_THAT(error("K1=1 k1=1"),
              StatusIs(bad, AllOf(HasSubstr("token 2"), HasSubstr("once"))));
}

TEST(IndicatorsTest, AnErrorIsShortAndPrintableWhateverTheInput) {
  const absl::Status status =
      ParseDirection(std::string(100000, '\xff')).status();
  EXPECT_LT(status.message().size(), 400);
  for (const char c : std::string(status.message())) {
    EXPECT_TRUE(c >= ' ' && c <= '~') << static_cast<int>(c);
  }
}

TEST(IndicatorsTest, ReadsWhatIsCodedAboutTheTwo) {
  const auto empty = ParseDyad("");
  ASSERT_THAT(empty, IsOk());
  EXPECT_EQ(*empty, DyadIndicators());
  EXPECT_TRUE(empty->intimate);

  const auto full = ParseDyad("X1=2 X3=Y X5=n STALKING=y intimate=False");
  ASSERT_THAT(full, IsOk());
  EXPECT_EQ(*full, (DyadIndicators{.conflict_onset = 2,
                                   .first_at_separation = YesNo::kYes,
                                   .continues_after_separation = YesNo::kNo,
                                   .stalking = YesNo::kYes,
                                   .intimate = false}));
  const auto silent = ParseDyad("X3=NR intimate=True");
  ASSERT_THAT(silent, IsOk());
  EXPECT_EQ(*silent, DyadIndicators());
}

TEST(IndicatorsTest, SaysWhatIsWrongAboutTheTwo) {
  const StatusCode bad = StatusCode::kInvalidArgument;
  EXPECT_THAT(
      ParseDyad("X4=Y"),
      StatusIs(bad, AllOf(HasSubstr("'X4=Y'"),
                          HasSubstr("X1, X3, X5, stalking or intimate"))));
  EXPECT_THAT(ParseDyad("X3=2"), StatusIs(bad, AllOf(HasSubstr("'X3=2'"),
                                                     HasSubstr("Y, N or NR"))));
  EXPECT_THAT(ParseDyad("intimate=NR"),
              StatusIs(bad, HasSubstr("True or False")));
  EXPECT_THAT(ParseDyad("X3=Y X3=Y"), StatusIs(bad, HasSubstr("once")));
}

}  // namespace
}  // namespace caselens
