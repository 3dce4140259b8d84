#include "typology/template/diff.h"

#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/template/guided.h"
#include "tests/typology/template/small.h"
#include "typology/template/texts.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A graded question, its lists and a question about domains.
RevisionContent Full() {
  RevisionContent content = Small();
  Section& section = content.sections.emplace_back();
  section.id = "B";
  for (const char* id :
       {"B.confidence", "B.evidence_level", "B.evidence_source", "B.type"})
    section.fields.push_back(YesNo(id));
  for (int i = 0; i < 3; ++i) section.fields[i].kind = FieldKind::kList;
  section.fields[3].graded = true;
  section.fields[3].kind = FieldKind::kMany;
  Section& domains = content.sections.emplace_back();
  domains.id = "D";
  domains.fields = {YesNo("D.domain"), YesNo("D.recorded", Level::kDomain)};
  domains.fields[0].kind = FieldKind::kList;
  return content;
}

Field& Type(RevisionContent& content) { return content.sections[1].fields[3]; }

struct Step {
  const char* name;
  void (*edit)(RevisionContent&);
  ChangeKind kind;
  ChangedPart part;
  const char* path;
  const char* field;
  CarryVerdict verdict;
};

void PrintTo(const Step& step, std::ostream* out) { *out << step.name; }

class DiffSays : public testing::TestWithParam<Step> {};

TEST_P(DiffSays, WhatChangedAndWhatBecomesOfAnswers) {
  const Step& step = GetParam();
  const Revision from = Revision::Create(Full()).value();
  const Revision to = Edited(Full(), step.edit);
  const RevisionDiff diff = DiffRevisions(from, to);
  ASSERT_EQ(diff.changes.size(), 1) << testing::PrintToString(
      diff.changes.empty() ? "nothing" : diff.changes.back().path);
  const RevisionChange& change = diff.changes[0];
  EXPECT_EQ(change.kind, step.kind);
  EXPECT_EQ(change.part, step.part);
  EXPECT_EQ(change.path, step.path);
  EXPECT_EQ(change.field, step.field);
  EXPECT_EQ(change.verdict, step.verdict) << change.why;
  EXPECT_FALSE(change.why.empty());
}

constexpr auto kAdded = ChangeKind::kAdded;
constexpr auto kRemoved = ChangeKind::kRemoved;
constexpr auto kChanged = ChangeKind::kChanged;

INSTANTIATE_TEST_SUITE_P(
    All, DiffSays,
    testing::Values(
        Step{"Label", [](RevisionContent& c) { One(c).label = "reworded"; },
             kChanged, ChangedPart::kWording, "fields[A.one].label", "A.one",
             CarryVerdict::kCarriesOver},
        Step{"Paragraph",
             [](RevisionContent& c) { c.introduction = {"Read this."}; },
             kAdded, ChangedPart::kWording, "introduction[0]", "",
             CarryVerdict::kCarriesOver},
        Step{"Welsh",
             [](RevisionContent& c) {
               c.translations = {{kWelsh, {{"fields[A.one].label", "C"}}}};
             },
             kAdded, ChangedPart::kWording,
             "translations[cy].fields[A.one].label", "A.one",
             CarryVerdict::kCarriesOver},
        Step{"Order", [](RevisionContent& c) { std::swap(One(c), Two(c)); },
             kChanged, ChangedPart::kOrder, "sections[A].fields", "",
             CarryVerdict::kCarriesOver},
        Step{"NewRequiredField",
             [](RevisionContent& c) {
               c.sections[0].fields.push_back(YesNo("A.three"));
               c.sections[0].fields.back().required = true;
             },
             kAdded, ChangedPart::kField, "fields[A.three]", "A.three",
             CarryVerdict::kToBeAnswered},
        Step{"RemovedField",
             [](RevisionContent& c) {
               c.sections[0].fields.erase(c.sections[0].fields.begin());
             },
             kRemoved, ChangedPart::kField, "fields[A.one]", "A.one",
             CarryVerdict::kLost},
        Step{"NewCode",
             [](RevisionContent& c) {
               One(c).codes.push_back({.code = "X",
                                       .label = "X",
                                       .definition = "X",
                                       .evidence = "",
                                       .tell_apart = ""});
             },
             kAdded, ChangedPart::kCode, "fields[A.one].codes[X]", "A.one",
             CarryVerdict::kCarriesOver},
        Step{"RemovedCode", [](RevisionContent& c) { One(c).codes.pop_back(); },
             kRemoved, ChangedPart::kCode, "fields[A.one].codes[N]", "A.one",
             CarryVerdict::kLost},
        Step{"StandsAlone",
             [](RevisionContent& c) { Type(c).codes[1].exclusive = true; },
             kChanged, ChangedPart::kCode, "fields[B.type].codes[N]", "B.type",
             CarryVerdict::kLost},
        Step{"ClassCodes",
             [](RevisionContent& c) { One(c).class_codes = true; }, kAdded,
             ChangedPart::kCode, "fields[A.one].class_codes", "A.one",
             CarryVerdict::kCarriesOver},
        Step{"NewMissingValue",
             [](RevisionContent& c) {
               One(c).missing = {Missing::kNotRecorded};
             },
             kAdded, ChangedPart::kMissing, "fields[A.one].missing[NR]",
             "A.one", CarryVerdict::kCarriesOver},
        Step{"Kind", [](RevisionContent& c) { One(c).kind = FieldKind::kMany; },
             kChanged, ChangedPart::kKind, "fields[A.one]", "A.one",
             CarryVerdict::kLost},
        Step{"Level", [](RevisionContent& c) { One(c).level = Level::kHarm; },
             kChanged, ChangedPart::kLevel, "fields[A.one]", "A.one",
             CarryVerdict::kLost},
        Step{"Condition",
             [](RevisionContent& c) {
               Two(c).asked_if.any = {
                   {{{.field = "A.one", .codes = {"Y"}, .fact = ""}}}};
             },
             kChanged, ChangedPart::kCondition, "fields[A.two].asked_if",
             "A.two", CarryVerdict::kCarriesOver},
        Step{"Required", [](RevisionContent& c) { One(c).required = true; },
             kChanged, ChangedPart::kRequired, "fields[A.one].required",
             "A.one", CarryVerdict::kToBeAnswered},
        Step{"Extension", [](RevisionContent& c) { One(c).extension = "more"; },
             kChanged, ChangedPart::kExtension, "fields[A.one].extension",
             "A.one", CarryVerdict::kCarriesOver},
        Step{"NewExtension",
             [](RevisionContent& c) {
               c.extensions.push_back({"less", "L"});
             },
             kAdded, ChangedPart::kExtension, "extensions[less]", "",
             CarryVerdict::kCarriesOver},
        Step{"Grid", [](RevisionContent& c) { Two(c).grid.clear(); }, kChanged,
             ChangedPart::kGrid, "fields[A.two].grid", "A.two",
             CarryVerdict::kCarriesOver},
        Step{"GridDefault",
             [](RevisionContent& c) { c.sections[0].grids[0].fill_code = "Y"; },
             kChanged, ChangedPart::kGrid, "grids[A.grid].fill", "",
             CarryVerdict::kCarriesOver},
        Step{"Prefilled", [](RevisionContent& c) { One(c).prefilled = true; },
             kChanged, ChangedPart::kPrefilled, "fields[A.one].prefilled",
             "A.one", CarryVerdict::kCarriesOver},
        Step{"NoGrades", [](RevisionContent& c) { Type(c).graded = false; },
             kChanged, ChangedPart::kGrade, "fields[B.type].graded", "B.type",
             CarryVerdict::kLost},
        Step{"Graded", [](RevisionContent& c) { One(c).graded = true; },
             kChanged, ChangedPart::kGrade, "fields[A.one].graded", "A.one",
             CarryVerdict::kToBeAnswered},
        Step{"UngradedCode",
             [](RevisionContent& c) { Type(c).ungraded_codes = {"Y"}; }, kAdded,
             ChangedPart::kGrade, "fields[B.type].ungraded_codes[Y]", "B.type",
             CarryVerdict::kLost}),
    [](const auto& test) { return std::string(test.param.name); });

