#ifndef TYPOLOGY_TEMPLATE_CARRY_OVER_H_
#define TYPOLOGY_TEMPLATE_CARRY_OVER_H_

#include <string>
#include <vector>

#include "typology/template/document.h"
#include "typology/template/revision.h"

namespace caselens {

// What of one answer does not stand under another revision.
struct LostAnswer {
  std::string field;
  std::string instance;
  // The codes that go; all of the answer's if it goes as a whole.
  std::vector<std::string> codes;
  Missing missing = Missing::kNone;
  // Words of the auditor go with it; they are never repeated.
  bool has_words = false;
  // The answer stays with what is left of it: other codes, or no grade.
  bool is_part = false;
  std::string why;
  bool operator==(const LostAnswer&) const = default;
};

struct CarriedOver {
  Document document;
  // In the order of the answers.
  std::vector<LostAnswer> lost;
};

// `document`, which passes CheckAnswers under `from`, as it stands under `to`:
// then it passes CheckAnswers there too, for the same study. People,
// relationships, harms and rows stay. Of a question of kind MANY the codes that
// are still offered stay. Nothing is recoded. To the same revision, the
// identity.
CarriedOver CarryOver(const Document& document, const Revision& from,
                      const Revision& to);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_CARRY_OVER_H_
