#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit_service/api/coding_api.h"
#include "audit_service/api/document_api.h"
#include "tests/typology/template/guided.h"
#include "typology/template/check.h"
#include "typology/template/document.h"
#include "typology/template/violation.h"

namespace caselens {

void PrintTo(const Violation& violation, std::ostream* out) {
  *out << violation.field << " " << violation.message;
}

namespace {

int GradeDecisions(const Grade& grade) {
  return (grade.confidence != 0 ? 1 : 0) +
         (grade.evidence_level.empty() ? 0 : 1) +
         (grade.sources.empty() ? 0 : 1);
}

// docs/template.md, "How decisions are counted".
int Decisions(const ParsedDocument& input) {
  int count =
      static_cast<int>(input.document.relationships.size() +
                       input.document.harms.size() + input.fills.size());
  for (const Answer& answer : input.document.answers)
    count += 1 + GradeDecisions(answer.grade);
  return count;
}

ParsedDocument MatchInput() {
  return {.document = {.answers = ParseMatch(GuidedFile().match()).value()},
          .fills = {}};
}

TEST(GuidedFile, IsCompleteOnceTheReturnIsMerged) {
  EXPECT_THAT(CheckAnswers(RdacForm(), GuidedInput().document,
                           GuidedInput().fills, Stage::kCoding),
              testing::IsEmpty());
  const Completeness result =
      CheckComplete(RdacForm(), GuidedDocument(), GuidedFacts());
  EXPECT_THAT(result.violations, testing::IsEmpty());
  EXPECT_THAT(result.notes, testing::IsEmpty());
  EXPECT_THAT(
      Unanswered(RdacForm(), GuidedDocument(), GuidedFacts(), Stage::kCoding),
      testing::IsEmpty());
}

TEST(GuidedFile, MatchIsCompleteAfterTheReveal) {
  Document document = GuidedDocument();
  EXPECT_EQ(Unanswered(RdacForm(), document, GuidedFacts(), Stage::kMatch)
                .front()
                .field->id,
            "K.judgement");
  document.Add(MatchInput().document.answers);
  EXPECT_EQ(CheckMatch(RdacForm(), document, GuidedFacts()), Completeness());
}

TEST(GuidedFile, TakesAtMostEightyDecisions) {
  const int coding = Decisions(GuidedInput());
  const int match = Decisions(MatchInput());
  std::cout << "decisions of the guided file: coding " << coding << ", match "
            << match << "\n";
  EXPECT_LE(coding + match, 80);
}

}  // namespace
}  // namespace caselens
