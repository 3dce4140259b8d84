#include "typology/base/csv.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(CsvTest, SplitsQuotedCellsAndKeepsTheLineOfEachRow) {
  const auto rows = ParseCsv(
      "\xEF\xBB\xBF"
      "a,b\r\n\r\n\"x,\"\"y\"\"\n2\",\n,last");
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 3);
  EXPECT_THAT((*rows)[0].cells, ElementsAre("a", "b"));
  EXPECT_THAT((*rows)[1].cells, ElementsAre("x,\"y\"\n2", ""));
  EXPECT_THAT((*rows)[2].cells, ElementsAre("", "last"));
  EXPECT_EQ((*rows)[1].line, 3);
  EXPECT_EQ((*rows)[2].line, 5);
}

TEST(CsvTest, NamesTheLineOfABadQuote) {
  EXPECT_THAT(ParseCsv("a\n\"b"), StatusIs(absl::StatusCode::kInvalidArgument,
                                           HasSubstr("line 2")));
  EXPECT_THAT(ParseCsv("\"a\"b"), StatusIs(absl::StatusCode::kInvalidArgument,
                                           HasSubstr("line 1")));
}

TEST(CsvTest, WritesWhatItReads) {
  const std::vector<std::string> cells = {"a", "b,c", "d\"e", "", "f\ng"};
  const auto rows = ParseCsv(CsvLine(cells));
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(rows->at(0).cells, cells);
}

}  // namespace
}  // namespace caselens