std::vector<std::string> LostPaths(const RevisionDiff& diff) {
  std::vector<std::string> paths;
  for (const RevisionChange& change : diff.changes)
    if (change.verdict == CarryVerdict::kLost) paths.push_back(change.path);
  return paths;
}

TEST(Diff, ADomainTakesTheAnswersAboutItAlong) {
  const Revision from = Revision::Create(Full()).value();
  const Revision to = Edited(Full(), [](RevisionContent& c) {
    c.sections[2].fields[0].codes.pop_back();
  });
  EXPECT_THAT(LostPaths(DiffRevisions(from, to)),
              ElementsAre("fields[D.domain].codes[N]",
                          "fields[D.recorded].instances[N]"));
  EXPECT_FALSE(CarriesOver(DiffRevisions(from, to), "D.recorded"));
}

TEST(Diff, SaysWhereTheWelshIsThatOfBefore) {
  RevisionContent content = Small();
  content.translations = {{kWelsh, {{"fields[A.one].label", "C"}}}};
  const Revision from = Revision::Create(content).value();
  One(content).label = "another question";
  const RevisionDiff diff =
      DiffRevisions(from, Revision::Create(content).value());
  ASSERT_EQ(diff.changes.size(), 1);
  EXPECT_EQ(diff.changes[0].why,
            "answers stand; the cy text is that of before");
}

TEST(CarriesOver, IsAboutTheAnswerNotItsGradeOrWording) {
  const Revision from = Revision::Create(Full()).value();
  const auto carries = [&](auto edit, const char* field) {
    return CarriesOver(DiffRevisions(from, Edited(Full(), edit)), field);
  };
  EXPECT_TRUE(carries([](RevisionContent& c) { One(c).label = "x"; }, "A.one"));
  EXPECT_TRUE(
      carries([](RevisionContent& c) { Type(c).graded = false; }, "B.type"));
  EXPECT_FALSE(
      carries([](RevisionContent& c) { One(c).codes.pop_back(); }, "A.one"));
  EXPECT_TRUE(
      carries([](RevisionContent& c) { One(c).codes.pop_back(); }, "A.two"));
  EXPECT_FALSE(carries(
      [](RevisionContent& c) {
        c.sections[0].fields.push_back(YesNo("A.three"));
      },
      "A.three"));
}

TEST(ChangedMeanings, AreKindLevelAndStage) {
  const Revision from = Revision::Create(Full()).value();
  const auto changed =
      FindChangedMeanings(from, Edited(Full(), [](RevisionContent& c) {
                            One(c).kind = FieldKind::kMany;
                            Two(c).level = Level::kHarm;
                            c.sections[1].stage = Stage::kMatch;
                          }));
  std::vector<std::string> paths;
  for (const Violation& violation : changed) paths.push_back(violation.field);
  EXPECT_THAT(paths, ElementsAre("fields[A.one].kind", "fields[A.two].level",
                                 "fields[B.confidence].stage",
                                 "fields[B.evidence_level].stage",
                                 "fields[B.evidence_source].stage",
                                 "fields[B.type].stage"));
  EXPECT_THAT(FindChangedMeanings(from, from), IsEmpty());
}

}  // namespace
}  // namespace caselens
