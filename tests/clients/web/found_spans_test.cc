#include "clients/web/found_spans.h"

#include <string>

#include <gtest/gtest.h>

namespace caselens::web {
namespace {

constexpr char kPath[] = "document.answers[A.access_mode].paraphrase";

// Decides about the span `start` to `end` of the paraphrase.
void Decide(Fields& form, int start, int end, const std::string& span,
            const std::string& act, const std::string& wording) {
  const std::string name = std::string(kPath) + "|" + std::to_string(start) +
                           "|" + std::to_string(end);
  form.Add("finding", name);
  form.Add("span:" + name, span);
  form.Add("act:" + name, act);
  form.Add("wording:" + name, wording);
}

v1::SaveAnswersRequest Saying(const std::string& paraphrase) {
  v1::SaveAnswersRequest request;
  v1::Answer& answer = *request.mutable_changes()->add_answers();
  answer.set_field("A.access_mode");
  answer.set_paraphrase(paraphrase);
  return request;
}

TEST(FoundSpansTest, SpansAreCountedInCodePointsAndMoveWithWhatIsReplaced) {
  Fields form;
  v1::SaveAnswersRequest request = Saying("Zoë B écrivit Leo.");
  // Out of order, as fields of a form may come.
  Decide(form, 14, 17, "Leo", "NOT_AN_IDENTIFIER", "[PERSON-2]");
  Decide(form, 0, 5, "Zoë B", "replace", "[PERSON-1]");

  ApplyDecisions(form, request);

  EXPECT_EQ(request.changes().answers(0).paraphrase(),
            "[PERSON-1] écrivit Leo.");
  ASSERT_EQ(request.keeps_size(), 1);
  EXPECT_EQ(request.keeps(0).field(), kPath);
  EXPECT_EQ(request.keeps(0).start(), 19);
  EXPECT_EQ(request.keeps(0).end(), 22);
  EXPECT_EQ(request.keeps(0).reason(), v1::NOT_AN_IDENTIFIER);
}

TEST(FoundSpansTest, ATextThatWasChangedByHandIsLeftAlone) {
  Fields form;
  Decide(form, 0, 5, "Sarah", "replace", "[PERSON-1]");
  v1::SaveAnswersRequest request = Saying("The mother said so.");
  ApplyDecisions(form, request);
  EXPECT_EQ(request.changes().answers(0).paraphrase(), "The mother said so.");
  EXPECT_EQ(request.keeps_size(), 0);
}

TEST(FoundSpansTest, PlacesBeyondTheTextChangeNothing) {
  Fields form;
  Decide(form, 400, 500, "", "replace", "x");
  Decide(form, -3, 2, "Sa", "replace", "x");
  form.Add("finding", "no span");
  v1::SaveAnswersRequest request = Saying("Sarah.");
  ApplyDecisions(form, request);
  EXPECT_EQ(request.changes().answers(0).paraphrase(), "Sarah.");
}

}  // namespace
}  // namespace caselens::web
