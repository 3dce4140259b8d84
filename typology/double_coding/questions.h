#ifndef TYPOLOGY_DOUBLE_CODING_QUESTIONS_H_
#define TYPOLOGY_DOUBLE_CODING_QUESTIONS_H_

#include <string>
#include <vector>

#include "absl/types/span.h"

#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"

namespace caselens {

// Where one of several coders stands to a question.
struct Side {
  // The coder's document has the instance: the person, the period, the row.
  bool has_instance = false;
  // And the question was asked there.
  bool asked = false;
  const Answer* answer = nullptr;  // null: none given
};

// One question that several coders of a file had to answer. Points into the
// revision and the documents.
struct SharedQuestion {
  const Field* field = nullptr;
  std::string instance;
  std::vector<Side> sides;  // one a coding

  int AskedOf() const;
};

// The questions with codes (ONE, MANY) of the stage CODING, in the order of the
// template, where at least two of the codings have the instance and one was
// asked. The codings are aligned (align.h). O(questions * codings * log).
std::vector<SharedQuestion> SharedQuestions(
    const Form& form, absl::Span<const Document* const> codings);

// Whether two answers give the same codes, in any order, or the same reason for
// none. Text, grade and paraphrase do not count. An absent answer says nothing,
// as one that holds nothing.
bool SameAnswer(const Answer* a, const Answer* b);

}  // namespace caselens

#endif  // TYPOLOGY_DOUBLE_CODING_QUESTIONS_H_
