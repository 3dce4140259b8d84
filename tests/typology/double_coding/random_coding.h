#ifndef TESTS_TYPOLOGY_DOUBLE_CODING_RANDOM_CODING_H_
#define TESTS_TYPOLOGY_DOUBLE_CODING_RANDOM_CODING_H_

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/typology/template/guided.h"
#include "typology/double_coding/align.h"
#include "typology/findings/findings.h"
#include "typology/template/asked.h"
#include "typology/template/document.h"

namespace caselens {

// Complete codings of made-up families, and the same coding as another person
// might have numbered it. No two people have the same role, no two harms are
// between the same two and no row is given twice, so that it can be told which
// is which.
class RandomCodings {
 public:
  explicit RandomCodings(unsigned seed) : random_(seed) {}

  Document Next() {
    Document document;
    std::vector<std::string> roles = {"INDEX_CHILD", "MOTHER", "FATHER",
                                      "GRANDPARENT_MAT", "SIBLING_U16"};
    const int people = 2 + Below(4);
    for (int i = 0; i < people; ++i) {
      document.people.push_back({absl::StrCat("P", i + 1)});
      document.Set(CodeAnswer("C.role", document.people.back().id, {roles[i]}));
    }
    if (people >= 3) {
      document.relationships.push_back({"R1", "P2", "P3", SomePeriods()});
    }
    for (int i = Below(people); i > 0; --i) {
      const int to = (i + Below(people - 1)) % people;
      document.harms.push_back({absl::StrCat("H", i), document.people[i - 1].id,
                                document.people[to].id});
    }
    document.rows = {{"M1", RowKind::kForum, ""}};
    for (int i = Below(people); i > 0; --i) {
      document.rows.push_back(
          {absl::StrCat("S", i), RowKind::kService, document.people[i - 1].id});
    }
    Answer(document);
    return document;
  }

  // The same in other ids and another order. `names` tells the new ids.
  Document Renamed(const Document& document,
                   std::map<std::string, std::string>* names = nullptr) {
    std::map<std::string, std::string> chosen;
    Number(document.people, 'P', chosen);
    Number(document.relationships, 'R', chosen);
    Number(document.harms, 'H', chosen);
    for (const Row& row : document.rows) {
      chosen[row.id] = absl::StrCat(row.id, Below(5));
    }
    Document result = RenameDocument(document, chosen);
    std::shuffle(result.people.begin(), result.people.end(), random_);
    std::shuffle(result.harms.begin(), result.harms.end(), random_);
    std::shuffle(result.rows.begin(), result.rows.end(), random_);
    for (Relationship& r : result.relationships)
      if (Below(2) == 0) std::swap(r.person_1, r.person_2);
    if (names != nullptr) *names = chosen;
    return result;
  }

  // Another person's coding of the same file: some answers are others.
  Document Recoded(const Document& document) {
    Document result = document;
    for (caselens::Answer& answer : result.answers) {
      const Field* const field = Rdac().FindField(answer.field);
      if (field->codes.empty() || Below(4) != 0) continue;
      if (answer.field == "C.role") continue;
      answer.codes = {field->codes[Below(Count(field->codes))].code};
    }
    if (!result.harms.empty() && Below(2) == 0) result.harms.pop_back();
    Answer(result);
    return result;
  }

  // Here and there another kind of answer: none, a reason, the return's, two
  // codes, one that the template does not have.
  Document Roughened(Document document) {
    std::vector<caselens::Answer> answers;
    for (caselens::Answer& answer : document.answers) {
      const int kind = Below(12);
      if (kind == 0) continue;
      if (kind == 1) {
        answer.codes.clear();
        answer.missing = static_cast<Missing>(1 + Below(5));
      }
      if (kind == 2) answer.imported = true;
      if (kind == 3) {
        answer.codes.push_back(
            Rdac().FindField(answer.field)->codes.back().code);
      }
      if (kind == 4) answer.codes = {absl::StrCat("LATER_", Below(2))};
      answers.push_back(std::move(answer));
    }
    document.answers = std::move(answers);
    return document;
  }

  int Below(int n) {
    return std::uniform_int_distribution<int>(0, n - 1)(random_);
  }

 private:
  template <typename Items>
  static int Count(const Items& items) {
    return static_cast<int>(items.size());
  }

  std::vector<Period> SomePeriods() {
    if (Below(2) == 0) return {Period::kCurrent};
    return {Period::kCurrent, Period::kPostSeparation};
  }

  template <typename Items>
  void Number(const Items& items, char letter,
              std::map<std::string, std::string>& names) {
    std::vector<int> numbers;
    for (int i = 1; i <= Count(items) + 2; ++i) numbers.push_back(i);
    std::shuffle(numbers.begin(), numbers.end(), random_);
    for (int i = 0; i < Count(items); ++i) {
      names[items[i].id] = absl::StrCat(std::string(1, letter), numbers[i]);
    }
  }

  // Answers what is asked; twice, since answers open questions.
  void Answer(Document& document) {
    const Form form = RdacForm();
    for (int round = 0; round < 2; ++round) {
      std::vector<caselens::Answer> answers;
      for (const AskedItem& item :
           Unanswered(form, document, FindFacts(document), Stage::kCoding)) {
        if (item.field->codes.empty()) continue;
        answers.push_back(CodeAnswer(
            item.field->id, item.instance,
            {item.field->codes[Below(Count(item.field->codes))].code}));
      }
      document.Add(std::move(answers));
    }
  }

  std::mt19937 random_;
};

}  // namespace caselens

#endif  // TESTS_TYPOLOGY_DOUBLE_CODING_RANDOM_CODING_H_
