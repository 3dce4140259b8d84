#include "typology/agreement/ratings_table.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RatingsTable Parsed(const std::string& csv, const RatingsFormat& format) {
  auto table = ParseRatings(csv, format);
  EXPECT_THAT(table, IsOk());
  return *std::move(table);
}

void ExpectRefused(const std::string& csv, const RatingsFormat& format,
                   const std::string& message) {
  EXPECT_THAT(ParseRatings(csv, format),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
}

TEST(Ratings, EveryColumnIsACoderAndAnEmptyCellIsMissing) {
  const RatingsTable table =
      Parsed("Ann,Bob,Cy\nyes, yes ,\nno,,yes\n,,\n", {});
  EXPECT_THAT(table.coders, ElementsAre("Ann", "Bob", "Cy"));
  EXPECT_THAT(table.scale.labels, ElementsAre("no", "yes"));
  EXPECT_EQ(table.tally.Patterns(),
            (std::vector<RatingPattern>{{{0, kNotRated, 1}, 1},
                                        {{1, 1, kNotRated}, 1}}));
  EXPECT_EQ(table.empty_units, 1);
}

TEST(Ratings, TheIdColumnIsNoCoder) {
  const RatingsTable table =
      Parsed("A,file,B\n1,f1,2\n1,f2,1\n", {.id_column = "file"});
  EXPECT_THAT(table.coders, ElementsAre("A", "B"));
  EXPECT_EQ(table.tally.Coders(), 2U);
}

TEST(Ratings, NumbersAreInTheOrderOfNumbers) {
  EXPECT_THAT(
      Parsed("A,B\n10,9\n2,1\n", {.level = ScaleLevel::kOrdinal}).scale.labels,
      ElementsAre("1", "2", "9", "10"));
  EXPECT_THAT(Parsed("A,B\n10,-9\n2.5,1\n", {.level = ScaleLevel::kInterval})
                  .scale.values,
              ElementsAre(-9, 1, 2.5, 10));
}

TEST(Ratings, EqualNumbersAreOneValueButTwoCodes) {
  EXPECT_THAT(
      Parsed("A,B\n1,1.0\n2,2\n", {.level = ScaleLevel::kOrdinal}).scale.labels,
      ElementsAre("1", "2"));
  EXPECT_THAT(Parsed("A,B\n1,01\n2,2\n", {}).scale.labels,
              ElementsAre("01", "1", "2"));
}

TEST(Ratings, GivenCategoriesSetOrderAndNumber) {
  const RatingsTable table = Parsed(
      "A,B\nlow,high\nlow,low\n",
      {.level = ScaleLevel::kOrdinal, .categories = {"low", "mid", "high"}});
  EXPECT_THAT(table.scale.labels, ElementsAre("low", "mid", "high"));
  EXPECT_EQ(table.tally.Patterns(),
            (std::vector<RatingPattern>{{{0, 0}, 1}, {{0, 2}, 1}}));
}

TEST(Ratings, MissingMarksAreNoCategory) {
  EXPECT_THAT(
      Parsed("A,B\n1,NA\n2,.\n1,2\n", {.missing = {"NA", "."}}).scale.labels,
      ElementsAre("1", "2"));
}

TEST(Ratings, ErrorsNameLineAndColumn) {
  const RatingsFormat interval{.level = ScaleLevel::kInterval};
  ExpectRefused("", {}, "the table is empty");
  ExpectRefused("A\n1\n", {}, "line 1: 1 column of ratings; want one for each");
  ExpectRefused("A,id\n1,2\n", {.id_column = "id"}, "1 column of ratings");
  ExpectRefused("A,A\n1,1\n", {}, "line 1: the header names \"A\" twice");
  ExpectRefused("A,\n1,1\n", {}, "line 1, column 2: no name");
  ExpectRefused("A,B\n1,2\n1\n", {}, "line 3: 1 cells; want 2");
  ExpectRefused("A,B\n1,2\n1,x\n", interval,
                "line 3, column B: \"x\"; want a number");
  ExpectRefused("A,B\n1,inf\n", interval, "line 2, column B");
  ExpectRefused("A,B\n1,2\nlow,1\n", {.level = ScaleLevel::kOrdinal},
                "line 3, column A: \"low\"; want a number, unless the order");
  ExpectRefused("A,B\n1,2\n3,1\n", {.categories = {"1", "2"}},
                "line 3, column A: \"3\"; want one of the categories");
  ExpectRefused("A,B\n1,1\n", {.categories = {"1", "1"}}, "is there twice");
  ExpectRefused("A,B\n1,1\n",
                {.level = ScaleLevel::kInterval, .categories = {"1"}},
                "an interval scale has values");
  ExpectRefused("A,B\n1,2\n", {.id_column = "file"}, "no column \"file\"");
  ExpectRefused("A,B\n\"1,2\n", {}, "line 2: a quote is never closed");
}

}  // namespace
}  // namespace caselens
