#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/template/guided.h"
#include "typology/template/carry_over.h"
#include "typology/template/check.h"
#include "typology/template/diff.h"

namespace caselens {
namespace {

// Revisions a few edits away from the shipped one, from a seed.
class RandomRevisions {
 public:
  explicit RandomRevisions(unsigned seed) : random_(seed) {}

  // One that agrees with itself.
  Revision Next() {
    while (true) {
      RevisionContent content = Rdac().Content();
      for (int i = 1 + Below(8); i > 0; --i) Change(content);
      if (Revision::FindProblems(content).empty())
        return Revision::Create(content).value();
    }
  }

  // The guided file with codes, missing values and grades at random, that the
  // shipped template takes.
  Document NextDocument() {
    Document document = GuidedDocument();
    for (Answer& answer : document.answers) {
      if (Below(2) == 0) continue;
      const Field& field = *Rdac().FindField(answer.field);
      Answer changed = answer;
      if (!field.missing.empty() && Below(3) == 0) {
        changed.codes.clear();
        changed.grade = Grade();
        changed.missing = Pick(field.missing);
      } else if (!field.codes.empty()) {
        changed.missing = Missing::kNone;
        changed.codes = {Pick(field.codes).code};
        if (field.kind == FieldKind::kMany && Below(2) == 0)
          changed.codes.push_back(Pick(field.codes).code);
      }
      Document trial = document;
      trial.Set(changed);
      if (CheckAnswers(RdacForm(), trial, {}, Stage::kCoding).empty())
        answer = changed;
    }
    return document;
  }

 private:
  int Below(int n) {
    return std::uniform_int_distribution<int>(0, n - 1)(random_);
  }
  template <typename T>
  T& Pick(std::vector<T>& from) {
    return from[Below(static_cast<int>(from.size()))];
  }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[Below(static_cast<int>(from.size()))];
  }

  void Change(RevisionContent& content) {
    Section& section = Pick(content.sections);
    const auto at =
        section.fields.begin() + Below(static_cast<int>(section.fields.size()));
    Field& field = *at;
    switch (Below(12)) {
      case 0:
        section.fields.erase(at);
        return;
      case 1:
        field.label += "?";
        return;
      case 2:
        field.required = !field.required;
        return;
      case 3:
        field.graded = !field.graded;
        if (!field.graded) field.ungraded_codes.clear();
        return;
      case 4:
        if (!field.missing.empty()) field.missing.pop_back();
        return;
      case 5:
        field.kind = static_cast<FieldKind>(1 + Below(6));
        return;
      case 6:
        field.level = static_cast<Level>(1 + Below(10));
        return;
      case 7:
        field.asked_if.any.clear();
        return;
      case 8:
        field.class_codes = !field.class_codes;
        return;
      case 9:
        section.stage =
            section.stage == Stage::kCoding ? Stage::kMatch : Stage::kCoding;
        return;
      default:
        ChangeCode(field);
    }
  }

  void ChangeCode(Field& field) {
    if (field.codes.empty()) return;
    const auto at =
        field.codes.begin() + Below(static_cast<int>(field.codes.size()));
    switch (Below(4)) {
      case 0:
        at->exclusive = !at->exclusive;
        return;
      case 1:
        field.ungraded_codes.push_back(at->code);
        return;
      case 2:
        field.codes.push_back(*at);
        field.codes.back().code += "_2";
        return;
      default:
        field.codes.erase(at);
    }
  }

  std::mt19937 random_;
};

TEST(AnyRevision, DiffersFromItselfInNothingAndFromAnotherInSomething) {
  RandomRevisions random(20260301);
  for (int i = 0; i < 100; ++i) {
    const Revision one = random.Next();
    const Revision other = random.Next();
    EXPECT_THAT(DiffRevisions(one, one).changes, testing::IsEmpty());
    EXPECT_EQ(DiffRevisions(one, other).changes.empty(),
              one.Content() == other.Content());
    EXPECT_EQ(DiffRevisions(other, one).changes.empty(),
              one.Content() == other.Content());
  }
}

TEST(AnyRevision, LosesInDocumentsOnlyWhatTheDiffSays) {
  RandomRevisions random(11);
  int lost_in_all = 0;
  for (int i = 0; i < 100; ++i) {
    const Revision to = random.Next();
    const RevisionDiff diff = DiffRevisions(Rdac(), to);
    const CarriedOver carried = CarryOver(random.NextDocument(), Rdac(), to);
    for (const LostAnswer& lost : carried.lost) {
      ++lost_in_all;
      EXPECT_TRUE(std::any_of(diff.changes.begin(), diff.changes.end(),
                              [&](const RevisionChange& change) {
                                return change.field == lost.field &&
                                       change.verdict == CarryVerdict::kLost;
                              }))
          << lost.field << " " << lost.why;
      if (CarriesOver(diff, lost.field)) {
        EXPECT_EQ(lost.why, "of the grade");
      }
    }
  }
  EXPECT_GT(lost_in_all, 100) << "the edits touch too little";
}

TEST(AnyDocument, StandsUnderTheRevisionItIsCarriedTo) {
  RandomRevisions random(7);
  for (int i = 0; i < 100; ++i) {
    const Revision to = random.Next();
    const Document document = random.NextDocument();
    ASSERT_THAT(CheckAnswers(RdacForm(), document, {}, Stage::kCoding),
                testing::IsEmpty());
    const CarriedOver carried = CarryOver(document, Rdac(), to);
    Form form = RdacForm();
    form.revision = &to;
    for (const Violation& violation :
         CheckAnswers(form, carried.document, {}, Stage::kCoding))
      ADD_FAILURE() << violation.field << " " << violation.message;
    // What was carried once stands: nothing more is lost.
    const CarriedOver again = CarryOver(carried.document, to, to);
    EXPECT_EQ(again.document, carried.document);
    EXPECT_THAT(again.lost, testing::IsEmpty());
    // Nothing is made up.
    for (const Answer& answer : carried.document.answers)
      EXPECT_NE(document.Find(answer.field, answer.instance), nullptr);
  }
}

}  // namespace
}  // namespace caselens
