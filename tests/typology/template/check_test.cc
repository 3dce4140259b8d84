#include "typology/template/check.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/template/guided.h"
#include "typology/template/document.h"
#include "typology/template/violation.h"

namespace caselens {

void PrintTo(const Violation& violation, std::ostream* out) {
  *out << violation.field << ": " << violation.message;
}

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kDirection[] = "R1/CURRENT/P3>P2";

Answer MissingAnswer(std::string field, std::string instance, Missing missing) {
  Answer answer = CodeAnswer(std::move(field), std::move(instance), {});
  answer.missing = missing;
  return answer;
}

Answer TextAnswer(std::string field, std::string instance, std::string text) {
  Answer answer = CodeAnswer(std::move(field), std::move(instance), {});
  answer.text = std::move(text);
  return answer;
}

Answer Graded(Grade grade) {
  Answer answer = CodeAnswer("B.type", "R1/CURRENT/P3", {"IT"});
  answer.grade = std::move(grade);
  return answer;
}

// Changes one thing in the guided document and tells what must be said of it.
struct Case {
  const char* name;
  void (*edit)(Document&);
  std::vector<Violation> violations;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::string NameOf(const testing::TestParamInfo<Case>& test) {
  return test.param.name;
}

class CheckAnswersFinds : public testing::TestWithParam<Case> {};

TEST_P(CheckAnswersFinds, ExactlyThis) {
  Document document = GuidedDocument();
  GetParam().edit(document);
  EXPECT_EQ(CheckAnswers(RdacForm(), document, {}, Stage::kCoding),
            GetParam().violations);
}

const char kTwoPeople[] =
    "is not a person of the document; want the id of one "
    "of document.people";

INSTANTIATE_TEST_SUITE_P(
    Parts, CheckAnswersFinds,
    testing::Values(
        Case{"Nothing", [](Document&) {}, {}},
        Case{"PersonIdMalformed",
             [](Document& d) { d.people.push_back({"P01"}); },
             {{"document.people[?].id",
               "is malformed; want P and a number from 1 to 9999"}}},
        Case{"PersonIdIsAName",
             [](Document& d) { d.people.push_back({"Jo Bloggs"}); },
             {{"document.people[?].id",
               "is malformed; want P and a number from 1 to 9999"}}},
        Case{
            "PersonTwice",
            [](Document& d) { d.people.push_back({"P1"}); },
            {{"document.people[P1].id", "is given twice; want every id once"}}},
        Case{
            "RelationshipWithAStranger",
            [](Document& d) {
              d.relationships.push_back({"R2", "P1", "P9", {Period::kCurrent}});
            },
            {{"document.relationships[R2].person_2", kTwoPeople}}},
        Case{
            "RelatedToThemself",
            [](Document& d) {
              d.relationships.push_back({"R2", "P1", "P1", {Period::kCurrent}});
            },
            {{"document.relationships[R2]",
              "relates a person to themself; want two people"}}},
        Case{
            "SecondRelationshipOfTheSameTwo",
            [](Document& d) {
              d.relationships.push_back({"R2", "P3", "P2", {Period::kCurrent}});
            },
            {{"document.relationships[R2]",
              "is a second relationship of the same two people; want one, "
              "with all its periods"}}},
        Case{"RelationshipWithoutPeriods",
             [](Document& d) {
               d.relationships.push_back({"R2", "P1", "P3", {}});
             },
             {{"document.relationships[R2].periods",
               "is empty; want the periods that are coded"}}},
        Case{"PeriodTwice",
             [](Document& d) {
               d.relationships[0].periods.push_back(Period::kCurrent);
             },
             {{"document.relationships[R1].periods",
               "has CURRENT twice; want every period once"}}},
        Case{"PeriodUnknown",
             [](Document& d) {
               d.relationships[0].periods.push_back(static_cast<Period>(9));
             },
             {{"document.relationships[R1].periods",
               "has an unknown period; want EARLIER, CURRENT or "
               "POST_SEPARATION"}}},
        Case{"HarmToThemself",
             [](Document& d) {
               d.harms.push_back({"H2", "P3", "P3"});
             },
             {{"document.harms[H2]",
               "is from a person to themself; want two people"}}},
        Case{"HarmByAStranger",
             [](Document& d) {
               d.harms.push_back({"H2", "P8", "P3"});
             },
             {{"document.harms[H2].from", kTwoPeople}}},
        Case{"ServiceForNobody",
             [](Document& d) {
               d.rows.push_back({"S1", RowKind::kService, ""});
             },
             {{"document.rows[S1].person", kTwoPeople}}},
        Case{"ForumForAPerson",
             [](Document& d) { d.rows[0].person = "P1"; },
             {{"document.rows[M1].person", "is given for a forum; want none"}}},
        Case{"RowIdOfTheOtherKind",
             [](Document& d) {
               d.rows.push_back({"S2", RowKind::kForum, ""});
             },
             {{"document.rows[?].id",
               "is malformed; want M and a number from 1 to 9999"}}}),
    NameOf);

const char kIndicator[] = "one of 0, 1, 2, 3; or NR, UNC, WH";

INSTANTIATE_TEST_SUITE_P(
    Answers, CheckAnswersFinds,
    testing::Values(
        Case{"UnknownField",
             [](Document& d) { d.Set(CodeAnswer("Z.mum said", "", {"Y"})); },
             {{"document.answers[?].field",
               "is not a field of this template revision; want one that is"}}},
        Case{"MistypedField",
             [](Document& d) { d.Set(CodeAnswer("C.gendr", "P1", {"F"})); },
             {{"document.answers[C.gendr, P1].field",
               "is not a field of this template revision; want one that is"}}},
        Case{"ImportedField",
             [](Document& d) {
               d.Set(CodeAnswer("J.recorded", "neglect", {"1"}));
             },
             {{"document.answers[J.recorded, neglect].field",
               "is not answered by a person: it is imported, derived or a "
               "list"}}},
        Case{"DerivedField",
             [](Document& d) { d.Set(CodeAnswer("C.pattern", "H1", {"M2W"})); },
             {{"document.answers[C.pattern, H1].field",
               "is not answered by a person: it is imported, derived or a "
               "list"}}},
        Case{"FieldOfTheMatch",
             [](Document& d) { d.Set(CodeAnswer("K.best_fit", "", {"1"})); },
             {{"document.answers[K.best_fit].field",
               "is answered after the first reveal; want it left out of the "
               "coding"}}},
        Case{"InstanceOfAnotherLevel",
             [](Document& d) { d.Set(CodeAnswer("B.K1", "P1", {"3"})); },
             {{"document.answers[B.K1, P1].instance",
               "is not one of this document; want a direction in a couple and "
               "period, such as R1/CURRENT/P2>P1"}}},
        Case{"InstanceOfAnAbsentPeriod",
             [](Document& d) {
               d.Set(CodeAnswer("B.K1", "R1/EARLIER/P3>P2", {"3"}));
             },
             {{"document.answers[B.K1, R1/EARLIER/P3>P2].instance",
               "is not one of this document; want a direction in a couple and "
               "period, such as R1/CURRENT/P2>P1"}}},
        Case{"InstanceInWords",
             [](Document& d) {
               d.Set(CodeAnswer("C.gender", "her mother", {"F"}));
             },
             {{"document.answers[C.gender, ?].instance",
               "is not one of this document; want a person of the document, "
               "such as P1"}}},
        Case{"AnsweredTwice",
             [](Document& d) {
               d.answers.insert(d.answers.begin(), d.answers.front());
             },
             {{"document.answers[A.access_mode]",
               "is answered twice; want one answer"}}},
        Case{"UnknownCode",
             [](Document& d) { d.Set(CodeAnswer("B.K1", kDirection, {"4"})); },
             {{"document.answers[B.K1, R1/CURRENT/P3>P2].codes",
               std::string("4 is not offered; want ") + kIndicator}}},
        Case{"CodeInWords",
             [](Document& d) {
               d.Set(CodeAnswer("B.K1", kDirection, {"he hit her"}));
             },
             {{"document.answers[B.K1, R1/CURRENT/P3>P2].codes",
               std::string("? is not offered; want ") + kIndicator}}},
        Case{"TwoCodesForOne",
             [](Document& d) {
               d.Set(CodeAnswer("B.K1", kDirection, {"2", "3"}));
             },
             {{"document.answers[B.K1, R1/CURRENT/P3>P2].codes",
               "2 codes given; want one"}}},
        Case{"CodeTwice",
             [](Document& d) {
               d.Set(CodeAnswer("I.flag", "", {"AGENTLESS", "AGENTLESS"}));
             },
             {{"document.answers[I.flag].codes",
               "AGENTLESS is given twice; want it once"}}},
        Case{"NoneBesideAnother",
             [](Document& d) {
               d.Set(CodeAnswer("I.flag", "", {"AGENTLESS", "NONE"}));
             },
             {{"document.answers[I.flag].codes",
               "NONE stands alone; want no code beside it"}}},
        Case{"MissingNotOffered",
             [](Document& d) {
               d.Set(MissingAnswer("J.found", "other", Missing::kNotRecorded));
             },
             {{"document.answers[J.found, other].missing",
               "NR is not offered; want one of 0, 1, 2; or UNC, WH"}}},
        Case{"NotCodedIsFineInADraft",
             [](Document& d) {
               d.Set(MissingAnswer("J.found", "other", Missing::kNotYetCoded));
             },
             {}},
        Case{"CodeAndMissing",
             [](Document& d) {
               Answer answer = CodeAnswer("B.K1", kDirection, {"3"});
               answer.missing = Missing::kUnclear;
               d.Set(answer);
             },
             {{"document.answers[B.K1, R1/CURRENT/P3>P2]",
               std::string("has 2 of codes, missing and text; want one: ") +
                   kIndicator}}},
        Case{"TextForCodes",
             [](Document& d) {
               d.Set(TextAnswer("B.K1", kDirection, "he did"));
             },
             {{"document.answers[B.K1, R1/CURRENT/P3>P2].text",
               std::string("is given for a question with codes; want ") +
                   kIndicator}}},
        Case{"CodesForText",
             [](Document& d) {
               d.Set(CodeAnswer("B.high_harm_reason", "R1/CURRENT", {"Y"}));
             },
             {{"document.answers[B.high_harm_reason, R1/CURRENT].codes",
               "are given for a question in words; want text"}}},
        Case{"TextTooLong",
             [](Document& d) {
               d.Set(TextAnswer("B.high_harm_reason", "R1/CURRENT",
                                std::string(501, 'a')));
             },
             {{"document.answers[B.high_harm_reason, R1/CURRENT].text",
               "has 501 characters; want at most 500"}}}),
    NameOf);

std::string Accents(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "\xC3\xA9";
  return text;
}

void Paraphrase(Document& document, std::string text) {
  Answer answer = CodeAnswer("B.K1", kDirection, {"3"});
  answer.paraphrase = std::move(text);
  document.Set(std::move(answer));
}

INSTANTIATE_TEST_SUITE_P(
    WordsAndGrades, CheckAnswersFinds,
    testing::Values(
        Case{"ParaphraseOf280CharactersInMoreBytes",
             [](Document& d) { Paraphrase(d, Accents(280)); },
             {}},
        Case{"ParaphraseTooLong",
             [](Document& d) { Paraphrase(d, Accents(281)); },
             {{"document.answers[B.K1, R1/CURRENT/P3>P2].paraphrase",
               "has 281 characters; want at most 280"}}},
        Case{"ParaphraseNotUtf8",
             [](Document& d) { Paraphrase(d, "\xC3("); },
             {{"document.answers[B.K1, R1/CURRENT/P3>P2].paraphrase",
               "is not valid UTF-8"}}},
        Case{"GradeOfAnUngradedField",
             [](Document& d) {
               Answer answer = CodeAnswer("B.K1", kDirection, {"3"});
               answer.grade.confidence = 1;
               d.Set(answer);
             },
             {{"document.answers[B.K1, R1/CURRENT/P3>P2].grade",
               "is given for an answer that is not graded; want none"}}},
        Case{"GradeOfAnUngradedCode",
             [](Document& d) {
               Answer answer = CodeAnswer("B.type", "R1/CURRENT/P2", {"II"});
               answer.grade.confidence = 1;
               d.Set(answer);
             },
             {{"document.answers[B.type, R1/CURRENT/P2].grade",
               "is given for an answer that is not graded; want none"}}},
        Case{"GradeOutOfRange",
             [](Document& d) {
               d.Set(Graded({4, "E4", {"POLICE"}}));
             },
             {{"document.answers[B.type, R1/CURRENT/P3].grade.confidence",
               "4 is out of range; want one of 1, 2, 3"},
              {"document.answers[B.type, R1/CURRENT/P3].grade.evidence_level",
               "E4 is unknown; want E0, E1, E2, E3"}}},
        Case{"SourceTwice",
             [](Document& d) {
               d.Set(Graded({3, "E3", {"POLICE", "POLICE"}}));
             },
             {{"document.answers[B.type, R1/CURRENT/P3].grade.sources",
               "POLICE is given twice; want it once"}}},
        Case{"SourceIsATitle",
             [](Document& d) {
               d.Set(Graded({3, "E3", {"Police log 4"}}));
             },
             {{"document.answers[B.type, R1/CURRENT/P3].grade.sources",
               "? is unknown; want some of ASSESS, PLAN, MINUTES, CHRON, "
               "POLICE, HEALTH, SCHOOL, MARAC, DVASERVICE, FAMILY, CHILD, "
               "INTERVIEW"}}}),
    NameOf);

TEST(CheckAnswers, ReportsEverythingAtOnce) {
  Document document = GuidedDocument();
  document.harms.push_back({"H2", "P3", "P3"});
  document.Set(CodeAnswer("B.K1", kDirection, {"4"}));
  document.Set(CodeAnswer("C.gender", "P9", {"F"}));
  EXPECT_EQ(CheckAnswers(RdacForm(), document, {}, Stage::kCoding).size(), 3);
}

TEST(CheckAnswers, AcceptsAnEmptyDraft) {
  EXPECT_THAT(CheckAnswers(RdacForm(), Document(), {}, Stage::kCoding),
              IsEmpty());
}

TEST(CheckAnswers, NamesEveryLimit) {
  const DocumentLimits none = {.people = 0,
                               .relationships = 0,
                               .harms = 0,
                               .rows = 0,
                               .answers = 0,
                               .fills = 0};
  Document document;
  document.people = {{"P1"}};
  document.relationships.emplace_back();
  document.harms.emplace_back();
  document.rows.emplace_back();
  document.answers.emplace_back();
  EXPECT_THAT(
      CheckAnswers(RdacForm(), document, {{"G.axis", ""}}, Stage::kCoding,
                   none),
      ElementsAre(
          Violation{"document.people", "1 given; want at most 0"},
          Violation{"document.relationships", "1 given; want at most 0"},
          Violation{"document.harms", "1 given; want at most 0"},
          Violation{"document.rows", "1 given; want at most 0"},
          Violation{"document.answers", "1 given; want at most 0"},
          Violation{"document.fills", "1 given; want at most 0"}));
}

class CheckCompleteFinds : public testing::TestWithParam<Case> {};

TEST_P(CheckCompleteFinds, ExactlyThis) {
  Document document = GuidedDocument();
  GetParam().edit(document);
  EXPECT_EQ(CheckComplete(RdacForm(), document, GuidedFacts()).violations,
            GetParam().violations);
}

INSTANTIATE_TEST_SUITE_P(
    All, CheckCompleteFinds,
    testing::Values(
        Case{"Nothing", [](Document&) {}, {}},
        Case{"Unanswered",
             [](Document& d) { d.Set(CodeAnswer("C.gender", "P2", {})); },
             {{"document.answers[C.gender, P2]",
               "is not answered; want one of F, M, NB, U; or UNC, WH"}}},
        Case{"NotCodedIsUnanswered",
             [](Document& d) {
               d.Set(MissingAnswer("I.flag", "", Missing::kNotYetCoded));
             },
             {{"document.answers[I.flag]",
               "is not answered; want one or more of DV_UNSPECIFIED, "
               "CC_UNDEFINED, MUTUALISED, AGENTLESS, INCIDENT_ONLY, COPY_PLAN, "
               "NONE"}}},
        Case{"StructureToo",
             [](Document& d) {
               d.harms.push_back({"H2", "P3", "P3"});
             },
             {{"document.harms[H2]",
               "is from a person to themself; want two people"},
              {"document.answers[C.relation, H2]",
               "is not answered; want one of IP_CURRENT, IP_FORMER, "
               "PARENT_TO_ADULT_CHILD, ADULT_CHILD_TO_PARENT, CHILD_TO_PARENT, "
               "SIBLING, INTERGEN_ADULT, EXTENDED, ADULT_TO_CHILD, OTHER; or "
               "UNC, WH"},
              {"document.answers[C.harm_type, H2]",
               "is not answered; want one or more of PHYSICAL, SEXUAL, "
               "VIOLENT_THREAT, COERCIVE, ECONOMIC, PSYCH, STRANGULATION, "
               "STALKING, POST_SEPARATION, TECH, HONOUR, FORCED_MARRIAGE, FGM, "
               "FAITH, NEGLECT_OMISSION; or UNC, WH"},
              {"document.answers[C.harm_period, H2]",
               "is not answered; want one of CURRENT, PAST_12M, HISTORIC, "
               "LIFELONG; or NR, UNC, WH"},
              {"document.answers[C.direction, H2]",
               "is not answered; want one of ONE_WAY, RECIPROCAL, RESPONSIVE; "
               "or NR, UNC"}}},
        Case{"Ungraded",
             [](Document& d) { d.Set(Graded({})); },
             {{"document.answers[B.type, R1/CURRENT/P3].grade.confidence",
               "is not graded; want 1 low, 2 medium or 3 high"},
              {"document.answers[B.type, R1/CURRENT/P3].grade.evidence_level",
               "is not graded; want E0, E1, E2 or E3"},
              {"document.answers[B.type, R1/CURRENT/P3].grade.sources",
               "are not given; want the classes of document that show it"}}},
        Case{"NoSourceNeededForNoEvidence",
             [](Document& d) {
               d.Set(Graded({1, "E0", {}}));
             },
             {}},
        Case{"ReasonForScvBesideHighHarm",
             [](Document& d) {
               Answer answer = Graded({3, "E3", {"POLICE"}});
               answer.codes = {"SCV"};
               d.Set(answer);
             },
             {{"document.answers[B.high_harm_reason, R1/CURRENT]",
               "is not answered; want a reason in words"}}},
        Case{"NoIndexChild",
             [](Document& d) {
               d.Set(CodeAnswer("C.role", "P1", {"SIBLING_U16"}));
             },
             {{"document.people",
               "C.role is INDEX_CHILD for 0 people; want "
               "exactly one index child"}}},
        Case{"TwoIndexChildren",
             [](Document& d) {
               d.Set(CodeAnswer("C.role", "P3", {"INDEX_CHILD"}));
             },
             {{"document.people",
               "C.role is INDEX_CHILD for 2 people; want "
               "exactly one index child"}}},
        Case{"NeglectOfAnAdult",
             [](Document& d) {
               d.Set(CodeAnswer("C.harm_type", "H1", {"NEGLECT_OMISSION"}));
             },
             {{"document.answers[C.harm_type, H1].codes",
               "NEGLECT_OMISSION is for harm by an adult to a child; want "
               "C.relation ADULT_TO_CHILD or another code"}}},
        Case{"StrangulationAlone",
             [](Document& d) {
               d.Set(CodeAnswer("C.harm_type", "H1", {"STRANGULATION"}));
             },
             {{"document.answers[C.harm_type, H1].codes",
               "STRANGULATION is physical abuse too; want PHYSICAL beside "
               "it"}}},
        Case{"ReciprocalAlone",
             [](Document& d) {
               d.Set(CodeAnswer("C.direction", "H1", {"RECIPROCAL"}));
             },
             {{"document.answers[C.direction, H1].codes",
               "RECIPROCAL needs a harm in the other direction; want that harm "
               "or ONE_WAY"}}},
        Case{"EvidenceBeyondAnInterview",
             [](Document& d) {
               d.Set(CodeAnswer("A.access_mode", "", {"INTERVIEW"}));
               d.Set(CodeAnswer("J.found", "dv_parent", {"1"}));
             },
             {{"document.answers[B.type, R1/CURRENT/P3].grade.evidence_level",
               "E3 is more than an interview can show (A.access_mode "
               "INTERVIEW); want at most E1"}}}),
    NameOf);

TEST(CheckComplete, NotesWhatIsNoLongerAskedAndDoesNotBlock) {
  Document document = GuidedDocument();
  document.Set(CodeAnswer("F.plan_exists", "", {"N"}));
  const Completeness result =
      CheckComplete(RdacForm(), document, GuidedFacts());
  EXPECT_THAT(result.violations, IsEmpty());
  const char* note = "is not asked any more and will not be counted";
  EXPECT_THAT(
      result.notes,
      ElementsAre(
          Violation{"document.answers[D.in_plan, HOUSING_BARRIER]", note},
          Violation{"document.answers[D.in_plan, INCOME]", note},
          Violation{"document.answers[E.in_plan, P3]", note},
          Violation{"document.answers[F.plan_centre]", note}));
}

TEST(CheckComplete, AsksAReasonOnlyOnce) {
  Document document = GuidedDocument();
  Answer type = Graded({3, "E3", {"POLICE"}});
  type.codes = {"SIV"};
  document.Set(type);
  document.Set(TextAnswer("B.high_harm_reason", "R1/CURRENT",
                          "The history was taken from both."));
  EXPECT_EQ(CheckComplete(RdacForm(), document, GuidedFacts()), Completeness());
}

TEST(CheckMatch, LooksAtTheMatchAlone) {
  Document document = GuidedDocument();
  document.Set(CodeAnswer("K.judgement", "", {"CANNOT_TELL"}));
  document.Set(CodeAnswer("K.best_fit", "", {"7"}));
  document.Set(CodeAnswer("C.gender", "P2", {}));
  EXPECT_THAT(CheckMatch(RdacForm(), document, GuidedFacts()).violations,
              ElementsAre(Violation{"document.answers[K.best_fit].codes",
                                    "7 is not offered; want one of NONE, 1, 2, "
                                    "3, 4, 5, 6"}));
}

TEST(CheckMatch, AsksForReasonsIfTheMatchIsNotFull) {
  Document document = GuidedDocument();
  Answer judgement = CodeAnswer("K.judgement", "", {"PARTIAL"});
  judgement.grade = {2, "E2", {"ASSESS"}};
  document.Set(judgement);
  document.Set(CodeAnswer("K.best_fit", "", {"NONE"}));
  EXPECT_THAT(CheckMatch(RdacForm(), document, GuidedFacts()).violations,
              ElementsAre(testing::Field(
                  &Violation::field, "document.answers[K.mismatch_reason]")));
}

TEST(CheckMatch, AsksNothingOfAFileThatWasNotSampled) {
  EXPECT_EQ(CheckMatch(RdacForm(), GuidedDocument(), Facts()), Completeness());
}

}  // namespace
}  // namespace caselens
