#include "typology/template/asked.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "tests/typology/template/guided.h"
#include "typology/template/document.h"

namespace caselens {
namespace {

using ::testing::ElementsAre;

bool Asked(const Document& document, const Facts& facts,
           absl::string_view field, absl::string_view instance,
           const Form& form = RdacForm()) {
  return IsAsked(form, document, facts, *Rdac().FindField(field), instance);
}

TEST(Facts, HoldForTheInstanceAboveAndInside) {
  Facts facts;
  facts.Add("HIGH_HARM", "R1/CURRENT");
  EXPECT_TRUE(facts.Has("HIGH_HARM", "R1/CURRENT"));
  EXPECT_TRUE(facts.Has("HIGH_HARM", "R1/CURRENT/P1"));
  EXPECT_TRUE(facts.Has("HIGH_HARM", "R1"));
  EXPECT_TRUE(facts.Has("HIGH_HARM", ""));
  EXPECT_FALSE(facts.Has("HIGH_HARM", "R1/EARLIER"));
  EXPECT_FALSE(facts.Has("HIGH_HARM", "R11"));
  EXPECT_FALSE(facts.Has("ADULT", "R1/CURRENT"));
}

TEST(IsAsked, FollowsFacts) {
  EXPECT_TRUE(Asked(Document(), GuidedFacts(), "E.visible", "P3"));
  EXPECT_FALSE(Asked(Document(), GuidedFacts(), "E.visible", "P2"));
  EXPECT_TRUE(Asked(Document(), GuidedFacts(), "C.current_risk", ""));
  EXPECT_FALSE(Asked(Document(), Facts(), "C.current_risk", ""));
}

TEST(IsAsked, LooksAtTheSameInstanceAndAtWhatContainsIt) {
  Document document;
  document.Set(CodeAnswer("D.recorded", "DEBT", {"1"}));
  EXPECT_TRUE(Asked(document, Facts(), "D.need", "DEBT"));
  EXPECT_FALSE(Asked(document, Facts(), "D.need", "INCOME"));
  EXPECT_FALSE(Asked(document, Facts(), "D.in_plan", "DEBT"));
  document.Set(CodeAnswer("F.plan_exists", "", {"Y"}));
  EXPECT_TRUE(Asked(document, Facts(), "D.in_plan", "DEBT"));
}

TEST(IsAsked, LooksInsideARelationship) {
  Facts facts;
  facts.Add("HIGH_HARM", "R1/CURRENT");
  facts.Add("HIGH_HARM", "R1/EARLIER");
  Document document;
  document.Set(CodeAnswer("B.type", "R1/CURRENT/P1", {"IT"}));
  EXPECT_FALSE(Asked(document, facts, "B.high_harm_reason", "R1/CURRENT"));
  document.Set(CodeAnswer("B.type", "R1/CURRENT/P2", {"SCV"}));
  EXPECT_TRUE(Asked(document, facts, "B.high_harm_reason", "R1/CURRENT"));
  EXPECT_FALSE(Asked(document, facts, "B.high_harm_reason", "R1/EARLIER"));
  EXPECT_FALSE(Asked(document, Facts(), "B.high_harm_reason", "R1/CURRENT"));
}

TEST(IsAsked, NeedsTheExtensionOfTheField) {
  Form form = RdacForm();
  EXPECT_FALSE(Asked(Document(), Facts(), "A.legal_stage", "", form));
  form.extensions = {"case_history"};
  EXPECT_TRUE(Asked(Document(), Facts(), "A.legal_stage", "", form));
}

TEST(IsAsked, DoesNotSeeAnswersToWhatIsNotAsked) {
  Form form = RdacForm();
  form.extensions = {"engagement"};
  Document document;
  document.Set(CodeAnswer("E.service", "P3", {"NOT_ELIGIBLE"}));
  Facts other;
  other.Add("HARMS_16_OR_OVER", "P1");
  EXPECT_TRUE(
      Asked(document, GuidedFacts(), "E.ineligible_reason", "P3", form));
  EXPECT_FALSE(Asked(document, other, "E.ineligible_reason", "P3", form));
}

TEST(IsAsked, NeverAsksWhatIsImportedDerivedOrAList) {
  EXPECT_FALSE(Asked(Document(), Facts(), "J.recorded", "neglect"));
  EXPECT_FALSE(Asked(Document(), Facts(), "C.pattern", "H1"));
  EXPECT_FALSE(Asked(Document(), Facts(), "D.domain", ""));
}

// A revision with one question asked only under a negated condition.
TEST(IsAsked, ANegatedTestWantsAnotherCodeOrTheAbsenceOfAFact) {
  RevisionContent content = Rdac().Content();
  for (Field& field : content.sections[0].fields) {
    if (field.id == "A.duration_band")
      field.asked_if.any = {{{{.field = "A.rereferral",
                               .codes = {"NONE"},
                               .fact = "",
                               .negated = true}}}};
    if (field.id == "A.intergenerational")
      field.asked_if.any = {{{{.field = "",
                               .codes = {},
                               .fact = "NATION_SCO",
                               .negated = true}}}};
  }
  const Revision revision = Revision::Create(content).value();
  Form form = RdacForm();
  form.revision = &revision;
  const Field& duration = *revision.FindField("A.duration_band");
  const Field& earlier = *revision.FindField("A.intergenerational");
  Document document;
  Facts facts;
  EXPECT_FALSE(IsAsked(form, document, facts, duration, ""));
  document.Set(CodeAnswer("A.rereferral", "", {"NONE"}));
  EXPECT_FALSE(IsAsked(form, document, facts, duration, ""));
  document.Set(CodeAnswer("A.rereferral", "", {"ONE"}));
  EXPECT_TRUE(IsAsked(form, document, facts, duration, ""));
  EXPECT_TRUE(IsAsked(form, document, facts, earlier, ""));
  facts.Add("NATION_SCO", "");
  EXPECT_FALSE(IsAsked(form, document, facts, earlier, ""));
}

std::vector<std::string> Names(const std::vector<AskedItem>& items,
                               absl::string_view section) {
  std::vector<std::string> names;
  for (const AskedItem& item : items)
    if (item.field->id.substr(0, 1) == section)
      names.push_back(absl::StrCat(item.field->id, " ", item.instance));
  return names;
}

TEST(AskedItems, TakeOnePersonAfterTheOther) {
  Document document;
  document.people = {{"P1"}, {"P2"}};
  EXPECT_THAT(
      Names(AskedItems(RdacForm(), document, Facts(), Stage::kCoding), "C"),
      ElementsAre("C.role P1", "C.age_band P1", "C.gender P1",
                  "C.in_household P1", "C.role P2", "C.age_band P2",
                  "C.gender P2", "C.in_household P2"));
}

TEST(AskedItems, HoldTheAnswersSoFar) {
  const Document document = GuidedDocument();
  size_t answered = 0;
  for (const AskedItem& item :
       AskedItems(RdacForm(), document, GuidedFacts(), Stage::kCoding))
    if (item.answer != nullptr) ++answered;
  EXPECT_EQ(answered, document.answers.size());
}

TEST(Unanswered, StartsAtTheFirstGap) {
  Document document = GuidedDocument();
  Answer not_coded;
  not_coded.field = "C.gender";
  not_coded.instance = "P2";
  not_coded.missing = Missing::kNotYetCoded;
  document.Set(not_coded);
  document.Set(CodeAnswer("B.type", "R1/CURRENT/P2", {}));
  const auto items =
      Unanswered(RdacForm(), document, GuidedFacts(), Stage::kCoding);
  EXPECT_THAT(Names(items, "B"), ElementsAre("B.type R1/CURRENT/P2"));
  EXPECT_THAT(Names(items, "C"), ElementsAre("C.gender P2"));
  EXPECT_EQ(items.size(), 2);
}

}  // namespace
}  // namespace caselens
