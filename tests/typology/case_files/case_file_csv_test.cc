#include "typology/case_files/case_file_csv.h"

#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr char kHeader[] =
    "record_id,child_id,family_id,episode_id,sequence,nation,record_type,year,"
    "factors,age_band,gender,ethnicity,deprivation_decile,pathway,decision,"
    "section_47\n";
constexpr char kEnglish[] =
    "C1-0042,K42,F17,E9,1,ENG,CIN_ASSESSMENT,2018-19,3b;4B,A5_9,F,WBRI,3,"
    "CIN_ONLY,,Y\n";
constexpr char kScottish[] =
    "C3-0001,K1,F1,E1,2,sco,cp conference,2020,Domestic Abuse; Neglect,"
    "pre-birth,male,12,,registered,Continued Registration,\n";

CaseFileCsv Parse(const std::string& text,
                  const CaseFileCsvOptions& options = {}) {
  const auto catalogue = LoadFactorCatalogue();
  EXPECT_THAT(catalogue, IsOk());
  auto result = ParseCaseFileCsv(text, *catalogue, options);
  EXPECT_THAT(result, IsOk());
  return result.ok() ? *std::move(result) : CaseFileCsv();
}

std::vector<std::string> Errors(const CaseFileCsv& result) {
  std::vector<std::string> errors;
  for (const CellError& error : result.errors) {
    errors.push_back(FormatCellError(error));
  }
  return errors;
}

// The English row with one cell changed.
std::string With(const std::string& cell, const std::string& changed) {
  const std::string row = absl::StrReplaceAll(
      absl::StrCat(",", kEnglish),
      {{absl::StrCat(",", cell, ","), absl::StrCat(",", changed, ",")}});
  return absl::StrCat(kHeader, row.substr(1));
}

TEST(CaseFileCsvTest, ReadsAnEnglishAndAScottishRow) {
  const CaseFileCsv result = Parse(absl::StrCat(kHeader, kEnglish, kScottish));
  EXPECT_THAT(Errors(result), IsEmpty());
  const CaseFile english{
      .line = 2,
      .record_id = "C1-0042",
      .child_id = "K42",
      .family_id = "F17",
      .episode_id = "E9",
      .sequence = 1,
      .nation = "ENG",
      .record_type = "CIN_ASSESSMENT",
      .year = 2019,
      .factors = {.raw = "3b;4B", .codes = {"3B", "4B"}, .has_dva = true},
      .age_band = "A5_9",
      .gender = "F",
      .ethnicity = "WBRI",
      .ethnic_group = "WHITE",
      .deprivation_decile = 3,
      .pathway = "CIN_ONLY",
      .decision = "",
      .section_47 = true};
  const CaseFile scottish{.line = 3,
                          .record_id = "C3-0001",
                          .child_id = "K1",
                          .family_id = "F1",
                          .episode_id = "E1",
                          .sequence = 2,
                          .nation = "SCO",
                          .record_type = "CP_CONFERENCE",
                          .year = 2020,
                          .factors = {.raw = "Domestic Abuse; Neglect",
                                      .codes = {"domestic_abuse", "neglect"},
                                      .has_dva = true},
                          .age_band = "UNBORN",
                          .gender = "M",
                          .ethnicity = "12",
                          .ethnic_group = "BLACK",
                          .deprivation_decile = {},
                          .pathway = "REGISTERED",
                          .decision = "CONTINUED",
                          .section_47 = {}};
  ASSERT_THAT(result.rows, SizeIs(2));
  EXPECT_TRUE(result.rows[0] == english);
  EXPECT_TRUE(result.rows[1] == scottish);
  EXPECT_EQ(result.rows_read, 2);
}

