// Which variables the shipped template makes, and what a coding becomes.

#include "typology/tabulation/coding_variables.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "tests/typology/double_coding/random_coding.h"
#include "tests/typology/tabulation/rdac_study.h"
#include "typology/findings/findings.h"
#include "typology/tabulation/findings.h"
#include "typology/tabulation/index.h"
#include "typology/tabulation/table.h"

namespace caselens::tabulation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::vector<std::string> Codes(const Variable& variable) {
  std::vector<std::string> codes;
  for (const Category& category : variable.categories) {
    codes.push_back(category.code);
  }
  return codes;
}

const Variable& VariableOf(const std::string& name) {
  const auto number = RdacSchema().FindVariable(name);
  EXPECT_TRUE(number.has_value()) << name;
  return RdacSchema().variables()[number.value_or(0)];
}

// Every variable of a row, by name, as a code.
std::map<std::string, std::string> CodesOf(const PackedCoding& packed,
                                           Unit unit, size_t row) {
  std::map<std::string, std::string> codes;
  const Schema& schema = RdacSchema();
  for (size_t v = 0; v < schema.variables().size(); ++v) {
    const Variable& variable = schema.variables()[v];
    if (variable.unit != unit || variable.name == "standing" ||
        schema.SourceOf(v).kind != Source::Kind::kStored) {
      continue;
    }
    codes[variable.name] =
        std::string(variable.StateCode(packed.State(schema, v, row)));
  }
  return codes;
}

TEST(VariablesTest, EveryQuestionWithOneAnswerIsAVariableWithItsCodes) {
  for (const Section& section : Rdac().Content().sections) {
    for (const Field& field : section.fields) {
      if (field.kind != FieldKind::kOne) continue;
      std::vector<std::string> codes;
      for (const Code& code : field.codes) codes.push_back(code.code);
      if (field.class_codes) {
        codes.insert(codes.end(), {"1", "2", "3", "4", "5", "6"});
      }
      const std::string name =
          field.level == Level::kDomain   ? field.id + "/DEBT"
          : field.level == Level::kFactor ? field.id + "/dv_parent"
                                          : field.id;
      EXPECT_EQ(Codes(VariableOf(name)), codes) << name;
      EXPECT_EQ(VariableOf(name).ordered, field.ordered) << name;
    }
  }
}

TEST(VariablesTest, EveryCodeOfAQuestionWithManyIsYesOrNo) {
  for (const Section& section : Rdac().Content().sections) {
    for (const Field& field : section.fields) {
      if (field.kind != FieldKind::kMany) continue;
      for (const Code& code : field.codes) {
        EXPECT_THAT(Codes(VariableOf(absl::StrCat(field.id, ":", code.code))),
                    ElementsAre("YES", "NO"));
      }
    }
  }
}

TEST(VariablesTest, EveryCodeOfAPersonOrHarmIsAlsoCountedByFile) {
  for (const Section& section : Rdac().Content().sections) {
    for (const Field& field : section.fields) {
      if (field.codes.empty() || !field.IsAnswered() ||
          field.level == Level::kFile || field.level == Level::kDomain ||
          field.level == Level::kFactor) {
        continue;
      }
      for (const Code& code : field.codes) {
        const std::string name = absl::StrCat(field.id, ":", code.code);
        EXPECT_EQ(VariableOf(name + ".any").unit, Unit::kFile);
        EXPECT_THAT(Codes(VariableOf(name + ".any")), ElementsAre("YES", "NO"));
        EXPECT_THAT(Codes(VariableOf(name + ".count")),
                    ElementsAre("0", "1", "2", "3+"));
      }
    }
  }
}

TEST(VariablesTest, DerivedVariablesHaveTheCodesOfTheirLibraries) {
  std::vector<std::string> patterns;
  for (int p = 1; p < kHarmPatternCount; ++p) {
    patterns.emplace_back(PatternCode(static_cast<HarmPattern>(p)));
  }
  EXPECT_EQ(Codes(VariableOf("harm.pattern")), patterns);
  std::set<std::string> verdicts;
  for (int v = 1; v <= 6; ++v) {
    verdicts.emplace(VerdictName(static_cast<Verdict>(v)));
  }
  const auto declared = Codes(VariableOf("comparison.verdict"));
  EXPECT_EQ(std::set<std::string>(declared.begin(), declared.end()), verdicts);
  std::vector<std::string> cells;
  for (int c = 1; c <= 4; ++c) {
    cells.emplace_back(CellName(static_cast<Cell>(c)));
  }
  EXPECT_EQ(Codes(VariableOf("file_and_return.neglect")), cells);
  EXPECT_EQ(Codes(VariableOf("typology.type")), Codes(VariableOf("B.type")));
  EXPECT_THAT(Codes(VariableOf("class")),
              ElementsAre("1", "2", "3", "4", "5", "6"));
  std::set<std::string> decided = {"A.pathway_england", "A.pathway_scotland"};
  std::vector<std::string> pathways;
  for (const std::string& field : decided) {
    const auto codes = Codes(VariableOf(field));
    pathways.insert(pathways.end(), codes.begin(), codes.end());
  }
  EXPECT_EQ(Codes(VariableOf("pathway")), pathways);
}

