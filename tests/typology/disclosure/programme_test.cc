#include "typology/disclosure/programme.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "tests/status_matchers.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

using ::testing::HasSubstr;

size_t TablesOf(const Programme& programme, size_t variables) {
  return std::count_if(
      programme.tables.begin(), programme.tables.end(),
      [&](const TableKey& key) { return key.size() == variables; });
}

TEST(ProgrammeTest, DefaultIsWithinItsOwnLimits) {
  const Microdata data = MadeData({.records = 200, .factors = 12});
  const Programme programme = DefaultProgramme(data.variables, 200);
  EXPECT_THAT(CheckProgramme(data.variables, programme), IsOk());
  EXPECT_EQ(TablesOf(programme, 1), 17);
  EXPECT_EQ(TablesOf(programme, 2), kMostTwoWayTables);
  EXPECT_EQ(TablesOf(programme, 3), kMostThreeWayTables);
}

TEST(ProgrammeTest, FewRecordsGetOneWayTablesOnly) {
  const Microdata data = MadeData({.records = 119});
  const Programme programme = DefaultProgramme(data.variables, 119);
  EXPECT_EQ(programme.tables.size(), data.variables.size());
}

TEST(ProgrammeTest, RefusesTooManyTables) {
  const Microdata data = MadeData({.records = 200, .factors = 12});
  Programme programme = DefaultProgramme(data.variables, 200);
  programme.tables.push_back({14, 15, 16});
  EXPECT_THAT(CheckProgramme(data.variables, programme),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("at most 20 three-way")));
}

TEST(ProgrammeTest, EveryOrderOfDimensionsAndFiltersIsOneTable) {
  const Microdata data = MadeData({.records = 200});
  const Programme programme = DefaultProgramme(data.variables, 200);
  const TableSlice wanted = {.key = {0, 1, 3}, .fixed = {-1, 2, -1}};
  const QueryFilter age = {{"age", ""}, "5-9"};
  for (const TableQuery& query :
       {TableQuery{{{"gender", ""}, {"outcome", ""}}, {age}},
        TableQuery{{{"outcome", ""}, {"gender", ""}}, {age}}}) {
    const auto slice = ResolveQuery(data.variables, programme, query);
    ASSERT_THAT(slice, IsOk());
    EXPECT_EQ(*slice, wanted);
  }
}

TEST(ProgrammeTest, NamesTheTablesThatThereAre) {
  const Microdata data = MadeData({.records = 100});
  const Programme programme = DefaultProgramme(data.variables, 100);
  EXPECT_THAT(ResolveQuery(data.variables, programme,
                           {{{"age", ""}, {"gender", ""}}, {}}),
              StatusIs(absl::StatusCode::kNotFound,
                       "gender x age is not a table of this release; it has "
                       "gender; age"));
}

TEST(ProgrammeTest, RefusesAnotherBandingThanTheProgrammes) {
  const Microdata data = MadeData({.records = 200});
  Programme programme = DefaultProgramme(data.variables, 200);
  programme.groupings[1] = 0;
  EXPECT_THAT(
      ResolveQuery(data.variables, programme, {{{"age", "two bands"}}, {}}),
      IsOk());
  programme.groupings[1] = kDeclaredCategories;
  EXPECT_THAT(
      ResolveQuery(data.variables, programme, {{{"age", "two bands"}}, {}}),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("want the declared categories")));
}

TEST(MicrodataTest, NamesWhatIsWrong) {
  Microdata data = MadeData({.records = 10});
  data.values[3] = 7;
  EXPECT_THAT(CheckMicrodata(data),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "record 0, outcome: category 7, want 0 to 1"));
  data = MadeData({.records = 10});
  data.ids[1] = data.ids[0];
  EXPECT_THAT(CheckMicrodata(data),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("ids")));
  data = MadeData({.records = 10});
  data.variables[2].groupings[1].group_of.pop_back();
  EXPECT_THAT(CheckMicrodata(data),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("ethnicity/White or not")));
}

}  // namespace
}  // namespace caselens::disclosure