TEST(CaseFileCsvTest, ColumnsMayStandInAnyOrderAndCaseAndDecisionMayLack) {
  const CaseFileCsv result = Parse(
      "\xEF\xBB\xBFYEAR,Record_ID,child_id,family_id,episode_id,sequence,"
      "Nation,record_type,factors,age_band,gender,ethnicity, "
      "deprivation_decile ,pathway,section_47\r\n"
      "2021,c1-1,k1,f1,e1,1,England,assessment,,U,unknown,nobt,,not CIN,\r\n"
      ",,,,,,,,,,,,,,\r\n");
  EXPECT_THAT(Errors(result), IsEmpty());
  ASSERT_THAT(result.rows, SizeIs(1));
  EXPECT_EQ(result.rows_read, 1);
  EXPECT_EQ(result.rows[0].record_id, "C1-1");
  EXPECT_EQ(result.rows[0].ethnic_group, "UNKNOWN");
  EXPECT_EQ(result.rows[0].pathway, "NON_CIN");
  EXPECT_EQ(result.rows[0].section_47, std::nullopt);
}

TEST(CaseFileCsvTest, KeepsARowWithoutADvaFactorAndSaysSo) {
  for (const char* factors : {"", "21", "4B;17A"}) {
    const CaseFileCsv result = Parse(With("3b;4B", factors));
    ASSERT_THAT(result.rows, SizeIs(1));
    EXPECT_FALSE(result.rows[0].factors.has_dva) << factors;
  }
}

TEST(CaseFileCsvTest, AcceptsTheSpellingsOfAYear) {
  for (const char* year :
       {"2019", "2018-19", "2018/19", "2018-2019", "2018/2019"}) {
    const CaseFileCsv result = Parse(With("2018-19", year));
    ASSERT_THAT(result.rows, SizeIs(1)) << year;
    EXPECT_EQ(result.rows[0].year, 2019) << year;
  }
  for (const char* year : {"", "19", "2018-18", "2018-20", "2009", "20019",
                           "2018-", "01/04/2018", "2018-19-20"}) {
    EXPECT_THAT(Parse(With("2018-19", year)).rows, IsEmpty()) << year;
  }
  EXPECT_EQ(CensusYearName(2019), "2018-19");
  EXPECT_EQ(CensusYearName(2100), "2099-00");
}

TEST(CaseFileCsvTest, NumbersOfEthnicityDependOnTheNation) {
  const auto group = [](const std::string& text) {
    const CaseFileCsv result = Parse(text);
    return result.rows.empty() ? "" : result.rows[0].ethnic_group;
  };
  EXPECT_EQ(group(With("WBRI", "6")), "MIXED");
  EXPECT_EQ(group(With("WBRI", "17")), "ASIAN");
  EXPECT_EQ(group(With("WBRI", "ooth")), "OTHER");
  EXPECT_EQ(group(With("WBRI", "Black")), "BLACK");
  EXPECT_EQ(group(With("WBRI", "21")), "");
  const auto scottish = [&](const std::string& number) {
    return group(absl::StrCat(
        kHeader, absl::StrReplaceAll(
                     kScottish, {{",12,", absl::StrCat(",", number, ",")}})));
  };
  EXPECT_EQ(scottish("5"), "MIXED");
  EXPECT_EQ(scottish("6"), "ASIAN");
  EXPECT_EQ(scottish("11"), "BLACK");
  EXPECT_EQ(scottish("15"), "");
  EXPECT_EQ(scottish("WBRI"), "");
}

TEST(CaseFileCsvTest, RefusesIdsThatCouldIdentify) {
  for (const char* id : {"C1-0042", "F17", "a1", "RECORD-1", "K1-12345"}) {
    EXPECT_THAT(Parse(With("C1-0042", id)).rows, SizeIs(1)) << id;
  }
  for (const char* id :
       {"", "42", "C1 0042", "B801200005001", "9434765919", "943-476-5919",
        "jo@a.org", "C1-", "Smith", "C123456", "DOB-010203", "SW1A2AA",
        "AB123456C", "C1-0042-1", "LONGNAME1", "É1"}) {
    const CaseFileCsv result = Parse(With("C1-0042", id));
    EXPECT_THAT(result.rows, IsEmpty()) << id;
    ASSERT_THAT(result.errors, SizeIs(1)) << id;
    EXPECT_EQ(result.errors[0].column, "record_id");
    EXPECT_EQ(result.errors[0].value, "") << "a refused id may be a name";
    EXPECT_THAT(result.errors[0].wanted, HasSubstr("want an opaque id"));
  }
}

