#include "typology/release_data/release_data.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "typology/tabulation/index.h"
#include "typology/tabulation/record_variables.h"
#include "typology/tabulation/schema.h"

namespace caselens {
namespace {

using disclosure::Microdata;
using tabulation::Index;
using tabulation::Schema;
using tabulation::SchemaBuilder;
using tabulation::StudyShape;
using testing::ElementsAre;
using testing::HasSubstr;

StudyShape Study() {
  return {.factors = {{.key = "dv_parent", .label = "Parent"},
                      {.key = "domestic_abuse", .label = "Abuse"}},
          .models = {{.id = "m1", .class_labels = {"One", "Two"}},
                     {.id = "m2", .class_labels = {"Other"}}}};
}

const SiteOfRelease kEngland = {
    .id = "C1", .nation = "ENG", .class_model = "m1", .factors = {"dv_parent"}};
const SiteOfRelease kScotland = {.id = "C3",
                                 .nation = "SCO",
                                 .class_model = "m2",
                                 .factors = {"domestic_abuse"}};

CaseFile Record(const std::string& gender, const std::string& age) {
  CaseFile file;
  file.nation = "ENG";
  file.record_type = "CIN_ASSESSMENT";
  file.year = 2020;
  file.age_band = age;
  file.gender = gender;
  file.ethnic_group = "WHITE";
  file.pathway = "CIN_ONLY";
  return file;
}

class RecordsTest : public testing::Test {
 protected:
  void Put(const std::string& id, const std::string& site,
           const std::string& family, const CaseFile& file) {
    const auto packed = PackRecord(
        *schema_, study_,
        {.record = &file,
         .recorded = {"dv_parent"},
         .site_factors = {"dv_parent"},
         .assigned = tabulation::AssignedClass{.model = 0, .number = 1}});
    ASSERT_THAT(packed, IsOk());
    ASSERT_THAT(index_.Put({.id = id,
                            .site = site,
                            .family = family,
                            .standing = tabulation::Standing::kRecord},
                           *packed),
                IsOk());
  }

  // The value of a file, by code.
  static std::string ValueOf(const Microdata& data, const std::string& file,
                             const std::string& variable) {
    const auto record =
        std::find(data.ids.begin(), data.ids.end(), ReleaseRecordId(file)) -
        data.ids.begin();
    for (size_t v = 0; v < data.variables.size(); ++v) {
      if (data.variables[v].name == variable) {
        return data.variables[v]
            .categories[data.Value(static_cast<size_t>(record), v)];
      }
    }
    return "";
  }

  static std::vector<std::string> NamesOf(const Microdata& data) {
    std::vector<std::string> names;
    for (const auto& variable : data.variables) names.push_back(variable.name);
    return names;
  }

