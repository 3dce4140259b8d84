#include "typology/template/fill.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/template/guided.h"
#include "typology/template/asked.h"
#include "typology/template/document.h"
#include "typology/template/violation.h"

namespace caselens {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Document Couple() {
  Document document;
  document.people = {{"P1"}, {"P2"}};
  document.relationships = {
      {"R1", "P1", "P2", {Period::kEarlier, Period::kCurrent}}};
  return document;
}

std::vector<Violation> Apply(const std::vector<Fill>& fills,
                             Document& document) {
  return ApplyFills(RdacForm(), Facts(), fills, document);
}

TEST(ApplyFills, ClosesBothDirectionsAndTheCouplesOwnItems) {
  Document document = Couple();
  document.Set(CodeAnswer("B.K1", "R1/CURRENT/P1>P2", {"3"}));
  EXPECT_THAT(Apply({{"B.indicators", "R1/CURRENT"}}, document), IsEmpty());
  EXPECT_EQ(document.Code("B.K1", "R1/CURRENT/P1>P2"), "3");
  for (const char* instance : {"R1/CURRENT/P2>P1", "R1/CURRENT/P1>P2"})
    EXPECT_EQ(document.Find("B.V9", instance)->missing, Missing::kNotRecorded);
  EXPECT_EQ(document.Find("B.X3", "R1/CURRENT")->missing,
            Missing::kNotRecorded);
  EXPECT_EQ(document.Find("B.K1", "R1/EARLIER/P1>P2"), nullptr);
  EXPECT_EQ(document.Find("B.V7", "R1/CURRENT/P1>P2"), nullptr)
      << "of an extension that the study has not switched on";
}

TEST(ApplyFills, ReachesAllPeriodsOfARelationship) {
  Document document = Couple();
  EXPECT_THAT(Apply({{"B.indicators", "R1"}}, document), IsEmpty());
  EXPECT_NE(document.Find("B.K1", "R1/EARLIER/P1>P2"), nullptr);
  EXPECT_NE(document.Find("B.K1", "R1/CURRENT/P1>P2"), nullptr);
}

TEST(ApplyFills, TakesNotCodedForNotAnswered) {
  Document document = Couple();
  Answer answer;
  answer.field = "G.axis_age";
  answer.missing = Missing::kNotYetCoded;
  document.Set(answer);
  EXPECT_THAT(Apply({{"G.axis", ""}}, document), IsEmpty());
  EXPECT_EQ(document.Code("G.axis_age", ""), "0");
}

TEST(ApplyFills, ClosesOnlyWhatIsAsked) {
  Document document = Couple();
  document.Set(CodeAnswer("J.found", "neglect", {"1"}));
  EXPECT_THAT(Apply({{"J.needs", ""}, {"J.when", ""}}, document), IsEmpty());
  EXPECT_EQ(document.Code("J.found", "other"), "0");
  EXPECT_EQ(document.Code("J.found_when", "neglect"), "THAT_DOCUMENT");
  EXPECT_EQ(document.Find("J.found_when", "other"), nullptr);
}

TEST(ApplyFills, ChangesNothingIfOneIsWrong) {
  Document document = Couple();
  EXPECT_THAT(
      Apply({{"G.axis", ""}, {"G.nothing", ""}, {"B.indicators", "R2"}},
            document),
      ElementsAre(
          Violation{"document.fills[1].grid",
                    "there is no such grid in the template; want one that is"},
          Violation{"document.fills[2].instance",
                    "the grid has no instance there; want one such as "
                    "R1/CURRENT, or none for the whole document"}));
  EXPECT_EQ(document, Couple());
}

TEST(MergePrefilled, LeavesTheAuditorsOwnAnswers) {
  Document document;
  document.Set(CodeAnswer("A.s47", "", {"Y"}));
  document.Set(CodeAnswer("A.wave", "", {"W1"}));
  MergePrefilled(GuidedPrefilled(), document);
  EXPECT_EQ(document.Code("A.s47", ""), "Y");
  EXPECT_FALSE(document.Find("A.s47", "")->imported);
  EXPECT_TRUE(document.Find("A.wave", "")->imported);
  EXPECT_TRUE(document.Find("A.site", "")->imported);
}

TEST(MergePrefilled, KnowsTheIndexChild) {
  Document document = Couple();
  document.Set(CodeAnswer("C.role", "P1", {"MOTHER"}));
  document.Set(CodeAnswer("C.role", "P2", {"INDEX_CHILD"}));
  MergePrefilled(GuidedPrefilled(), document);
  EXPECT_EQ(document.Code("C.age_band", "P2"), "A0_4");
  EXPECT_EQ(document.Code("C.gender", "P2"), "F");
  EXPECT_EQ(document.Find("C.gender", "P1"), nullptr);
}

}  // namespace
}  // namespace caselens
