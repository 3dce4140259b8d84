#include "typology/template/carry_over.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/template/guided.h"
#include "typology/template/check.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Field& FieldOf(RevisionContent& content, const std::string& id) {
  for (Section& section : content.sections) {
    for (Field& field : section.fields)
      if (field.id == id) return field;
  }
  throw std::runtime_error("no field " + id);
}

template <typename Edit>
Revision RdacWith(const Edit& edit) {
  RevisionContent content = Rdac().Content();
  edit(content);
  return Revision::Create(content).value();
}

void Forget(Field& field, const std::string& code) {
  std::erase_if(field.codes, [&](const Code& c) { return c.code == code; });
}

TEST(CarryOver, ToTheSameRevisionIsTheIdentity) {
  const CarriedOver carried = CarryOver(GuidedDocument(), Rdac(), Rdac());
  EXPECT_EQ(carried.document, GuidedDocument());
  EXPECT_THAT(carried.lost, IsEmpty());
}

TEST(CarryOver, ARemovedCodeTakesAnAnswerOfOneAlong) {
  const std::string code(GuidedDocument().Code("A.duration_band", ""));
  const Revision to = RdacWith(
      [&](RevisionContent& c) { Forget(FieldOf(c, "A.duration_band"), code); });
  const CarriedOver carried = CarryOver(GuidedDocument(), Rdac(), to);
  ASSERT_EQ(carried.lost.size(), 1);
  EXPECT_EQ(carried.lost[0], (LostAnswer{.field = "A.duration_band",
                                         .instance = "",
                                         .codes = {code},
                                         .why = "the code is gone"}));
  EXPECT_EQ(carried.document.Find("A.duration_band", ""), nullptr);
}

TEST(CarryOver, OtherCodesOfAnAnswerStay) {
  Document document = GuidedDocument();
  document.Set(CodeAnswer("C.harm_type", "H1", {"PHYSICAL", "STRANGULATION"}));
  const Revision to = RdacWith([](RevisionContent& c) {
    Forget(FieldOf(c, "C.harm_type"), "STRANGULATION");
  });
  const CarriedOver carried = CarryOver(document, Rdac(), to);
  ASSERT_EQ(carried.lost.size(), 1);
  EXPECT_TRUE(carried.lost[0].is_part);
  EXPECT_THAT(carried.lost[0].codes, ElementsAre("STRANGULATION"));
  EXPECT_EQ(carried.document.Code("C.harm_type", "H1"), "PHYSICAL");
}

TEST(CarryOver, WordsGoUnsaid) {
  Document document = GuidedDocument();
  Answer answer = *document.Find("A.access_mode", "");
  answer.paraphrase = "said by Jo Bloggs";
  document.Set(answer);
  const Revision to = RdacWith([&](RevisionContent& c) {
    Forget(FieldOf(c, "A.access_mode"), answer.codes[0]);
  });
  const CarriedOver carried = CarryOver(document, Rdac(), to);
  ASSERT_EQ(carried.lost.size(), 1);
  EXPECT_TRUE(carried.lost[0].has_words);
  EXPECT_EQ(carried.lost[0].why, "the code is gone");
}

TEST(CarryOver, AGradeThatIsAskedNoLongerGoesAndItsAnswerStays) {
  const Revision to = RdacWith([](RevisionContent& c) {
    FieldOf(c, "B.type").graded = false;
    FieldOf(c, "B.type").ungraded_codes.clear();
  });
  const CarriedOver carried = CarryOver(GuidedDocument(), Rdac(), to);
  ASSERT_FALSE(carried.lost.empty());
  for (const LostAnswer& lost : carried.lost) {
    EXPECT_EQ(lost.field, "B.type");
    EXPECT_TRUE(lost.is_part);
    EXPECT_EQ(lost.why, "of the grade");
    EXPECT_EQ(carried.document.Code("B.type", lost.instance),
              GuidedDocument().Code("B.type", lost.instance));
  }
}

TEST(CarryOver, ADomainTakesItsAnswersAlong) {
  const std::string domain = Rdac().ListCodes(kDomainList).front();
  const Revision to = RdacWith(
      [&](RevisionContent& c) { Forget(FieldOf(c, "D.domain"), domain); });
  const CarriedOver carried = CarryOver(GuidedDocument(), Rdac(), to);
  ASSERT_FALSE(carried.lost.empty());
  for (const LostAnswer& lost : carried.lost)
    EXPECT_EQ(lost.instance, domain) << lost.field;
}

}  // namespace
}  // namespace caselens
