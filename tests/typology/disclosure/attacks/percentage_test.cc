// Attacks 8 and 9: solving percentages back to counts, means times n.

#include <cstddef>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_format.h"

#include "tests/status_matchers.h"
#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"
#include "typology/disclosure/percent.h"

namespace caselens::disclosure {
namespace {

// BROKEN: percentages of unrounded counts.
TEST(PercentageAttackTest, SucceedsOnPercentagesOfTrueCounts) {
  for (const int files : {1, 2, 3, 4}) {
    const double printed = std::stod(absl::StrFormat("%.1f", files / 4.0));
    EXPECT_EQ(CountsBehind(printed, 1, 400), (PossibleCounts{files, files}));
  }
}

TEST(PercentageAttackTest, NeverTellsMoreThanTheFigures) {
  const Microdata data = MadeData({.records = 400, .factors = 2});
  const Release release =
      MustRelease(data, UpTo(1, RequestFor(data, ReleaseProfile::kLive)));
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  for (size_t v = 0; v < data.variables.size(); ++v) {
    const auto answer = Lookup(release, {{{data.variables[v].name, ""}}, {}});
    ASSERT_THAT(answer, IsOk());
    const CountTable counts = CountRecords(data, bands, {static_cast<int>(v)},
                                           [](size_t) { return true; });
    const std::vector<std::string> percentages = Percentages(*answer);
    for (size_t cell = 0; cell < percentages.size(); ++cell) {
      if (!answer->cells[cell].value.has_value()) {
        EXPECT_EQ(percentages[cell], "c");
        continue;
      }
      // Every count that the rounded figure allows stays possible: the
      // percentage is a function of published figures alone.
      const int shown = *answer->cells[cell].value;
      EXPECT_LE(std::abs(counts.files[cell] - shown), kRoundingError);
      EXPECT_EQ(
          percentages[cell],
          absl::StrFormat("%.0f%%", 100.0 * shown / answer->total_reported));
    }
  }
}

// Nine files are known; the mean gives the tenth.
TEST(MeanAttackTest, SucceedsOnAnExactMean) {
  const double known_sum = 9 * 2.0;
  const double mean = (known_sum + 6) / 10;
  EXPECT_DOUBLE_EQ(mean * 10 - known_sum, 6);
}

TEST(MeanAttackTest, LeavesTheWholeRangeToOneFile) {
  const std::vector<std::optional<ValueBand>> bands = {
      ValueBand{0, 0}, ValueBand{1, 1}, ValueBand{2, 2}, ValueBand{3, 6}};
  for (int files = 10; files < 60; files += 5) {
    Answer answer{.dimensions = {"x"},
                  .total_reported = files,
                  .form = TableForm::kRounded};
    for (const int value : {0, files, 0, 0}) {
      answer.cells.push_back({{"band"}, value});
    }
    const auto mean = MeanOfBands(answer, bands);
    ASSERT_THAT(mean, IsOk());
    // mean x n is known to +- step x n / 2, so one file's value to the range.
    EXPECT_GE(mean->step * files, 6);
  }
}

}  // namespace
}  // namespace caselens::disclosure
