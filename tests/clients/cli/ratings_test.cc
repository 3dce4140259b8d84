// `caselens agreement of`: a command that asks no service.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/clients/cli/fake_service.h"

namespace caselens::cli {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string DataFile(const std::string& name) {
  return absl::StrCat(CASELENS_TEST_DATA, "/agreement/", name);
}

// A run that must call nothing, whatever it answers.
Outcome RunOf(std::vector<std::string> arguments) {
  FakeService service;
  const TestFolder folder;
  arguments.insert(arguments.begin(), {"agreement", "of"});
  Outcome outcome = RunCli(service, folder, std::move(arguments));
  EXPECT_THAT(service.Calls(), IsEmpty());
  return outcome;
}

Json RunOfJson(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const Outcome outcome = RunOf(std::move(arguments));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return Json::parse(outcome.out);
}

TEST(AgreementOf, GivesEveryFigureOfKrippendorffsTable) {
  const Json json = RunOfJson({DataFile("cac_raw4raters_raw.csv")});
  EXPECT_EQ(json["units"], 12);
  EXPECT_EQ(json["paired_units"], 11);
  EXPECT_EQ(json["coders"], 4);
  EXPECT_NEAR(json["percent"]["value"], .81818181818, 1e-11);
  EXPECT_NEAR(json["fleiss_kappa"]["value"], .76117, 5e-6);
  EXPECT_NEAR(json["krippendorff_alpha"]["value"], .743421052631579, 1e-14);
  EXPECT_NEAR(json["krippendorff_alpha"]["low"], .419, 5e-4);
  EXPECT_EQ(json["krippendorff_alpha"]["high"], 1);
  EXPECT_NEAR(json["gwet_ac"]["value"], .77544, 5e-6);
  EXPECT_NEAR(json["conger_kappa"]["value"], .76282, 5e-6);
  EXPECT_THAT(json["cohen_kappa"]["undefined"],
              HasSubstr("Cohen's kappa is of two coders and there are 4"));
  EXPECT_THAT(json["positive_agreement"]["undefined"],
              HasSubstr("there are 5 categories"));
  EXPECT_EQ(json["pairs"].size(), 6U);
  EXPECT_EQ(json["categories"][2]["by_coder"], Json({2, 2, 4, 2}));
}

TEST(AgreementOf, LevelDecidesAlphaAndWeights) {
  const std::string file = DataFile("cac_raw4raters_raw.csv");
  const Json ordinal = RunOfJson({file, "--level", "ordinal"});
  EXPECT_NEAR(ordinal["krippendorff_alpha"]["value"], .8153875037548814, 1e-14);
  EXPECT_LT(ordinal["krippendorff_alpha"]["low"], .8);
  EXPECT_EQ(ordinal["weights"], "quadratic");
  EXPECT_NEAR(ordinal["gwet_ac"]["value"], .914, 5e-6);
  EXPECT_NEAR(ordinal["weighted"]["ordinal"]["gwet_ac"]["value"], .89894, 5e-6);
  EXPECT_NEAR(ordinal["weighted"]["linear"]["fleiss_kappa"]["value"], .81794,
              5e-6);
  EXPECT_EQ(ordinal["weighted"]["quadratic"]["gwet_ac"], ordinal["gwet_ac"]);
  const Json interval = RunOfJson({file, "--level", "interval"});
  EXPECT_NEAR(interval["krippendorff_alpha"]["value"], .8491071428571428,
              1e-14);
  const Json linear =
      RunOfJson({file, "--level", "ordinal", "--weights", "linear"});
  EXPECT_NEAR(linear["gwet_ac"]["value"], .85874, 5e-6);
}

TEST(AgreementOf, SameInputGivesTheSameBytes) {
  const std::vector<std::string> line = {DataFile("irr_anxiety_raw.csv"),
                                         "--level", "ordinal", "--format=json"};
  EXPECT_EQ(RunOf(line).out, RunOf(line).out);
}

TEST(AgreementOf, OneCategoryIsNeverANumber) {
  const TestFolder folder;
  const std::string file = folder.Write("one.csv", "A,B\nyes,yes\nyes,yes\n");
  const Json json = RunOfJson({file});
  for (const char* const figure :
       {"cohen_kappa", "conger_kappa", "fleiss_kappa", "krippendorff_alpha",
        "gwet_ac", "positive_agreement"}) {
    EXPECT_EQ(
        json[figure],
        (Json{{"n", 2}, {"undefined", "not defined: all coders chose yes"}}))
        << figure;
  }
  EXPECT_EQ(json["percent"]["value"], 1);
  EXPECT_TRUE(json["percent"]["low"].is_null());
}

TEST(AgreementOf, PositiveAndNegativeAgreementOfTwoCategories) {
  const TestFolder folder;
  const std::string file =
      folder.Write("two.csv", "u,A,B\n1,Y,Y\n2,Y,N\n3,N,N\n4,N,N\n5,Y,Y\n");
  const Json json = RunOfJson({file, "--id", "u"});
  EXPECT_DOUBLE_EQ(json["positive_agreement"]["value"], .8);  // of Y: 4 / 5
  EXPECT_EQ(RunOfJson({file, "--id=u", "--positive=N"})["negative_agreement"],
            json["positive_agreement"]);
}

TEST(AgreementOf, TableIsForPeople) {
  const TestFolder folder;
  const std::string file = folder.Write(
      "r.csv", "Ann,Bob\nyes,yes\nyes,no\nno,no\nno,no\nyes,yes\nno,\n");
  const Outcome outcome = RunOf({file});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(
      outcome.out,
      "6 units, 5 rated by two coders or more; 2 coders; nominal scale, kappas "
      "and AC with identity weights.\n"
      "FIGURE              VALUE     LOW   HIGH  N  NOTE\n"
      "percent             0.800   0.150  1.000  5\n"
      "cohen_kappa         0.615  -0.266  1.000  5\n"
      "conger_kappa        0.600  -0.437  1.000  5\n"
      "fleiss_kappa        0.589  -0.517  1.000  5\n"
      "krippendorff_alpha  0.640  -0.353  1.000  5\n"
      "gwet_ac             0.611  -0.410  1.000  5\n"
      "\n"
      "CATEGORY  RATINGS  PREVALENCE  BY ANN  BY BOB  AGREEMENT    LOW   HIGH  "
      "N  NOTE\n"
      "no              5       0.500       2       3      0.800  0.000  1.000  "
      "3\n"
      "yes             5       0.500       3       2      0.800  0.000  1.000  "
      "3\n");
}

TEST(AgreementOf, CsvHasARowForEachFigure) {
  const Outcome outcome =
      RunOf({DataFile("cac_raw4raters_raw.csv"), "--format=csv"});
  EXPECT_THAT(outcome.out,
              HasSubstr("figure,weights,of,value,low,high,n,note\r\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\r\ncohen_kappa,identity,Rater1 and "));
}

TEST(AgreementOf, ErrorsNameFileLineAndColumn) {
  const TestFolder folder;
  const std::string bad = folder.Write("bad.csv", "A,B\n1,2\n1,x\n");
  Outcome outcome = RunOf({bad, "--level", "interval"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              HasSubstr("bad.csv: line 3, column B: \"x\"; want a number"));
  outcome = RunOf({folder.Write("alone.csv", "A,B\n1,\n,2\n")});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("no unit was rated by two coders"));
  EXPECT_THAT(RunOf({bad, "--level", "ratio"}).err, HasSubstr("want one of"));
  EXPECT_THAT(RunOf({bad, "--weights", "x"}).err, HasSubstr("want one of"));
  EXPECT_THAT(RunOf({bad, "--weights", "linear"}).err,
              HasSubstr("nominal categories have no order"));
  EXPECT_THAT(RunOf({bad, "--positive", "1"}).err,
              HasSubstr("want one of two categories"));
  EXPECT_EQ(RunOf({folder.Path("none.csv")}).exit_code, 2);
}

}  // namespace
}  // namespace caselens::cli
