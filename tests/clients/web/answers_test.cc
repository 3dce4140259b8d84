#include "clients/web/answers.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caselens::web {
namespace {

using testing::ElementsAre;

v1::Answer Coded(const std::vector<std::string>& codes) {
  v1::Answer answer;
  answer.set_field("C.harm_type");
  answer.set_instance("H1");
  for (const std::string& code : codes) answer.add_codes(code);
  return answer;
}

TEST(AnswersTest, AFormGivesBackTheAnswersItWasMadeOf) {
  Fields form;
  form.Add("item", "C.harm_type@H1");
  form.Add("was:C.harm_type@H1", Fingerprint(Coded({"PHYSICAL"})));
  form.Add("a:C.harm_type@H1", "PSYCH");
  form.Add("a:C.harm_type@H1", "PHYSICAL");
  form.Add("p:C.harm_type@H1", " Seen twice. ");
  form.Add("c:C.harm_type@H1", "2");
  form.Add("e:C.harm_type@H1", "E2");
  form.Add("s:C.harm_type@H1", "ASSESS");
  form.Add("item", "A.rereferral@");
  form.Add("a:A.rereferral@", "~NR");
  form.Add("was:A.rereferral@", "");

  const std::vector<PostedItem> items = PostedItems(form);

  ASSERT_EQ(items.size(), 2);
  const v1::Answer& harm = items[0].answer;
  EXPECT_EQ(harm.field(), "C.harm_type");
  EXPECT_EQ(harm.instance(), "H1");
  EXPECT_THAT(harm.codes(), ElementsAre("PSYCH", "PHYSICAL"));
  EXPECT_EQ(harm.paraphrase(), "Seen twice.");
  EXPECT_EQ(harm.grade().confidence(), 2);
  EXPECT_THAT(harm.grade().sources(), ElementsAre("ASSESS"));
  EXPECT_TRUE(items[0].IsChanged());
  EXPECT_EQ(items[1].answer.missing(), v1::Answer::NR);
  EXPECT_EQ(items[1].answer.instance(), "");
}

TEST(AnswersTest, WhatIsNotTouchedIsNotChanged) {
  const v1::Answer stored = Coded({"PHYSICAL", "PSYCH"});
  Fields form;
  form.Add("item", "C.harm_type@H1");
  form.Add("was:C.harm_type@H1", Fingerprint(stored));
  form.Add("a:C.harm_type@H1", "PSYCH");
  form.Add("a:C.harm_type@H1", "PHYSICAL");
  EXPECT_FALSE(PostedItems(form)[0].IsChanged());
}

TEST(AnswersTest, OneButtonCarriesAWholeGradeToItsQuestion) {
  v1::Grade grade;
  grade.set_confidence(3);
  grade.set_evidence_level("E2");
  grade.add_sources("ASSESS");
  grade.add_sources("POLICE");
  Fields form;
  form.Add("item", "J.found@dv_parent");
  form.Add("a:J.found@dv_parent", "2");
  form.Add("item", "J.found@dv");
  form.Add("grade", GradeText("J.found@dv_parent", grade));
  const std::vector<PostedItem> items = PostedItems(form);
  EXPECT_EQ(items[0].answer.grade().SerializeAsString(),
            grade.SerializeAsString());
  EXPECT_FALSE(items[1].answer.has_grade());
  for (const char* broken : {"J.found@dv|3|E2", "J.found@dv|x|E2|", "|||"}) {
    Fields sent;
    sent.Add("item", "J.found@dv");
    sent.Add("grade", broken);
    EXPECT_FALSE(PostedItems(sent)[0].answer.has_grade()) << broken;
  }
}

TEST(AnswersTest, FingerprintsTellAnswersApartButNotWhereTheyCameFrom) {
  v1::Answer imported = Coded({"PHYSICAL"});
  imported.set_imported(true);
  EXPECT_EQ(Fingerprint(imported), Fingerprint(Coded({"PHYSICAL"})));
  v1::Answer worded = Coded({"PHYSICAL"});
  worded.set_paraphrase("Once.");
  EXPECT_NE(Fingerprint(worded), Fingerprint(Coded({"PHYSICAL"})));
  EXPECT_NE(Fingerprint(Coded({})), Fingerprint(Coded({"PHYSICAL"})));
}

TEST(AnswersTest, PathsOfTheServiceNameQuestions) {
  EXPECT_EQ(KeyOfPath("document.answers[B.K1, R1/CURRENT/P3>P2].codes"),
            "B.K1@R1/CURRENT/P3>P2");
  EXPECT_EQ(KeyOfPath("document.answers[A.site]"), "A.site@");
  EXPECT_EQ(KeyOfPath("document.people[P1]"), "");
  EXPECT_EQ(PathOf(Coded({}), "text"),
            "document.answers[C.harm_type, H1].text");
  EXPECT_EQ(ElementId("B.K1@R1/CURRENT/P3>P2"), "B-K1-R1-CURRENT-P3-P2");
  EXPECT_EQ(ElementId("A.site@"), "A-site");
}

}  // namespace
}  // namespace caselens::web
