#include "typology/template/revision.h"

#include <algorithm>
#include <ostream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "tests/typology/template/small.h"
#include "typology/template/document.h"
#include "typology/template/texts.h"
#include "typology/template/violation.h"

namespace caselens {
namespace {

ConditionTest OnField(const std::string& field) {
  ConditionTest test;
  test.field = field;
  test.codes = {"Y"};
  return test;
}

ConditionTest OnFact(const std::string& fact) {
  ConditionTest test;
  test.fact = fact;
  return test;
}

TEST(Revision, FindsByIdAndKeepsItsContent) {
  const auto revision = Revision::Create(Small());
  ASSERT_THAT(revision, IsOk());
  EXPECT_EQ(revision->Content(), Small());
  EXPECT_EQ(revision->FindField("A.two")->level, Level::kPerson);
  EXPECT_EQ(revision->FindField("A.three"), nullptr);
  EXPECT_EQ(revision->FindGrid("A.grid")->fill_code, "N");
  EXPECT_EQ(revision->StageOf("A.two"), Stage::kCoding);
}

struct Inconsistency {
  const char* name;
  void (*edit)(RevisionContent&);
  const char* message;
};

void PrintTo(const Inconsistency& c, std::ostream* out) { *out << c.name; }

class RevisionRefuses : public testing::TestWithParam<Inconsistency> {};

TEST_P(RevisionRefuses, NamingWhatIsWrong) {
  RevisionContent content = Small();
  GetParam().edit(content);
  EXPECT_THAT(Revision::Create(content).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::StartsWith(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    All, RevisionRefuses,
    testing::Values(
        Inconsistency{"SectionId",
                      [](RevisionContent& c) { c.sections[0].id = "AB"; },
                      "sections[AB]: want one capital letter"},
        Inconsistency{
            "SectionTwice",
            [](RevisionContent& c) { c.sections.push_back(c.sections[0]); },
            "sections[A]: is given twice"},
        Inconsistency{
            "ExtensionTwice",
            [](RevisionContent& c) { c.extensions.push_back(c.extensions[0]); },
            "extensions[more]: is given twice"},
        Inconsistency{"FieldTwice",
                      [](RevisionContent& c) { Two(c).id = "A.one"; },
                      "fields[A.one]: is given twice"},
        Inconsistency{"FieldOfAnotherSection",
                      [](RevisionContent& c) { One(c).id = "B.one"; },
                      "fields[B.one]: want an id `A.name`"},
        Inconsistency{"NoDefinition",
                      [](RevisionContent& c) { One(c).definition.clear(); },
                      "fields[A.one]: want a label and a definition"},
        Inconsistency{"UnknownExtension",
                      [](RevisionContent& c) { One(c).extension = "less"; },
                      "fields[A.one]: no extension less"},
        Inconsistency{"CodeTwice",
                      [](RevisionContent& c) { One(c).codes[1].code = "Y"; },
                      "fields[A.one].codes[Y]: is given twice"},
        Inconsistency{"CodeWithoutLabel",
                      [](RevisionContent& c) { One(c).codes[0].label = ""; },
                      "fields[A.one].codes[Y]: want a code, a label"},
        Inconsistency{
            "ExclusiveOfOne",
            [](RevisionContent& c) { One(c).codes[0].exclusive = true; },
            "fields[A.one].codes[Y]: only a code of a field of kind "
            "MANY"},
        Inconsistency{"NoCodes",
                      [](RevisionContent& c) { One(c).codes.clear(); },
                      "fields[A.one]: kinds ONE and MANY want codes"},
        Inconsistency{
            "TextWithCodes",
            [](RevisionContent& c) { One(c).kind = FieldKind::kText; },
            "fields[A.one]: kinds ONE and MANY want codes"},
        Inconsistency{"OffersNotCoded",
                      [](RevisionContent& c) {
                        One(c).missing = {Missing::kNotYetCoded};
                      },
                      "fields[A.one]: missing wants NR, UNC, NA or WH"},
        Inconsistency{"GradedWithoutLists",
                      [](RevisionContent& c) { One(c).graded = true; },
                      "fields[A.one]: is graded, but there is no list "
                      "B.confidence"},
        Inconsistency{"UngradedCodeOfUngradedField",
                      [](RevisionContent& c) { One(c).ungraded_codes = {"Y"}; },
                      "fields[A.one]: ungraded_codes: Y is not a code"},
        Inconsistency{"UnknownGrid",
                      [](RevisionContent& c) { One(c).grid = "A.none"; },
                      "fields[A.one]: no grid A.none"},
        Inconsistency{
            "GridDefaultNotOffered",
            [](RevisionContent& c) { c.sections[0].grids[0].fill_code = "0"; },
            "fields[A.two]: does not offer the default of grid "
            "A.grid"},
        Inconsistency{"GridWithTwoDefaults",
                      [](RevisionContent& c) {
                        c.sections[0].grids[0].fill_missing =
                            Missing::kNotRecorded;
                      },
                      "grids[A.grid]: want exactly one of"},
        Inconsistency{"DomainWithoutList",
                      [](RevisionContent& c) { One(c).level = Level::kDomain; },
                      "fields[A.one]: level DOMAIN wants a list D.domain"},
        Inconsistency{"ConditionOnUnknownField",
                      [](RevisionContent& c) {
                        One(c).asked_if.any = {{{OnField("A.three")}}};
                      },
                      "fields[A.one].asked_if: no other coded field A.three"},
        Inconsistency{"ConditionOnItself",
                      [](RevisionContent& c) {
                        One(c).asked_if.any = {{{OnField("A.one")}}};
                      },
                      "fields[A.one].asked_if: no other coded field A.one"},
        Inconsistency{"ConditionsInACircle",
                      [](RevisionContent& c) {
                        One(c).asked_if.any = {{{OnField("A.two")}}};
                        Two(c).asked_if.any = {{{OnField("A.one")}}};
                      },
                      "fields[A.one].asked_if: depends on itself"},
        Inconsistency{"ConditionOnUnknownCode",
                      [](RevisionContent& c) {
                        ConditionTest test = OnField("A.one");
                        test.codes = {"MAYBE"};
                        Two(c).asked_if.any = {{{test}}};
                      },
                      "fields[A.two].asked_if: A.one has no code MAYBE"},
        Inconsistency{"ConditionAcrossLevels",
                      [](RevisionContent& c) {
                        One(c).level = Level::kHarm;
                        Two(c).asked_if.any = {{{OnField("A.one")}}};
                      },
                      "fields[A.two].asked_if: A.one is of level HARM, neither "
                      "above nor below PERSON"},
        Inconsistency{"ConditionOnUnknownFact",
                      [](RevisionContent& c) {
                        One(c).asked_if.any = {{{OnFact("TALL")}}};
                      },
                      "fields[A.one].asked_if: no fact TALL"},
        Inconsistency{"FactOfAnotherLevel",
                      [](RevisionContent& c) {
                        Two(c).asked_if.any = {{{OnFact("HIGH_HARM")}}};
                      },
                      "fields[A.two].asked_if: fact HIGH_HARM is of level "
                      "RELATIONSHIP"},
        Inconsistency{
            "CodeWithSpaces",
            [](RevisionContent& c) { One(c).codes[0].code = "Jo Bloggs"; },
            "fields[A.one].codes[?]: want 1 to 32 capital letters"},
        Inconsistency{
            "LongFieldId",
            [](RevisionContent& c) { One(c).id = "A." + std::string(33, 'x'); },
            "fields[?]: want an id `A.name`"},
        Inconsistency{
            "UnknownLanguage",
            [](RevisionContent& c) {
              c.translations = {{"xx", {{"fields[A.one].label", "?"}}}};
            },
            "translations[xx]: want cy as language_code"},
        Inconsistency{"LanguageTwice",
                      [](RevisionContent& c) {
                        c.translations = {{kWelsh, {}}, {kWelsh, {}}};
                      },
                      "translations[cy]: is given twice"},
        Inconsistency{
            "TranslationOfNoText",
            [](RevisionContent& c) {
              c.translations = {{kWelsh, {{"fields[A.x].label", "?"}}}};
            },
            "translations[cy]: a path names no text"},
        Inconsistency{
            "EmptyTranslation",
            [](RevisionContent& c) {
              c.translations = {{kWelsh, {{"fields[A.one].label", ""}}}};
            },
            "translations[cy].fields[A.one].label: want a text"},
        Inconsistency{"EmptyTest",
                      [](RevisionContent& c) {
                        One(c).asked_if.any = {{{ConditionTest()}}};
                      },
                      "fields[A.one].asked_if: want either a field or a fact"},
        Inconsistency{"EmptyClause",
                      [](RevisionContent& c) { One(c).asked_if.any = {{}}; },
                      "fields[A.one].asked_if: a clause wants a test"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Revision, NamesAllProblemsAtOnceWithoutRepeatingWords) {
  RevisionContent content = Small();
  One(content).id = "Jo Bloggs";
  One(content).definition.clear();
  Two(content).extension = "9434765919";
  Two(content).asked_if.any = {{{OnField("A.one")}}};
  EXPECT_THAT(
      Revision::FindProblems(content),
      testing::ElementsAre(
          Violation{"fields[?]", "want an id `A.name`"},
          Violation{"fields[?]", "want a label and a definition"},
          Violation{"fields[A.two]", "no extension ?"},
          Violation{"fields[A.two].asked_if", "no other coded field A.one"}));
  EXPECT_THAT(Revision::FindProblems(Small()), testing::IsEmpty());
}

TEST(Revision, TakesNoMoreThanItsLimits) {
  RevisionContent content = Small();
  One(content).codes.resize(501);
  EXPECT_THAT(Revision::FindProblems(content),
              testing::ElementsAre(Violation{"fields[A.one].codes",
                                             "501 given; want at most 500"}));
  content = Small();
  content.sections[0].fields.resize(1001);
  EXPECT_THAT(Revision::FindProblems(content),
              testing::ElementsAre(
                  Violation{"fields", "1001 given; want at most 1000"}));
}

TEST(Revision, RefusesALongChainOfConditions) {
  RevisionContent content = Small();
  content.sections[0].fields.clear();
  content.sections[0].grids.clear();
  for (int i = 0; i < 900; ++i) {
    content.sections[0].fields.push_back(YesNo(absl::StrCat("A.f", i)));
    if (i == 0) continue;
    content.sections[0].fields.back().asked_if.any = {
        {{OnField(absl::StrCat("A.f", i - 1))}}};
  }
  const auto problems = Revision::FindProblems(content);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].field, "fields[A.f11].asked_if");
  std::reverse(content.sections[0].fields.begin(),
               content.sections[0].fields.end());
  EXPECT_FALSE(Revision::FindProblems(content).empty());
  content.sections[0].fields.erase(content.sections[0].fields.begin(),
                                   content.sections[0].fields.begin() + 889);
  EXPECT_THAT(Revision::FindProblems(content), testing::IsEmpty());
}

TEST(Revision, NamesACircleOnceForEachStart) {
  RevisionContent content = Small();
  One(content).asked_if.any = {{{OnField("A.two")}}};
  Two(content).asked_if.any = {{{OnField("A.one")}}};
  EXPECT_THAT(Revision::FindProblems(content), testing::SizeIs(1));
}

}  // namespace
}  // namespace caselens