TEST(CaseFileCsvTest, NeverRepeatsAnIdentifier) {
  for (const char* id : {"B801200005001", "943 476 5919", "jo@example.org"}) {
    for (const char* cell : {"2018-19", "3b;4B", "WBRI", "CIN_ONLY"}) {
      const std::string errors =
          absl::StrJoin(Errors(Parse(With(cell, id))), "\n");
      EXPECT_THAT(errors, HasSubstr("looks like an identifier"));
      EXPECT_THAT(errors, Not(HasSubstr(id)));
    }
  }
}

TEST(CaseFileCsvTest, AHeaderErrorStopsTheFile) {
  const CaseFileCsv result = Parse(
      "record_id,Forename,child_id,family_id,episode_id,sequence,nation,"
      "record_type,year,factors,age_band,gender,gender,ethnicity,pathway,"
      "section_47,\nC1-1,Ann,k,f,e,1,ENG,x,2019,3B,U,F,F,WBRI,CIN_ONLY,Y,\n");
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_THAT(
      Errors(result),
      ElementsAre(
          "line 1: \"Forename\", want only the columns of a case file: take "
          "this one out, so that nothing that identifies a person is sent by "
          "accident",
          "line 1, gender: want this column once in the header",
          "line 1: \"\", want only the columns of a case file: take this one "
          "out, so that nothing that identifies a person is sent by accident",
          "line 1, deprivation_decile: want this column in the header"));
}

TEST(CaseFileCsvTest, AFileWithoutAHeaderIsNotRepeated) {
  for (const char* text : {"Ann Smith,12 High Street\n",
                           "record_id;child_id;family_id\nC1-1;K1;F1\n"}) {
    const CaseFileCsv result = Parse(text);
    ASSERT_THAT(result.errors, SizeIs(1));
    EXPECT_EQ(result.errors[0].value, "");
    EXPECT_THAT(result.errors[0].wanted,
                HasSubstr("want a header with commas: record_id,child_id,"));
  }
}

TEST(CaseFileCsvTest, ColumnsOfTheOtherNationMustBeEmpty) {
  EXPECT_THAT(Errors(Parse(With("CIN_ONLY,", "CIN_ONLY,Registration"))),
              ElementsAre(HasSubstr("decision: \"Registration\", want")));
  EXPECT_THAT(Errors(Parse(With("CIN_ONLY", "REGISTERED"))),
              ElementsAre(HasSubstr("pathway: \"REGISTERED\", want")));
  EXPECT_THAT(
      Errors(Parse(absl::StrCat(
          kHeader, absl::StrReplaceAll(kScottish, {{"tion,\n", "tion,Y\n"}})))),
      ElementsAre(HasSubstr("section_47: \"Y\", want")));
}

TEST(CaseFileCsvTest, ADecisionMustGoWithThePathway) {
  const CaseFileCsv result = Parse(absl::StrCat(
      kHeader,
      absl::StrReplaceAll(kScottish, {{"Continued Registration", "Null"}})));
  EXPECT_THAT(Errors(result),
              ElementsAre("line 2, decision: \"Null\", want a decision that "
                          "goes with REGISTERED; this one is NOT_REGISTERED"));
}

TEST(CaseFileCsvTest, RefusesTheOtherNationWhereTheSiteHasOne) {
  const CaseFileCsv result =
      Parse(absl::StrCat(kHeader, kEnglish, kScottish), {.nation = "ENG"});
  EXPECT_THAT(result.rows, SizeIs(1));
  EXPECT_THAT(Errors(result),
              ElementsAre("line 3, nation: \"sco\", want ENG, the nation of "
                          "this site"));
}