  const StudyShape study_ = Study();
  const std::shared_ptr<const Schema> schema_ =
      std::make_shared<const Schema>(RecordVariablesOf(study_).value());
  Index index_{schema_};
};

TEST_F(RecordsTest, FreezesDeclaredVariablesInTheirOrder) {
  Put("a", "C1", "F1", Record("F", "A0_4"));
  Put("b", "C1", "F1", Record("U", "A16_17"));
  Put("c", "C3", "", Record("M", "UNBORN"));
  const ReleaseData made =
      MakeReleaseData(*index_.Read(), {kEngland}, {}).value();
  const Microdata& data = made.data;
  EXPECT_THAT(CheckMicrodata(data), IsOk());
  EXPECT_THAT(NamesOf(data),
              ElementsAre("gender", "age", "ethnic_group", "pathway", "class",
                          "recorded.dv_parent"));
  EXPECT_EQ(data.Records(), 2);
  EXPECT_THAT(data.sites, ElementsAre(0, 0));
  EXPECT_EQ(data.families[0], data.families[1]);
  EXPECT_TRUE(std::is_sorted(data.ids.begin(), data.ids.end()));
  EXPECT_EQ(ValueOf(data, "a", "gender"), "F");
  EXPECT_EQ(ValueOf(data, "b", "gender"), kNotKnown);
  EXPECT_EQ(ValueOf(data, "b", "age"), "A16_17");
  EXPECT_EQ(ValueOf(data, "a", "class"), "m1/2");
  EXPECT_EQ(ValueOf(data, "a", "recorded.dv_parent"), "YES");
  EXPECT_EQ(made.wording[0].label, "Gender of the child");
  EXPECT_EQ(made.wording[0].categories.at("F"), "Female");
}

// Only nation, model and factors decide, never a number of files.
TEST_F(RecordsTest, LeavesOutWhatTheSitesCannotHave) {
  Put("a", "C1", "", Record("F", "A0_4"));
  const auto categories = [&](const std::vector<SiteOfRelease>& sites,
                              size_t variable) {
    return MakeReleaseData(*index_.Read(), sites, {})
        .value()
        .data.variables[variable]
        .categories;
  };
  constexpr size_t kGender = 0;
  constexpr size_t kPathway = 3;
  constexpr size_t kClass = 4;
  constexpr size_t kRecorded = 5;
  EXPECT_THAT(categories({kEngland}, kGender),
              ElementsAre("F", "M", kNotKnown));
  EXPECT_THAT(categories({kEngland}, kPathway),
              ElementsAre("NON_CIN", "CIN_ONLY", "CP_PLAN", kNotKnown));
  EXPECT_THAT(categories({kScotland}, kPathway),
              ElementsAre("REGISTERED", "NOT_REGISTERED", kNotKnown));
  EXPECT_THAT(categories({kEngland}, kClass),
              ElementsAre("m1/1", "m1/2", kNotKnown));
  EXPECT_THAT(categories({kEngland, kScotland}, kClass),
              ElementsAre("m1/1", "m1/2", "m2/1", kNotKnown));
  EXPECT_THAT(categories({kEngland}, kRecorded), ElementsAre("YES", "NO"));
  EXPECT_THAT(categories({kEngland, kScotland}, kRecorded),
              ElementsAre("YES", "NO", kNotKnown));
}

TEST_F(RecordsTest, GroupingsCoverEveryCategory) {
  Put("a", "C1", "", Record("F", "A0_4"));
  const Microdata data =
      MakeReleaseData(*index_.Read(), {kEngland}, {"age", "ethnic_group"})
          .value()
          .data;
  ASSERT_THAT(CheckMicrodata(data), IsOk());
  const auto& age = data.variables[0];
  ASSERT_EQ(age.groupings.size(), 2);
  EXPECT_EQ(age.groupings[0].name, "AGE_10_17");
  EXPECT_THAT(age.groupings[0].categories,
              ElementsAre("UNBORN", "A0_4", "A5_9", "A10_17", kNotKnown));
  EXPECT_THAT(age.groupings[0].group_of, ElementsAre(0, 1, 2, 3, 3, 4));
  EXPECT_THAT(data.variables[1].groupings[1].group_of,
              ElementsAre(0, 1, 1, 1, 1, 1));
}

TEST_F(RecordsTest, AgesAreBandsUnlessTheUnbornAreAmongThem) {
  const auto band = BandOf("age", "", "A5_9");
  ASSERT_TRUE(band.has_value());
  EXPECT_EQ(band->from, 5);
  EXPECT_EQ(band->to, 9);
  EXPECT_TRUE(BandOf("age", "AGE_10_17", "A10_17").has_value());
  for (const char* const none : {"UNBORN", "NOT_KNOWN"}) {
    EXPECT_FALSE(BandOf("age", "", none).has_value()) << none;
  }
  EXPECT_FALSE(BandOf("age", "TWO_BANDS", "A0_4").has_value());
  EXPECT_FALSE(BandOf("gender", "", "F").has_value());
}

TEST_F(RecordsTest, RefusesWhatIsNotDeclared) {
  Put("a", "C1", "", Record("F", "A0_4"));
  for (const char* const name :
       {"deprivation", "site", "recorded.x", "age_10_17"}) {
    EXPECT_THAT(MakeReleaseData(*index_.Read(), {kEngland}, {"age", name}),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("programme.variables[1]")))
        << name;
  }
  EXPECT_THAT(MakeReleaseData(*index_.Read(), {kEngland}, {"age", "age"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("once")));
}

TEST_F(RecordsTest, NumbersOfFilesAreTheirOwn) {
  EXPECT_NE(ReleaseRecordId("a"), ReleaseRecordId("b"));
  EXPECT_EQ(ReleaseRecordId("a"), ReleaseRecordId("a"));
}

tabulation::Category Code(const std::string& code) { return {code, code}; }

TEST(PackDataTest, TakesTheFirstCodeThatAnybodyHas) {
  SchemaBuilder builder(tabulation::Universe::kCodings);
  const size_t plan = builder.Add(
      {.name = "F.plan", .categories = {Code("MOTHER"), Code("CHILD")}});
  const size_t voice =
      builder.Add({.name = "F.voice",
                   .unit = tabulation::Unit::kPerson,
                   .categories = {Code("NOW"), Code("LATER"), Code("ABSENT")}});
  builder.AddAnyAndCount(voice, false);
  const size_t needs = builder.AddMany(
      {.name = "J.need", .categories = {Code("HOME"), Code("MONEY")}});
  const auto schema =
      std::make_shared<const Schema>(std::move(builder).Build().value());
  Index index(schema);
  tabulation::PackedCodingBuilder file(*schema);
  file.AddRow(tabulation::Unit::kPerson);
  file.AddRow(tabulation::Unit::kPerson);
  file.Set(plan, 0, *schema->variables()[plan].FindState("CHILD"));
  file.Set(voice, 0, *schema->variables()[voice].FindState("ABSENT"));
  file.Set(voice, 1, *schema->variables()[voice].FindState("LATER"));
  file.Set(needs, 0, *schema->variables()[needs].FindState("NO"));
  file.Set(needs + 1, 0, *schema->variables()[needs + 1].FindState("YES"));
  ASSERT_THAT(index.Put({.id = "a", .site = "C1"}, file.Build()), IsOk());
  const std::vector<disclosure::StatementDefinition> wanted = {
      {.id = "plan", .variable = "F.plan", .categories = {"MOTHER"}},
      {.id = "voice", .variable = "F.voice", .categories = {"NOW", "LATER"}},
      {.id = "needs", .variable = "J.need", .categories = {"HOME", "MONEY"}},
      {.id = "none", .variable = "X.none", .categories = {"Y"}}};
  const PackData made =
      MakePackData(*index.Read(), {{.id = "C1"}}, wanted).value();
  EXPECT_THAT(CheckMicrodata(made.data), IsOk());
  ASSERT_EQ(made.statements.size(), 3) << "a question that there is not";
  EXPECT_THAT(made.data.values, ElementsAre(1, 1, 1));
  EXPECT_THAT(made.data.variables[1].categories,
              ElementsAre("NOW", "LATER", kNotKnown));
}

}  // namespace
}  // namespace caselens
