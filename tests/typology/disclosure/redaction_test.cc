#include "typology/disclosure/redaction.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/disclosure/made_data.h"
#include "typology/base/csv.h"
#include "typology/disclosure/release.h"

namespace caselens::disclosure {
namespace {

using ::testing::HasSubstr;

std::vector<CsvRow> Printed(const std::string& file) {
  std::ifstream in(std::string(CASELENS_TEST_DATA) + "/rdac/" + file);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  return *ParseCsv(text);
}

// "gender/Female" -> "693" or "c".
std::map<std::string, std::string> OneWayCells(const Release& release) {
  std::map<std::string, std::string> cells;
  for (const Variable& variable : release.variables) {
    const auto answer = Lookup(release, {{{variable.name, ""}}, {}});
    EXPECT_THAT(answer, IsOk());
    for (const AnswerCell& cell : answer->cells) {
      cells[variable.name + "/" + cell.categories[0]] =
          cell.value.has_value() ? std::to_string(*cell.value) : "c";
    }
    cells[variable.name + "/Total"] = std::to_string(answer->total_reported);
  }
  return cells;
}

Release ReportOfC3() {
  const Microdata data = MadeC3(1);
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kReport);
  request.programme.tables.resize(data.variables.size());  // one-way
  return std::get<Release>(*MakeRelease(data, request));
}

TEST(RedactionTest, ReproducesTable52CellForCell) {
  const std::map<std::string, std::string> cells = OneWayCells(ReportOfC3());
  const std::map<std::string, std::string> names = {
      {"Gender", "gender"}, {"Age", "age"}, {"Ethnicity", "ethnicity"}};
  size_t compared = 0;
  for (const CsvRow& row : Printed("table_5_2_demographics_c3.csv")) {
    const auto name = names.find(row.cells[0]);
    if (name == names.end()) continue;
    const std::string label =
        row.cells[1] == "Total (reported)" ? "Total" : row.cells[1];
    EXPECT_EQ(cells.at(name->second + "/" + label), row.cells[2])
        << row.cells[0] << " " << row.cells[1];
    ++compared;
  }
  EXPECT_EQ(compared, 17);
}

TEST(RedactionTest, ReproducesTable54CellForCell) {
  const std::map<std::string, std::string> cells = OneWayCells(ReportOfC3());
  for (const CsvRow& row : Printed("table_5_4_pathways_c3.csv")) {
    if (row.cells[0] == "outcome") continue;
    EXPECT_EQ(cells.at("outcome/" + row.cells[0]), row.cells[1]);
  }
}

using PrintedTables =
    std::map<std::string, std::vector<std::pair<std::string, int>>>;

// The printed counts of each variable of Table 5.1 at one site.
PrintedTables Table51(size_t column) {
  PrintedTables tables;
  for (const CsvRow& row : Printed("table_5_1_demographics_c1_c2.csv")) {
    if (row.line == 1 || row.cells[1] == "Total") continue;
    tables[row.cells[0]].emplace_back(row.cells[1],
                                      std::stoi(row.cells[column]));
  }
  return tables;
}

// Records with just these one-way tables.
Microdata RecordsOf(const PrintedTables& tables) {
  Microdata data;
  std::vector<std::vector<int>> answers;
  for (const auto& [name, rows] : tables) {
    Variable& variable = data.variables.emplace_back();
    variable.name = name;
    std::vector<int>& values = answers.emplace_back();
    for (const auto& [label, files] : rows) {
      values.insert(values.end(), files,
                    static_cast<int>(variable.categories.size()));
      variable.categories.push_back(label);
    }
  }
  for (size_t r = 0; r < answers[0].size(); ++r) {
    data.ids.push_back(r);
    data.sites.push_back(0);
    data.families.push_back(static_cast<int>(r));
    for (const std::vector<int>& values : answers) {
      data.values.push_back(values[r]);
    }
  }
  return data;
}

// Every category has 5 files or more, so nothing is redacted.
TEST(RedactionTest, ReproducesTable51CellForCell) {
  for (const size_t column : {size_t{2}, size_t{4}}) {
    const PrintedTables tables = Table51(column);
    const Microdata data = RecordsOf(tables);
    const auto outcome =
        MakeRelease(data, UpTo(1, RequestFor(data, ReleaseProfile::kReport)));
    ASSERT_THAT(outcome, IsOk());
    const std::map<std::string, std::string> cells =
        OneWayCells(std::get<Release>(*outcome));
    for (const auto& [name, rows] : tables) {
      for (const auto& [label, files] : rows) {
        EXPECT_EQ(cells.at(name + "/" + label), std::to_string(files));
      }
    }
  }
}

Redaction Redact(const Microdata& data, SmallCategories policy) {
  return RedactBase(
      data, DefaultProgramme(data.variables, data.Records()),
      std::vector<RecordState>(data.Records(), RecordState::kBase),
      std::vector<TableForm>(data.variables.size(), TableForm::kExact),
      SiteScope::kOneSite, policy);
}

TEST(RedactionTest, OffersTheFinestGroupingWithoutSmallCategories) {
  const Redaction redaction = Redact(MadeC3(1), SmallCategories::kOfferMerging);
  EXPECT_THAT(redaction.refusal, HasSubstr("merge categories of ethnicity"));
  EXPECT_EQ(redaction.offers, std::vector<MergeOffer>({{2, 0}}));
}

TEST(RedactionTest, DropsTheRecordsFromEveryTable) {
  const Redaction redaction = Redact(MadeC3(1), SmallCategories::kDropRecords);
  EXPECT_EQ(redaction.refusal, "");
  EXPECT_EQ(std::count(redaction.states.begin(), redaction.states.end(),
                       RecordState::kRedacted),
            3);
}

// Records of two variables.
Microdata TwoVariables(const std::vector<std::pair<int, int>>& answers) {
  Microdata data;
  data.variables = {{.name = "x", .categories = {"a", "b", "c"}},
                    {.name = "y", .categories = {"p", "q"}}};
  for (const auto& [x, y] : answers) {
    data.ids.push_back(data.ids.size());
    data.sites.push_back(0);
    data.families.push_back(static_cast<int>(data.families.size()));
    data.values.insert(data.values.end(), {x, y});
  }
  return data;
}

TEST(RedactionTest, RefusesToDropMoreThanTwoPercent) {
  std::vector<std::pair<int, int>> answers(100, {0, 0});
  for (int i = 0; i < 40; ++i) answers[i].second = 1;
  for (int i = 0; i < 3; ++i) answers[i].first = 1;
  EXPECT_THAT(
      Redact(TwoVariables(answers), SmallCategories::kDropRecords).refusal,
      HasSubstr("more than 2%"));
}

TEST(RedactionTest, RefusesASecondPass) {
  std::vector<std::pair<int, int>> answers(400, {0, 0});
  for (int i = 0; i < 6; ++i) answers[i].second = 1;
  for (int i = 0; i < 3; ++i) answers[i].first = 1;
  const Redaction redaction =
      Redact(TwoVariables(answers), SmallCategories::kDropRecords);
  EXPECT_THAT(redaction.refusal, HasSubstr("makes other categories small"));
  EXPECT_EQ(redaction.offers,
            std::vector<MergeOffer>({{1, kDeclaredCategories}}));
}

}  // namespace
}  // namespace caselens::disclosure