TEST(VariablesTest, AbsencesAreThoseOfTheQuestionAndNeverCategories) {
  EXPECT_THAT(VariableOf("A.cp_category").absences,
              ElementsAre(Absence::kNotAsked, Absence::kNotRecorded,
                          Absence::kUnclear, Absence::kNotApplicable,
                          Absence::kWithheld, Absence::kNotAnswered));
  for (const Variable& variable : RdacSchema().variables()) {
    for (const Category& category : variable.categories) {
      for (const char* absence : {"NOT_ASKED", "NR", "UNC", "NA", "NC", "WH"}) {
        EXPECT_NE(category.code, absence) << variable.name;
      }
    }
  }
}

TEST(VariablesTest, WithSeveralModelsAClassNamesItsModel) {
  StudyShape study = RdacStudy();
  study.models.push_back({.id = "c3", .class_labels = {"One", "Two"}});
  const Schema schema = VariablesOf(study).value();
  const Variable& variable = schema.variables()[*schema.FindVariable("class")];
  EXPECT_THAT(Codes(variable), ElementsAre("c1/1", "c1/2", "c1/3", "c1/4",
                                           "c1/5", "c1/6", "c3/1", "c3/2"));
}

TEST(PackCodingTest, AGuidedFileKeepsItsAnswers) {
  const Document document = GuidedDocument();
  const Form form = RdacForm();
  const auto packed = PackCoding(RdacSchema(), RdacStudy(),
                                 {.form = &form, .document = &document});
  ASSERT_THAT(packed, IsOk());
  EXPECT_EQ(packed->RowCount(Unit::kPerson), document.people.size());
  const auto file = CodesOf(*packed, Unit::kFile, 0);
  for (const Answer& answer : document.answers) {
    const Field* const field = Rdac().FindField(answer.field);
    if (field->level != Level::kFile || field->kind != FieldKind::kOne) {
      continue;
    }
    EXPECT_THAT(file,
                Contains(Pair(answer.field,
                              answer.codes.empty()
                                  ? std::string(MissingName(answer.missing))
                                  : answer.codes[0])));
  }
  EXPECT_EQ(file.at("class"), "NA");
  EXPECT_EQ(file.at("A.cp_category"), "NOT_ASKED") << "its extension is off";
  EXPECT_EQ(file.at("A.pathway_scotland"), "NOT_ASKED");
  EXPECT_EQ(file.at("pathway"), "CIN_ONLY");
  EXPECT_EQ(file.at("recorded.dv_parent"), "NOT_ASKED") << "no return";
  EXPECT_EQ(file.at("comparison.verdict"), "NOT_ASKED");
  EXPECT_LE(packed->Encode().size(), 160);
}

// What one obvious look at a document says of each question of one answer.
TEST(PackCodingTest, RandomCodingsKeepEveryAnswerOfEveryUnit) {
  RandomCodings codings(5);
  const Form form = RdacForm();
  for (int i = 0; i < 40; ++i) {
    const Document document = codings.Next();
    const Facts facts = FindFacts(document);
    const PackedCoding packed =
        PackCoding(RdacSchema(), RdacStudy(),
                   {.form = &form, .document = &document})
            .value();
    const auto check = [&](Level level, Unit unit) {
      const auto instances = InstancesOf(level, form, document);
      ASSERT_EQ(packed.RowCount(unit), instances.size());
      for (size_t row = 0; row < instances.size(); ++row) {
        for (const auto& [name, code] : CodesOf(packed, unit, row)) {
          const Field* const field = Rdac().FindField(name);
          if (field == nullptr) continue;
          const std::string expected =
              !IsAsked(form, document, facts, *field, instances[row])
                  ? "NOT_ASKED"
                  : std::string(document.Code(name, instances[row]));
          EXPECT_EQ(code, expected.empty() ? "NC" : expected)
              << name << " of " << instances[row];
        }
      }
    };
    check(Level::kFile, Unit::kFile);
    check(Level::kPerson, Unit::kPerson);
    check(Level::kHarm, Unit::kHarm);
    check(Level::kRelationship, Unit::kRelationship);
    check(Level::kActor, Unit::kActor);
    check(Level::kDirection, Unit::kDirection);
    check(Level::kService, Unit::kService);
    check(Level::kForum, Unit::kForum);
    if (HasFailure()) return;
  }
}

