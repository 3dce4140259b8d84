#include "typology/disclosure/percent.h"

#include <cstddef>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "tests/status_matchers.h"
#include "typology/base/csv.h"

namespace caselens::disclosure {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

PrintedShares Figure(const std::string& file, double base) {
  std::ifstream in(std::string(CASELENS_TEST_DATA) + "/rdac/" + file);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const std::vector<CsvRow> rows = *ParseCsv(text);
  PrintedShares printed{.base = base};
  for (size_t i = 1; i < rows.size(); ++i) {
    std::vector<double> shares;
    for (size_t k = 2; k < rows[i].cells.size(); ++k) {
      shares.push_back(std::stod(rows[i].cells[k]));
    }
    if (i == 1) {
      printed.group_sizes = shares;
    } else {
      printed.row_shares.push_back(shares);
    }
  }
  return printed;
}

TEST(PercentTest, FlagsTheCellsOfFigures51And57ThatImplySmallCounts) {
  const auto c1 = SmallCountsImplied(Figure("figure_5_1_lca_c1.csv", 1052));
  const auto c2 = SmallCountsImplied(Figure("figure_5_7_lca_c2.csv", 1073));
  ASSERT_THAT(c1, IsOk());
  ASSERT_THAT(c2, IsOk());
  EXPECT_EQ(c1->size(), 28);
  EXPECT_EQ(c2->size(), 20);
}

TEST(PercentTest, FiguresThatImplySmallCountsAreNotReleased) {
  EXPECT_THAT(CheckModelOutput(Figure("figure_5_1_lca_c1.csv", 1052), 1000),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("28 cells imply 1 to 4 files")));
  const PrintedShares large = {
      .base = 1000, .group_sizes = {1}, .row_shares = {{0.5}}};
  EXPECT_THAT(CheckModelOutput(large, 10), IsOk());
  EXPECT_THAT(CheckModelOutput(large, 9),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("want at least 10")));
}

TEST(PercentTest, RefusesSharesThatAreNone) {
  EXPECT_THAT(
      SmallCountsImplied(
          {.base = 10, .group_sizes = {0.5, 0.5}, .row_shares = {{0.1}}}),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("want 2 from 0 to 1")));
}

Answer OneDimension(const std::vector<std::optional<int>>& values,
                    TableForm form) {
  Answer answer{.dimensions = {"x"}, .form = form};
  for (const std::optional<int>& value : values) {
    answer.cells.push_back({{"category"}, value});
    answer.total_reported += value.value_or(0);
  }
  return answer;
}

TEST(PercentTest, PercentagesComeFromPublishedFiguresAlone) {
  EXPECT_THAT(
      Percentages(OneDimension({693, 668, 0, std::nullopt}, TableForm::kExact)),
      ElementsAre("50.9%", "49.1%", "0.0%", "c"));
  EXPECT_THAT(
      Percentages(OneDimension({10, std::nullopt, 20}, TableForm::kRounded)),
      ElementsAre("33%", "c", "67%"));
  EXPECT_THAT(Percentages(OneDimension({std::nullopt}, TableForm::kRounded)),
              ElementsAre("c"));
}

TEST(PercentTest, FindsTheCountsBehindAPercentage) {
  EXPECT_EQ(CountsBehind(33.3, 1, 1361), (PossibleCounts{453, 453}));
  EXPECT_EQ(CountsBehind(50, 0, 10), (PossibleCounts{5, 5}));
  const PossibleCounts none = CountsBehind(33.3, 1, 10);
  EXPECT_LT(none.most, none.least);
}

TEST(PercentTest, NeedsTenFilesForAMean) {
  const std::vector<std::optional<ValueBand>> bands = {
      ValueBand{0, 0}, ValueBand{1, 2}, ValueBand{3, 6}};
  EXPECT_THAT(MeanOfBands(OneDimension({4, 5, 0}, TableForm::kExact), bands),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("at least 10")));
}

// If the value of one file went from the least to the greatest, the mean would
// move by range / n: no more than a step.
TEST(PercentTest, PrintsMeansInStepsThatHideOneFile) {
  const std::vector<std::optional<ValueBand>> bands = {
      ValueBand{0, 0}, ValueBand{1, 2}, ValueBand{3, 6}};
  for (const int files : {10, 40, 333}) {
    const auto mean =
        MeanOfBands(OneDimension({files, 0, 0}, TableForm::kExact), bands);
    ASSERT_THAT(mean, IsOk());
    EXPECT_GE(mean->step, 6.0 / files);
  }
  const auto mean =
      MeanOfBands(OneDimension({10, 20, 10}, TableForm::kRounded), bands);
  ASSERT_THAT(mean, IsOk());
  EXPECT_EQ(mean->median_cell, 1);
  EXPECT_DOUBLE_EQ(mean->step, 0.2);
  EXPECT_DOUBLE_EQ(mean->mean, 1.8);
}

TEST(PercentTest, LeavesOutOfAMeanWhatHasNoBand) {
  const std::vector<std::optional<ValueBand>> bands = {
      std::nullopt, ValueBand{0, 4}, ValueBand{5, 9}, std::nullopt};
  const auto mean =
      MeanOfBands(OneDimension({90, 10, 30, 500}, TableForm::kRounded), bands);
  ASSERT_THAT(mean, IsOk());
  EXPECT_EQ(mean->files, 40);
  EXPECT_EQ(mean->median_cell, 2);
  EXPECT_DOUBLE_EQ(mean->step, 0.5);
  EXPECT_DOUBLE_EQ(mean->mean, 6);  // (10 x 2 + 30 x 7) / 40 = 5.75
  EXPECT_THAT(
      MeanOfBands(OneDimension({90, 5, 4, 500}, TableForm::kExact), bands),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               HasSubstr("at least 10")));
}

}  // namespace
}  // namespace caselens::disclosure
