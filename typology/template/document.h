#ifndef TYPOLOGY_TEMPLATE_DOCUMENT_H_
#define TYPOLOGY_TEMPLATE_DOCUMENT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace caselens {

// Why an answer has no code. Five different things, never merged.
enum class Missing {
  kNone = 0,           // a code or text is given
  kNotRecorded = 1,    // NR: the file is silent
  kUnclear = 2,        // UNC: recorded but contradictory
  kNotApplicable = 3,  // NA
  kNotYetCoded = 4,    // NC: nobody has answered yet
  kWithheld = 5,       // WH: would identify
};

enum class Period { kEarlier = 1, kCurrent = 2, kPostSeparation = 3 };

// "EARLIER", "CURRENT", "POST_SEPARATION".
absl::string_view PeriodName(Period period);

struct Person {
  std::string id;  // P1
  bool operator==(const Person&) const = default;
};

// Two intimate partners; the order of the two carries no meaning.
struct Relationship {
  std::string id;  // R1
  std::string person_1;
  std::string person_2;
  std::vector<Period> periods;
  bool operator==(const Relationship&) const = default;
};

struct Harm {
  std::string id;  // H1
  std::string from;
  std::string to;
  bool operator==(const Harm&) const = default;
};

enum class RowKind { kService = 1, kForum = 2 };

struct Row {
  std::string id;  // S1, M1
  RowKind kind = RowKind::kService;
  std::string person;  // for a service
  bool operator==(const Row&) const = default;
};

// How well the file supports an answer. Empty values: not graded.
struct Grade {
  int confidence = 0;  // 1 to 3
  std::string evidence_level;
  std::vector<std::string> sources;
  bool operator==(const Grade&) const = default;
};

// One answer: codes, or why there is none, or text. `instance` is written as
// protos/caselens/v1/document.proto says: "", "P1", "H1", "R1/CURRENT",
// "R1/CURRENT/P2", "R1/CURRENT/P2>P1", "S1", a domain, a factor.
struct Answer {
  std::string field;
  std::string instance;
  std::vector<std::string> codes;
  Missing missing = Missing::kNone;
  std::string text;
  Grade grade;
  std::string paraphrase;
  bool imported = false;
  bool operator==(const Answer&) const = default;

  // True if there is neither code, reason for none, nor text.
  bool HoldsNothing() const;
  // Alike in all but where they came from.
  bool SaysTheSameAs(const Answer& other) const;
  // True if the question is settled: something is held and it is not NC.
  bool IsSettled() const;
};

// Closes a grid in one act, for `instance` and what is below it.
struct Fill {
  std::string grid;
  std::string instance;
  bool operator==(const Fill&) const = default;
};

// What an auditor found in one case file. A plain value; whether it fits a
// template revision is for check.h to say. Answers are sorted by
// (field, instance), so that Find is logarithmic.
struct Document {
  std::vector<Person> people;
  std::vector<Relationship> relationships;
  std::vector<Harm> harms;
  std::vector<Row> rows;
  std::vector<Answer> answers;
  bool operator==(const Document&) const = default;

  // The answer to `field` for `instance`, or null.
  const Answer* Find(absl::string_view field, absl::string_view instance) const;
  // The answers to `field` for what is inside `instance`; inside "" is
  // everything.
  absl::Span<const Answer> FindInside(absl::string_view field,
                                      absl::string_view instance) const;
  // The only code of that answer, or "" when there is none or several.
  absl::string_view Code(absl::string_view field,
                         absl::string_view instance) const;
  // Sets, replaces or (if it holds nothing) removes one answer. Linear; use
  // Add for many.
  void Set(Answer answer);
  // Adds answers to questions that have none yet.
  void Add(std::vector<Answer> more);
  // Restores the order that Find needs, after `answers` was written directly.
  void SortAnswers();
};

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_DOCUMENT_H_