TEST(PackCodingTest, HarmsAndPartsInARelationshipKnowTheirPeople) {
  const Document document = TwoHarms();
  const Form form = RdacForm();
  const PackedCoding packed = PackCoding(RdacSchema(), RdacStudy(),
                                         {.form = &form, .document = &document})
                                  .value();
  const auto first = CodesOf(packed, Unit::kHarm, 0);
  EXPECT_EQ(first.at("harm.pattern"), "M2W");
  EXPECT_EQ(first.at("harm.responsive"), "NO");
  EXPECT_EQ(first.at("harm.from_role"), "FATHER");
  EXPECT_EQ(first.at("harm.to_role"), "MOTHER");
  EXPECT_EQ(first.at("harm.from_gender"), "M");
  EXPECT_EQ(first.at("C.harm_type:PHYSICAL"), "YES");
  EXPECT_EQ(first.at("C.harm_type:SEXUAL"), "NO");
  const auto second = CodesOf(packed, Unit::kHarm, 1);
  EXPECT_EQ(second.at("harm.pattern"), "RESPONSIVE");
  EXPECT_EQ(second.at("harm.responsive"), "YES");
  const auto actor = CodesOf(packed, Unit::kActor, 1);
  EXPECT_EQ(actor.at("B.type"), "IT");
  EXPECT_EQ(actor.at("actor.role"), "FATHER");
  EXPECT_EQ(actor.at("actor.period"), "CURRENT");
  EXPECT_EQ(CodesOf(packed, Unit::kFile, 0).at("public_story"), "ONLY");
}

TEST(PackCodingTest, WhoElseHarmsIsAlsoInsteadOrNotKnown) {
  const auto story = [](auto change) {
    DocumentBuilder builder;
    builder.Person("P1", "MOTHER", "A25_34", "F")
        .Person("P2", "FATHER", "A35_49", "M")
        .Person("P3", "ADULT_CHILD", "A18_24", "M");
    change(builder);
    const Document document = builder;
    const Form form = RdacForm();
    const PackedCoding packed =
        PackCoding(RdacSchema(), RdacStudy(),
                   {.form = &form, .document = &document})
            .value();
    return CodesOf(packed, Unit::kFile, 0).at("public_story");
  };
  const auto man = [](DocumentBuilder& b) {
    b.Harm("H1", "P2", "P1", "IP_CURRENT", "PHYSICAL", "CURRENT");
  };
  const auto son = [](DocumentBuilder& b) {
    b.Harm("H2", "P3", "P1", "ADULT_CHILD_TO_PARENT", "PHYSICAL", "CURRENT");
  };
  const auto unknown = [](DocumentBuilder& b) {
    b.Harm("H3", "P3", "P2", "", "PHYSICAL", "CURRENT");
  };
  EXPECT_EQ(story([](DocumentBuilder&) {}), "NONE");
  EXPECT_EQ(story(man), "ONLY");
  EXPECT_EQ(story(son), "INSTEAD");
  EXPECT_EQ(story([&](DocumentBuilder& b) { man(b), son(b); }), "ALSO");
  EXPECT_EQ(story([&](DocumentBuilder& b) { man(b), unknown(b); }), "NR");
  EXPECT_EQ(story([&](DocumentBuilder& b) { son(b), unknown(b); }), "NR");
  EXPECT_EQ(story([&](DocumentBuilder& b) { man(b), son(b), unknown(b); }),
            "ALSO");
  EXPECT_EQ(story([](DocumentBuilder& b) {
              b.Harm("H1", "P1", "P2", "IP_CURRENT", "PHYSICAL", "CURRENT",
                     "RESPONSIVE");
            }),
            "NONE");
}

