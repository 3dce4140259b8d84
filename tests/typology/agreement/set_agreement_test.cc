#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "tests/status_matchers.h"
#include "typology/agreement/agreement.h"
#include "typology/agreement/tally.h"
#include "typology/agreement/weights.h"

namespace caselens {
namespace {

using testing::HasSubstr;

constexpr std::optional<uint64_t> kNone;

SetAgreementReport Measure(const SetTally& tally,
                           const std::vector<std::string>& labels) {
  auto report = MeasureSetAgreement(tally, labels);
  EXPECT_THAT(report, IsOk());
  return *std::move(report);
}

TEST(SetAgreement, CountsEachCodeAlone) {
  SetTally tally(2, 2);
  EXPECT_THAT(tally.Add({0b01, 0b01}), IsOk());
  EXPECT_THAT(tally.Add({0b11, 0b01}), IsOk());
  EXPECT_THAT(tally.Add({0b00, 0b01}), IsOk());
  EXPECT_THAT(tally.Add({0b10, 0b10}), IsOk());
  EXPECT_THAT(tally.Add({0b10, kNone}), IsOk());
  const SetAgreementReport report = Measure(tally, {"PHYSICAL", "SEXUAL"});
  EXPECT_EQ(report.units, 5);
  EXPECT_EQ(report.paired, 4);
  EXPECT_DOUBLE_EQ(*report.percent.value, .5);
  EXPECT_EQ(report.codes[0].categories[1].ratings, 5);
  EXPECT_DOUBLE_EQ(*report.codes[0].categories[1].specific.value, 4.0 / 5);
  EXPECT_DOUBLE_EQ(*report.codes[0].categories[0].specific.value, 2.0 / 3);
  EXPECT_DOUBLE_EQ(*report.codes[1].percent.value, .75);
}

// Observed and expected disagreement from all pairs of answers, one by one.
TEST(SetAgreement, AlphaEqualsItsDefinition) {
  std::mt19937_64 random(21);
  for (int t = 0; t < 20; ++t) {
    SetTally tally(2, 4);
    std::vector<uint64_t> sets;
    for (int i = 0; i < 40; ++i) {
      const uint64_t a = random() % 16;
      const uint64_t b = random() % 3 == 0 ? random() % 16 : a;
      EXPECT_THAT(tally.Add({a, b}), IsOk());
      sets.push_back(a);
      sets.push_back(b);
    }
    const Weights masi = Weights::Masi(sets);
    double observed = 0;
    double expected = 0;
    for (size_t i = 0; i < sets.size(); ++i) {
      observed += (1 - masi.Between(i, i ^ 1U)) / 80;
      for (size_t j = 0; j < sets.size(); ++j) {
        const double near = sets[i] == sets[j] ? 1 : masi.Between(i, j);
        expected += i == j ? 0 : (1 - near) / (80 * 79);
      }
    }
    const SetAgreementReport report = Measure(tally, {"a", "b", "c", "d"});
    EXPECT_NEAR(*report.masi_alpha.value, 1 - observed / expected, 1e-12);
    EXPECT_TRUE(report.masi_alpha.interval.has_value());
  }
}

TEST(SetAgreement, SameAnswerEverywhereIsNotDefined) {
  SetTally tally(2, 3);
  EXPECT_THAT(tally.Add({0b101, 0b101}), IsOk());
  const SetAgreementReport report = Measure(tally, {"a", "b", "c"});
  EXPECT_EQ(report.masi_alpha,
            NotDefined("all coders chose the same codes", 1));
  EXPECT_EQ(report.codes[1].cohen_kappa.why,
            "not defined: all coders chose not b");
}

TEST(SetAgreement, RefusesWhatIsNoAnswer) {
  SetTally tally(2, 3);
  EXPECT_THAT(tally.Add({0b1000, 0}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("beyond the 3 codes")));
  EXPECT_THAT(MeasureSetAgreement(tally, {"a", "b", "c"}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("no unit was rated by two coders")));
  EXPECT_THAT(MeasureSetAgreement(tally, {"a"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("code_labels: 1")));
}

TEST(SetAgreement, TakesSixtyFourCodes) {
  SetTally tally(2, 64);
  EXPECT_THAT(tally.Add({~uint64_t{0}, uint64_t{1} << 63}), IsOk());
  EXPECT_EQ(tally.OfCode(63).Patterns(),
            (std::vector<RatingPattern>{{{1, 1}, 1}}));
}

}  // namespace
}  // namespace caselens
