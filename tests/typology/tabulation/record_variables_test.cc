#include "typology/tabulation/record_variables.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "typology/tabulation/findings.h"
#include "typology/tabulation/index.h"
#include "typology/tabulation/table.h"

namespace caselens::tabulation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

StudyShape Study() {
  return {.factors = {{.key = "dv_parent", .label = "Parent"},
                      {.key = "domestic_abuse", .label = "Abuse"}},
          .models = {{.id = "m", .class_labels = {"One", "Two"}}}};
}

CaseFile England() {
  CaseFile file;
  file.nation = "ENG";
  file.record_type = "CIN_ASSESSMENT";
  file.year = 2020;
  file.age_band = "A10_15";
  file.gender = "F";
  file.ethnic_group = "UNKNOWN";
  file.deprivation_decile = 1;
  file.pathway = "CIN_ONLY";
  file.section_47 = false;
  return file;
}

std::map<std::string, std::string> CodesOf(const Schema& schema,
                                           const PackedCoding& packed) {
  std::map<std::string, std::string> codes;
  for (size_t v = 0; v < schema.variables().size(); ++v) {
    const Variable& variable = schema.variables()[v];
    if (variable.name == "standing" ||
        schema.SourceOf(v).kind != Source::Kind::kStored) {
      continue;
    }
    codes[variable.name] =
        std::string(variable.StateCode(packed.State(schema, v, 0)));
  }
  return codes;
}

TEST(PackRecordTest, KeepsWhatTheReturnSaysAndWhatItDoesNot) {
  const StudyShape study = Study();
  const Schema schema = RecordVariablesOf(study).value();
  const CaseFile file = England();
  const auto packed =
      PackRecord(schema, study,
                 {.record = &file,
                  .recorded = {"dv_parent"},
                  .site_factors = {"dv_parent"},
                  .assigned = AssignedClass{.model = 0, .number = 1}});
  ASSERT_THAT(packed, IsOk());
  EXPECT_EQ(CodesOf(schema, *packed),
            (std::map<std::string, std::string>{
                {"age", "A10_15"},
                {"age_10_17", "A10_17"},
                {"class", "2"},
                {"deprivation", "1"},
                {"ethnic_group", "NR"},
                {"gender", "F"},
                {"nation", "ENG"},
                {"pathway", "CIN_ONLY"},
                {"record_type", "CIN_ASSESSMENT"},
                {"recorded.domestic_abuse", "NOT_ASKED"},
                {"recorded.dv_parent", "YES"},
                {"s47", "NO"},
                {"year", "2019-20"}}));
}

TEST(PackRecordTest, RefusesAClassThatThereIsNot) {
  const StudyShape study = Study();
  const Schema schema = RecordVariablesOf(study).value();
  const CaseFile file = England();
  EXPECT_THAT(PackRecord(schema, study,
                         {.record = &file,
                          .assigned = AssignedClass{.model = 0, .number = 2}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a class of the study")));
}

// Table 5.1, gender of C1, and Table 5.3, pathways of C1.
TEST(RecordFindingsTest, TablesOfTheReportComeBackAsPrinted) {
  const StudyShape study = Study();
  const auto schema =
      std::make_shared<const Schema>(RecordVariablesOf(study).value());
  Index index(schema);
  for (int i = 0; i < 1052; ++i) {
    CaseFile file = England();
    file.gender = i < 501 ? "M" : i < 501 + 531 ? "F" : "U";
    file.pathway = i < 145 ? "NON_CIN" : i < 145 + 720 ? "CIN_ONLY" : "CP_PLAN";
    const auto packed = PackRecord(*schema, study, {.record = &file}).value();
    ASSERT_THAT(index.Put({.id = absl::StrCat(i),
                           .site = "C1",
                           .standing = Standing::kRecord},
                          packed),
                IsOk());
  }
  const std::vector<Finding> findings = FindingsOf(*schema);
  ASSERT_EQ(findings.size(), 3);
  EXPECT_EQ(findings[0].name, "demographics");
  EXPECT_EQ(findings[1].name, "pathways");
  EXPECT_EQ(findings[2].name, "classes");
  const Scope scope = Scope::Create({"C1"}).value();
  const auto demographics =
      CountFinding(*index.Read(), scope, findings[0]).value();
  EXPECT_THAT(demographics[0].table.dimensions[0].totals,
              ElementsAre(531, 501));
  EXPECT_THAT(demographics[0].table.dimensions[0].missing,
              ElementsAre(0, 20, 0));
  EXPECT_EQ(demographics[0].table.n, 1052);
  const auto pathways = CountFinding(*index.Read(), scope, findings[1]).value();
  EXPECT_THAT(pathways[0].table.dimensions[0].totals,
              ElementsAre(145, 720, 187, 0, 0));
}

}  // namespace
}  // namespace caselens::tabulation