TEST(PackCodingTest, AProblemIsInThePlanOnlyWithAnAction) {
  const auto state = [](std::string plan, std::string recorded,
                        std::string need, std::string in_plan) {
    DocumentBuilder builder;
    builder.Answer("F.plan_exists", "", plan)
        .Answer("D.recorded", "DEBT", recorded);
    if (!need.empty()) builder.Answer("D.need", "DEBT", need);
    if (!in_plan.empty()) builder.Answer("D.in_plan", "DEBT", in_plan);
    const Document document = builder;
    const Form form = RdacForm();
    const PackedCoding packed =
        PackCoding(RdacSchema(), RdacStudy(),
                   {.form = &form, .document = &document})
            .value();
    return CodesOf(packed, Unit::kFile, 0).at("not_in_plan.DEBT");
  };
  EXPECT_EQ(state("Y", "1", "PROBLEM", "0"), "NOT_IN_PLAN");
  EXPECT_EQ(state("Y", "2", "PROBLEM", "1"), "NOT_IN_PLAN") << "background";
  EXPECT_EQ(state("Y", "2", "PROBLEM", "2"), "IN_PLAN");
  EXPECT_EQ(state("Y", "2", "PROBLEM", "3"), "IN_PLAN");
  EXPECT_EQ(state("Y", "2", "RESOURCE", "0"), "NO_PROBLEM");
  EXPECT_EQ(state("Y", "0", "", ""), "NO_PROBLEM");
  EXPECT_EQ(state("Y", "1", "", ""), "NC");
  EXPECT_EQ(state("Y", "1", "PROBLEM", ""), "NC");
  EXPECT_EQ(state("N", "1", "PROBLEM", ""), "NA");
}

TEST(PackCodingTest, AComparedFileHasItsVerdictAndWhatTheReturnMissed) {
  const Document document =
      DocumentBuilder()
          .Answer("A.wave", "", "W1")
          .Answer("J.found", "neglect", "2")
          .Answer("J.found_when", "neglect", "THAT_DOCUMENT")
          .Answer("J.found", "parent_alcohol", "2")
          .Answer("J.found_when", "parent_alcohol", "LATER")
          .Answer("J.found", "parent_drug", "2")
          .NotAnswered("J.found_when", "parent_drug", Missing::kUnclear)
          .NotAnswered("J.found", "other", Missing::kWithheld);
  const Form form = RdacForm();
  const AuditedFile audited = Audited(document);
  const auto packed =
      PackCoding(RdacSchema(), RdacStudy(),
                 {.form = &form,
                  .document = &document,
                  .recorded = std::vector<std::string>{"dv_parent"},
                  .assigned = AssignedClass{.model = 0, .number = 0},
                  .audited = &audited});
  ASSERT_THAT(packed, IsOk());
  const auto file = CodesOf(*packed, Unit::kFile, 0);
  EXPECT_EQ(file.at("class"), "1");
  EXPECT_EQ(file.at("draw"), "RANDOM");
  EXPECT_EQ(file.at("recorded.dv_parent"), "YES");
  EXPECT_EQ(file.at("recorded.neglect"), "NO");
  EXPECT_EQ(file.at("comparison.verdict"),
            VerdictName(audited.comparison.verdict));
  EXPECT_EQ(file.at("match.judgement"), "PARTIAL");
  EXPECT_EQ(file.at("file_and_return.neglect"), "ONLY_FILE");
  EXPECT_EQ(file.at("file_and_return.other"), "WH");
  EXPECT_EQ(file.at("under_recorded.neglect"), "YES");
  EXPECT_EQ(file.at("under_recorded.parent_alcohol"), "NA") << "found later";
  EXPECT_EQ(file.at("under_recorded.parent_drug"), "UNC");
  EXPECT_EQ(file.at("under_recorded.other"), "WH");
  EXPECT_EQ(file.at("under_recorded.dv_child"), "NC");
}

TEST(PackCodingTest, RefusesAClassOrComparisonThatDoesNotFit) {
  const Document document;
  const Form form = RdacForm();
  const AuditedFile audited = Audited(document);
  const auto refuses = [&](CodingToPack coding, const char* why) {
    coding.form = &form;
    coding.document = &document;
    EXPECT_THAT(PackCoding(RdacSchema(), RdacStudy(), coding),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)));
  };
  refuses({.assigned = AssignedClass{.model = 1}}, "a model of the study");
  refuses({.assigned = AssignedClass{.number = 6}}, "a class of the model");
  refuses({.audited = &audited}, "want the class of the comparison");
  refuses({.assigned = AssignedClass{.number = 1}, .audited = &audited},
          "compared with the same class");
}

class FindingsTest : public testing::Test {
 protected:
  FindingsTest() : index_(std::make_shared<const Schema>(RdacSchema())) {}

