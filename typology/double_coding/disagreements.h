#ifndef TYPOLOGY_DOUBLE_CODING_DISAGREEMENTS_H_
#define TYPOLOGY_DOUBLE_CODING_DISAGREEMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "typology/template/document.h"
#include "typology/template/instances.h"

namespace caselens {

enum class DisagreementKind {
  kOnlyA,   // coder A alone has this person, relationship, period, harm or row
  kOnlyB,   // coder B alone
  kAnswer,  // both have the instance and were asked, and their answers differ
};

// One thing on which two coders of a file differ.
struct Disagreement {
  DisagreementKind kind = DisagreementKind::kAnswer;
  std::string field;     // of an answer; "" for what one coder alone has
  std::string instance;  // "P3", "R1", "R1/CURRENT", "H2", "S1", ...
  // Of an answer: what each gave; none where a question that may stay open was
  // left open.
  std::optional<Answer> a;
  std::optional<Answer> b;
  bool operator==(const Disagreement&) const = default;
};

struct Disagreements {
  // What one coder alone has first (people, relationships, periods, harms,
  // rows), since answers hang on it; then answers in the order of the template.
  std::vector<Disagreement> list;
  // Questions that were asked of one coder only, on an instance that both have:
  // a condition differed, so that they follow from a disagreement listed.
  int64_t asked_of_one = 0;
  // Questions that were asked of both.
  int64_t asked_of_both = 0;
};

// How two codings of one file differ, `b` in the ids of `a` (align.h). What one
// coder alone has is one disagreement; what is inside it is not listed. Free
// text, paraphrases and grades never differ; section K, imported and derived
// fields are left out. Where the return prefilled an answer that one of the two
// changed, that is a disagreement; Answer::imported tells it.
Disagreements FindDisagreements(const Form& form, const Document& a,
                                const Document& b);

}  // namespace caselens

#endif  // TYPOLOGY_DOUBLE_CODING_DISAGREEMENTS_H_
