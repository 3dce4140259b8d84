#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/output/grid.h"
#include "clients/cli/output/text.h"

namespace caselens::cli {
namespace {

TEST(Table, AlignsTextLeftAndNumbersRight) {
  Grid grid({"site", "case_files", "contact"});
  grid.Add({"C1", Cell::Number(1052), "Duty team"});
  grid.Add({"OTHER", Cell::Number(7), ""});
  EXPECT_EQ(TableText(grid),
            "SITE   CASE FILES  CONTACT\n"
            "C1           1052  Duty team\n"
            "OTHER           7\n");
}

TEST(Table, AlignsByTheWidthOfCharactersNotBytes) {
  Grid grid({"name", "x"});
  grid.Add({"Siân", "1"});       // one byte more than columns
  grid.Add({"a\xCC\x8A", "2"});  // a and a combining ring: one column
  grid.Add({"日本", "3"});       // two columns each
  EXPECT_EQ(TableText(grid),
            "NAME  X\n"
            "Siân  1\n"
            "a\xCC\x8A     2\n"
            "日本  3\n");
}

TEST(Table, NoTextCanSteerTheTerminal) {
  Grid grid({"text"});
  grid.Add({"red\x1b[31m\nnew line\xC2\x9B \xFF \xE2\x80\xAE"});
  EXPECT_EQ(TableText(grid), "TEXT\nred [31m new line  \xEF\xBF\xBD\n");
}

TEST(Csv, QuotesWhatMustBeQuoted) {
  Grid grid({"a", "b"});
  grid.Add({"x,y", "he said \"no\"\nand left"});
  EXPECT_EQ(CsvText(grid),
            "a,b\r\n\"x,y\",\"he said \"\"no\"\"\nand left\"\r\n");
}

TEST(Csv, TextIsNeverAFormula) {
  Grid grid({"text"});
  for (const char* const text :
       {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a=1"}) {
    grid.Add({text});
  }
  EXPECT_EQ(CsvText(grid),
            "text\r\n'=1+1\r\n'+1\r\n'-1\r\n'@SUM(A1)\r\n'\t=1\r\n\"'\r=1\"\r\n"
            "a=1\r\n");
}

TEST(Csv, NumbersAreExactAndStayNumbers) {
  Grid grid({"log_ratio", "count"});
  grid.Add({Cell::Real(-0.1), Cell::Number(-3)});
  grid.Add({Cell::Real(1.0 / 3), Cell::Number(0)});
  EXPECT_EQ(CsvText(grid),
            "log_ratio,count\r\n-0.1,-3\r\n0.3333333333333333,0\r\n");
  EXPECT_EQ(TableText(grid),
            "LOG RATIO  COUNT\n"
            "   -0.100     -3\n"
            "    0.333      0\n");
}

TEST(Text, WrapsAtSpacesAndKeepsLongWords) {
  EXPECT_THAT(Wrap("a bb  ccc-dddd e", 5),
              testing::ElementsAre("a bb", "ccc-dddd", "e"));
  EXPECT_THAT(Wrap("", 5), testing::ElementsAre(""));
}

TEST(Text, OverlongAndSurrogateUtf8IsReplaced) {
  EXPECT_EQ(Printable("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(Printable("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace caselens::cli
