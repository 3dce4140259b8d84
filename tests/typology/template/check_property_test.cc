#include <chrono>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/typology/template/guided.h"
#include "typology/template/asked.h"
#include "typology/template/check.h"
#include "typology/template/document.h"
#include "typology/template/fill.h"
#include "typology/template/violation.h"

namespace caselens {
namespace {

// Documents of anything, right and wrong, from a seed.
class RandomDocuments {
 public:
  explicit RandomDocuments(unsigned seed) : random_(seed) {}

  Document Next() {
    Document document;
    for (int i = Below(5); i > 0; --i) document.people.push_back({Id()});
    for (int i = Below(4); i > 0; --i)
      document.relationships.push_back({Id(), Id(), Id(), Periods()});
    for (int i = Below(4); i > 0; --i)
      document.harms.push_back({Id(), Id(), Id()});
    for (int i = Below(3); i > 0; --i)
      document.rows.push_back(
          {Id(), Below(2) == 0 ? RowKind::kForum : RowKind::kService, Id()});
    for (int i = Below(40); i > 0; --i) document.answers.push_back(Any());
    document.SortAnswers();
    return document;
  }

  Facts NextFacts() {
    Facts facts;
    for (const char* fact : {"ADULT", "CHILD", "HIGH_HARM", "WAVE_SAMPLED"})
      facts.Add(fact, Instance());
    return facts;
  }

  std::vector<Fill> NextFills() {
    return {{Pick<std::string>({"B.indicators", "G.axis", "J.needs", "X.y"}),
             Instance()}};
  }

 private:
  int Below(int n) {
    return std::uniform_int_distribution<int>(0, n - 1)(random_);
  }

  template <typename T>
  T Pick(const std::vector<T>& from) {
    return from[Below(static_cast<int>(from.size()))];
  }

  std::string Id() {
    return Pick<std::string>({"P1", "P2", "P3", "R1", "R2", "H1", "S1", "M1",
                              "", "P0", "P99999", "\xFF", "Jo Bloggs"});
  }

  std::string Instance() {
    return Pick<std::string>({"", "P1", "P2", "H1", "R1", "R1/CURRENT",
                              "R1/CURRENT/P1", "R1/CURRENT/P1>P2", "DEBT",
                              "neglect", "S1", "/", "R1//", "\xF0\x9F", "a b"});
  }

  std::vector<Period> Periods() {
    std::vector<Period> periods;
    for (int i = Below(4); i > 0; --i)
      periods.push_back(static_cast<Period>(Below(5)));
    return periods;
  }

  Answer Any() {
    const auto& sections = Rdac().Content().sections;
    const Section& section = sections[Below(static_cast<int>(sections.size()))];
    const Field& field = Pick(section.fields);
    Answer answer =
        CodeAnswer(Below(9) == 0 ? "Q.q" : field.id, Instance(), {});
    for (int i = Below(3); i > 0; --i)
      answer.codes.push_back(field.codes.empty() || Below(4) == 0
                                 ? Instance()
                                 : Pick(field.codes).code);
    if (Below(3) == 0) answer.missing = static_cast<Missing>(Below(6));
    if (Below(5) == 0) answer.text = Id();
    if (Below(5) == 0) answer.grade = {Below(6) - 1, Id(), {Id()}};
    if (Below(5) == 0) answer.paraphrase = Id();
    return answer;
  }

  std::mt19937 random_;
};

TEST(AnyDocument, GivesTheSameAnswerTwiceAndNeverItsOwnWords) {
  RandomDocuments random(20260101);
  for (int i = 0; i < 500; ++i) {
    Document document = random.Next();
    const Facts facts = random.NextFacts();
    const Completeness once = CheckComplete(RdacForm(), document, facts);
    EXPECT_EQ(CheckComplete(RdacForm(), document, facts), once);
    CheckMatch(RdacForm(), document, facts);
    for (const Violation& violation : once.violations) {
      const std::string text = violation.field + violation.message;
      EXPECT_THAT(text, testing::Not(testing::HasSubstr("Bloggs")));
      EXPECT_THAT(text, testing::Not(testing::HasSubstr("\xFF")));
      EXPECT_THAT(text, testing::Not(testing::HasSubstr("a b")));
    }
    ApplyFills(RdacForm(), facts, random.NextFills(), document);
  }
}

TEST(AnyDocument, WithoutViolationsHasNothingUnanswered) {
  RandomDocuments random(7);
  for (int i = 0; i < 200; ++i) {
    const Document document = random.Next();
    const Facts facts = random.NextFacts();
    const auto unanswered =
        Unanswered(RdacForm(), document, facts, Stage::kCoding);
    if (CheckComplete(RdacForm(), document, facts).violations.empty()) {
      EXPECT_THAT(unanswered, testing::IsEmpty());
    }
    for (const AskedItem& item : unanswered)
      EXPECT_TRUE(item.field->required) << item.field->id;
  }
}

Document Network(int people) {
  Document document;
  for (int i = 1; i <= people; ++i) {
    document.people.push_back({absl::StrCat("P", i)});
    document.harms.push_back({absl::StrCat("H", i), absl::StrCat("P", i),
                              absl::StrCat("P", i % people + 1)});
    document.answers.push_back(
        CodeAnswer("C.direction", absl::StrCat("H", i), {"RECIPROCAL"}));
  }
  document.SortAnswers();
  return document;
}

std::chrono::milliseconds TimeToCheck(const Document& document,
                                      const DocumentLimits& limits) {
  const auto start = std::chrono::steady_clock::now();
  CheckComplete(RdacForm(), document, Facts(), limits);
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
}

TEST(TenThousandPeople, AreRefusedByTheLimits) {
  const Document document = Network(10'000);
  EXPECT_THAT(
      CheckComplete(RdacForm(), document, Facts()).violations,
      testing::ElementsAre(
          Violation{"document.people", "10000 given; want at most 60"},
          Violation{"document.harms", "10000 given; want at most 400"}));
  EXPECT_LT(TimeToCheck(document, DocumentLimits()).count(), 1'000);
}

TEST(TenThousandPeople, WouldNotTakeQuadraticTimeEither) {
  const DocumentLimits wide = {
      .people = 10'000, .harms = 10'000, .answers = 10'000};
  const auto time = TimeToCheck(Network(9'999), wide);
  EXPECT_LT(time.count(), 5'000) << "milliseconds; 1e8 steps would be more";
}

}  // namespace
}  // namespace caselens
