#include "typology/template/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/template/guided.h"

namespace caselens {
namespace {

TEST(Document, SetReplacesAndRemoves) {
  Document document;
  document.Set(CodeAnswer("C.gender", "P1", {"F"}));
  document.Set(CodeAnswer("C.gender", "P1", {"M"}));
  EXPECT_EQ(document.Code("C.gender", "P1"), "M");
  document.Set(CodeAnswer("C.gender", "P1", {}));
  EXPECT_EQ(document, Document());
}

TEST(Document, AddKeepsTheOrderOfAnswers) {
  Document added;
  added.Set(CodeAnswer("C.gender", "P2", {"F"}));
  added.Add({CodeAnswer("C.role", "P1", {"MOTHER"}),
             CodeAnswer("C.gender", "P1", {"M"})});
  Document set;
  set.Set(CodeAnswer("C.gender", "P1", {"M"}));
  set.Set(CodeAnswer("C.gender", "P2", {"F"}));
  set.Set(CodeAnswer("C.role", "P1", {"MOTHER"}));
  EXPECT_EQ(added, set);
}

TEST(Document, FindsWhatIsInsideAnInstance) {
  Document document;
  for (const char* instance :
       {"R1/CURRENT/P1", "R1/CURRENT/P2", "R1/EARLIER/P1", "R11/CURRENT/P1"})
    document.Set(CodeAnswer("B.type", instance, {"IT"}));
  EXPECT_EQ(document.FindInside("B.type", "R1/CURRENT").size(), 2);
  EXPECT_EQ(document.FindInside("B.type", "R1").size(), 3);
  EXPECT_EQ(document.FindInside("B.type", "").size(), 4);
  EXPECT_EQ(document.FindInside("B.typ", "").size(), 0);
}

}  // namespace
}  // namespace caselens
