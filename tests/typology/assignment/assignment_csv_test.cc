#include "typology/assignment/assignment_csv.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(AssignmentCsvTest, ReadsColumnsInAnyOrderAndWordsInAnyCase) {
  const auto csv = ParseAssignmentCsv(
      "due_date,Record,site,wave,rank,auditor\r\n"
      "2026-12-18,C1-1,C1,w2,second,ada\r\n"
      ",\"C1-2\", C1 ,,,\r\n",
      10);
  ASSERT_THAT(csv, IsOk());
  EXPECT_THAT(csv->errors, IsEmpty());
  EXPECT_THAT(
      csv->rows,
      ElementsAre(AssignmentCsvRow{.line = 2,
                                   .site = "C1",
                                   .record = "C1-1",
                                   .auditor = "ada",
                                   .rank = "SECOND",
                                   .wave = "W2",
                                   .due_date = "2026-12-18"},
                  AssignmentCsvRow{.line = 3, .site = "C1", .record = "C1-2"}));
}

TEST(AssignmentCsvTest, NeedsNoMoreThanRecords) {
  const auto csv = ParseAssignmentCsv("record\nC1-1\n", 10);
  ASSERT_THAT(csv, IsOk());
  EXPECT_THAT(csv->rows,
              ElementsAre(AssignmentCsvRow{.line = 2, .record = "C1-1"}));
}

TEST(AssignmentCsvTest, NamesRowAndColumnOfEveryError) {
  const auto csv = ParseAssignmentCsv(
      "record,rank,wave,due_date\n"
      ",PRIMARY,W1,2026-02-28\n"
      "C1-2,THIRD,W9,2026-02-29\n"
      "C1-3,,W1\n"
      "C1-4,,,\n",
      10);
  ASSERT_THAT(csv, IsOk());
  const std::vector<AssignmentCsvError> wanted = {
      {2, "record", "want the site's id of the record"},
      {3, "rank", "want PRIMARY, SECOND, PILOT_CODER or nothing"},
      {3, "wave", "want PILOT, W1, W2 or nothing"},
      {3, "due_date", "want a day as YYYY-MM-DD or nothing"},
      {4, "", "want 4 cells, one a column"}};
  EXPECT_EQ(csv->errors, wanted);
  EXPECT_EQ(csv->rows.size(), 1);
}

TEST(AssignmentCsvTest, RefusesWhatIsNoSuchList) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "want a header"},
      {"site\nC1\n", "want a column `record`"},
      {"record,record\n", "line 1: column 2: want each once: site, record, "},
      {"record,due\n", "line 1: column 2"},
      {"record\nC1-1\nC1-2\nC1-3\n", "want at most 2 rows"},
      {"record\n\"C1-1\n", "a quote is never closed"}};
  for (const auto& [text, message] : cases) {
    EXPECT_THAT(ParseAssignmentCsv(text, 2),
                StatusIs(kInvalid, HasSubstr(message)))
        << text;
  }
}

}  // namespace
}  // namespace caselens
