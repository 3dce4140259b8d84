#include "typology/double_coding/disagreements.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/double_coding/random_coding.h"
#include "tests/typology/findings/document_builder.h"
#include "typology/double_coding/align.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "A P4", "B R1/POST_SEPARATION", "= F.separation".
std::vector<std::string> Lines(const Disagreements& found) {
  std::vector<std::string> lines;
  for (const Disagreement& d : found.list) {
    const char* const kind = d.kind == DisagreementKind::kOnlyA   ? "A "
                             : d.kind == DisagreementKind::kOnlyB ? "B "
                                                                  : "= ";
    std::string line = absl::StrCat(kind, d.field);
    if (!d.field.empty() && !d.instance.empty()) line += " ";
    lines.push_back(line + d.instance);
  }
  return lines;
}

DocumentBuilder Couple() {
  DocumentBuilder family;
  family.Person("P1", "INDEX_CHILD", "A5_9", "F")
      .Person("P2", "MOTHER", "A25_34", "F")
      .Person("P3", "FATHER", "A25_34", "M")
      .Answer("A.nation", "", "ENG")
      .Answer("A.rereferral", "", "NONE")
      .Answer("J.found", "dv_parent", "2");
  return family;
}

TEST(Disagreements, ComeInTheOrderOfTheTemplateAfterWhatOneCoderAloneHas) {
  DocumentBuilder a = Couple();
  a.Relationship("R1", "P2", "P3", {Period::kCurrent})
      .Harm("H1", "P3", "P2", "IP_CURRENT", "PHYSICAL", "CURRENT")
      .Answer("I.flag", "", "AGENTLESS")
      .Answer("B.K1", "R1/CURRENT/P3>P2", "2");
  DocumentBuilder b = Couple();
  b.Person("P4", "GRANDPARENT_MAT", "A50P", "F")
      .Relationship("R1", "P2", "P3",
                    {Period::kCurrent, Period::kPostSeparation})
      .Answer("I.flag", "", "COPY_PLAN|AGENTLESS")
      .Answer("A.rereferral", "", "ONE")
      .NotAnswered("B.K1", "R1/CURRENT/P3>P2", Missing::kNotRecorded)
      .Answer("B.K1", "R1/POST_SEPARATION/P3>P2", "3");
  const Disagreements found = FindDisagreements(RdacForm(), a, b);
  EXPECT_THAT(Lines(found), ElementsAre("B P4", "B R1/POST_SEPARATION", "A H1",
                                        "= A.rereferral",
                                        "= B.K1 R1/CURRENT/P3>P2", "= I.flag"));
  EXPECT_EQ(found.list[4].a->codes, std::vector<std::string>({"2"}));
  EXPECT_EQ(found.list[4].b->missing, Missing::kNotRecorded);
}

TEST(Disagreements, TextGradeAndOrderOfCodesAreNone) {
  Document a = Couple();
  Document b = Couple();
  Answer flags = CodeAnswer("I.flag", "", {"AGENTLESS", "COPY_PLAN"});
  a.Set(flags);
  flags.codes = {"COPY_PLAN", "AGENTLESS"};
  flags.paraphrase = "Both partners are said to argue.";
  flags.grade = {.confidence = 3, .evidence_level = "E2", .sources = {"PLAN"}};
  b.Set(flags);
  EXPECT_THAT(FindDisagreements(RdacForm(), a, b).list, IsEmpty());
}

// J.found_when is asked where J.found is 1 or 2.
TEST(Disagreements, WhatWasAskedOfOneOnlyFollowsFromAnother) {
  DocumentBuilder a = Couple();
  a.Answer("J.found_when", "dv_parent", "EARLIER");
  DocumentBuilder b = Couple();
  b.Answer("J.found", "dv_parent", "0");
  const Disagreements found = FindDisagreements(RdacForm(), a, b);
  EXPECT_THAT(Lines(found), ElementsAre("= J.found dv_parent"));
  EXPECT_EQ(found.asked_of_one, 1);
}

TEST(Disagreements, TheMatchAndFreeTextAreNotPart) {
  DocumentBuilder a = Couple();
  a.Answer("A.wave", "", "W1").Answer("K.judgement", "", "FULL");
  DocumentBuilder b = Couple();
  b.Answer("A.wave", "", "W1").Answer("K.judgement", "", "NONE");
  EXPECT_THAT(FindDisagreements(RdacForm(), a, b).list, IsEmpty());
}

TEST(DisagreementsProperty, ACodingAgreesWithItselfUnderOtherIds) {
  RandomCodings codings(7);
  const Form form = RdacForm();
  for (int i = 0; i < 300; ++i) {
    const Document document = codings.Next();
    const Document renamed = codings.Renamed(document);
    const Disagreements found = FindDisagreements(
        form, document, AlignDocuments(document, renamed).document);
    EXPECT_THAT(Lines(found), IsEmpty()) << "round " << i;
    EXPECT_EQ(found.asked_of_one, 0);
    EXPECT_GT(found.asked_of_both, 0);
  }
}

// Field -> how often; A and B change places.
std::map<std::string, int> Counts(const Disagreements& found, bool turned) {
  std::map<std::string, int> counts;
  for (const Disagreement& d : found.list) {
    const bool a = d.kind == (turned ? DisagreementKind::kOnlyB
                                     : DisagreementKind::kOnlyA);
    ++counts[d.kind == DisagreementKind::kAnswer ? d.field : a ? "A" : "B"];
  }
  return counts;
}

TEST(DisagreementsProperty, AreTheSameFromBothSides) {
  RandomCodings codings(8);
  const Form form = RdacForm();
  for (int i = 0; i < 300; ++i) {
    const Document a = codings.Next();
    const Document b = codings.Renamed(codings.Recoded(a));
    const Disagreements there =
        FindDisagreements(form, a, AlignDocuments(a, b).document);
    const Disagreements back =
        FindDisagreements(form, b, AlignDocuments(b, a).document);
    EXPECT_EQ(Counts(there, false), Counts(back, true)) << "round " << i;
    EXPECT_EQ(there.asked_of_one, back.asked_of_one);
    EXPECT_EQ(there.asked_of_both, back.asked_of_both);
  }
}

}  // namespace
}  // namespace caselens