  void Put(const std::string& id, const Document& document, DrawKind draw,
           bool saw_ticks) {
    const Form form = RdacForm();
    AuditedFile audited = Audited(document);
    audited.draw = draw;
    audited.saw_ticks = saw_ticks;
    const auto packed =
        PackCoding(RdacSchema(), RdacStudy(),
                   {.form = &form,
                    .document = &document,
                    .recorded = std::vector<std::string>{"dv_parent"},
                    .assigned = AssignedClass{},
                    .audited = &audited});
    ASSERT_THAT(packed, IsOk());
    ASSERT_THAT(index_.Put({.id = id, .site = "C1"}, *packed), IsOk());
  }

  std::vector<FoundTable> Counted(const std::string& name) {
    for (const Finding& finding : FindingsOf(RdacSchema())) {
      if (finding.name != name) continue;
      return CountFinding(*index_.Read(), Scope::Create({"C1"}).value(),
                          finding)
          .value();
    }
    ADD_FAILURE() << name;
    return {};
  }

  Index index_;
};

TEST_F(FindingsTest, EveryFindingOfTheStudyIsThereForTheShippedTemplate) {
  std::vector<std::string> names;
  for (const Finding& finding : FindingsOf(RdacSchema())) {
    names.push_back(finding.name);
    EXPECT_FALSE(finding.note.empty());
    EXPECT_THAT(
        CountFinding(*index_.Read(), Scope::Create({"C1"}).value(), finding),
        IsOk());
  }
  EXPECT_THAT(
      names,
      ElementsAre("typology", "who-harms-whom", "needs", "single-issue",
                  "match", "not-in-plan", "visibility", "who-carries-the-plan",
                  "children", "interpreters", "severity", "steps", "language"));
}

TEST_F(FindingsTest, WhatATemplateDoesNotAskIsLeftOut) {
  SchemaBuilder builder(Universe::kCodings);
  builder.Add({.name = "F.plan_centre", .categories = {{"MOTHER", "Mother"}}});
  const Schema schema = std::move(builder).Build().value();
  const auto findings = FindingsOf(schema);
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].name, "who-carries-the-plan");
  ASSERT_EQ(findings[0].tables.size(), 1);
  EXPECT_THAT(findings[0].tables[0].query.dimensions,
              ElementsAre("F.plan_centre"));
}

TEST_F(FindingsTest, UnderRecordingHasAnIntervalForRandomDrawsAlone) {
  const auto file = [](const std::string& saw, bool with_need) {
    DocumentBuilder builder;
    builder.Answer("A.wave", "", "W1").Answer("J.saw_ticks", "", saw);
    const std::string factor = with_need ? "neglect" : "dv_parent";
    builder.Answer("J.found", factor, "2")
        .Answer("J.found_when", factor, "THAT_DOCUMENT");
    return Document(builder);
  };
  Put("a", file("N", true), DrawKind::kRandom, false);
  Put("b", file("N", true), DrawKind::kRandom, false);
  Put("c", file("N", true), DrawKind::kPurposive, false);
  Put("d", file("Y", true), DrawKind::kRandom, true);
  Put("e", file("N", false), DrawKind::kRandom, false);
  std::vector<Share> shares;
  for (const FoundTable& found : Counted("needs")) {
    if (!absl::StrContains(found.declared.title, "Neglect")) continue;
    if (found.share.has_value()) {
      shares.push_back(*found.share);
    } else if (found.declared.query.dimensions[0] == "under_recorded.neglect") {
      // Of all draws: the ticks seen or not, apart.
      const std::vector<absl::string_view> seen = {"YES", "Y"};
      const std::vector<absl::string_view> not_seen = {"YES", "N"};
      EXPECT_EQ(found.table.At(seen), 1);
      EXPECT_EQ(found.table.At(not_seen), 3);
    }
  }
  EXPECT_THAT(shares, ElementsAre(Share{
                          .k = 2, .n = 2, .interval = WilsonInterval(2, 2)}));
}

TEST_F(FindingsTest, WhoHarmsWhomLeavesResponsiveHarmOut) {
  Put("a", TwoHarms(), DrawKind::kPurposive, false);
  const auto found = Counted("who-harms-whom");
  uint64_t harms = 0;
  for (const FoundTable& table : found) {
    if (table.declared.query.dimensions[0] != "harm.from_role") continue;
    const std::vector<absl::string_view> father = {"FATHER", "MOTHER"};
    const std::vector<absl::string_view> mother = {"MOTHER", "FATHER"};
    harms += table.table.At(father);
    EXPECT_EQ(table.table.At(mother), 0) << table.declared.title;
  }
  EXPECT_EQ(harms, 2) << "the whole matrix and that of physical harm";
}

}  // namespace
}  // namespace caselens::tabulation