TEST(CaseFileCsvTest, RefusesLinesThatContradictEarlierOnes) {
  const std::string rest = ",ENG,CIN_ASSESSMENT,2019,3B,U,U,U,,NON_CIN,,\n";
  const CaseFileCsv result = Parse(absl::StrCat(
      kHeader, "R1,K1,F1,E1,1", rest, "r1,K2,F1,E2,1", rest, "R3,K1,F1,E1,1",
      rest, "R4,K4,F1,E1,2", rest, "R5,K1,F1,E1,2", rest));
  EXPECT_THAT(
      Errors(result),
      ElementsAre(
          "line 3, record_id: \"r1\", want each record once; line 2 has it too",
          "line 4, sequence: \"1\", want each place in an episode once; line 2 "
          "has it too",
          "line 5, episode_id: \"E1\", want one child for each episode; line 2 "
          "has another child"));
  EXPECT_THAT(result.rows, SizeIs(2));
}

TEST(CaseFileCsvTest, KeepsOnlySoManyErrorsButCountsAll) {
  std::string text = kHeader;
  for (int i = 0; i < 50; ++i) absl::StrAppend(&text, "too,few\n");
  const CaseFileCsv result = Parse(text, {.max_errors = 10});
  EXPECT_THAT(result.errors, SizeIs(10));
  EXPECT_EQ(result.error_count, 50);
  EXPECT_EQ(FormatCellError(result.errors[9]),
            "line 11: want 16 cells, as in the header, not 2");
}

TEST(CaseFileCsvTest, RefusesWhatIsNoCsvOfReasonableSize) {
  const auto catalogue = LoadFactorCatalogue();
  ASSERT_THAT(catalogue, IsOk());
  const auto refused = [&](const std::string& text, const char* message) {
    EXPECT_THAT(
        ParseCaseFileCsv(text, *catalogue, {.max_rows = 1}),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  };
  refused("", "the file is empty");
  refused("\n\r\n", "the file is empty");
  refused("\xFF\xFEr\0e", "not UTF-8");
  refused("record_id\n\"C1", "line 2");
  refused(absl::StrCat(kHeader, kEnglish, kScottish),
          "the file has 2 rows; want at most 1");
}

// The file and the messages that docs/case-files.md shows.
TEST(CaseFileCsvTest, SaysWhatTheStewardsPageShows) {
  const auto read = [](const std::string& name) {
    std::ifstream in(absl::StrCat(CASELENS_TEST_DATA, "/case_files/", name));
    EXPECT_TRUE(in.good()) << name;
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  };
  const CaseFileCsv result = Parse(read("with_errors.csv"));
  EXPECT_EQ(absl::StrCat(absl::StrJoin(Errors(result), "\n"), "\n"),
            read("with_errors.expected.txt"));
  EXPECT_THAT(result.rows, SizeIs(2));
}

// Whatever stands in the cells, the reader returns, shows only UTF-8, and
// each row is either good or has an error.
TEST(CaseFileCsvTest, SurvivesAnyInput) {
  std::mt19937 random(5);
  const std::string base = absl::StrCat(kHeader, kEnglish, kScottish);
  const auto catalogue = LoadFactorCatalogue();
  ASSERT_THAT(catalogue, IsOk());
  for (int round = 0; round < 1000; ++round) {
    std::string text = base;
    for (int change = 0; change < 4; ++change) {
      const size_t at = random() % text.size();
      text[at] = static_cast<char>(random() % 128);
    }
    const auto result = ParseCaseFileCsv(text, *catalogue, {});
    if (!result.ok()) continue;
    EXPECT_EQ(result->errors.size(), result->error_count);
    EXPECT_TRUE(result->error_count > 0 ||
                result->rows.size() == result->rows_read)
        << text;
  }
}

}  // namespace
}  // namespace caselens
