#ifndef TYPOLOGY_TEMPLATE_CHECK_H_
#define TYPOLOGY_TEMPLATE_CHECK_H_

#include <cstddef>
#include <vector>

#include "typology/template/asked.h"
#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"
#include "typology/template/violation.h"

namespace caselens {

// Checks of a document against a template revision. Each returns everything
// that is wrong, in the order people, relationships, harms, rows, answers,
// whole document, then what is missing in the order of the template. Equal
// input gives equal output. O(n log n) in the size of the document.

// What document.proto says of sizes. Texts are counted in characters.
struct DocumentLimits {
  size_t people = 60;
  size_t relationships = 100;
  size_t harms = 400;
  size_t rows = 100;
  size_t answers = 10'000;
  size_t fills = 100;
  size_t text = 500;
  size_t paraphrase = 280;
};

// For a draft, which may be incomplete: is everything that is there well
// formed, and something that the template offers? An answer to a field of a
// later stage than `stage` is a violation. If the document or `fills` break a
// limit, nothing else is looked at. `document.answers` must be sorted.
std::vector<Violation> CheckAnswers(const Form& form, const Document& document,
                                    const std::vector<Fill>& fills, Stage stage,
                                    const DocumentLimits& limits = {});

// A document may be frozen if `violations` is empty. `notes` are for the person
// to read: answers to what is no longer asked stay in the document, but nothing
// counts them.
struct Completeness {
  std::vector<Violation> violations;
  std::vector<Violation> notes;
  bool operator==(const Completeness&) const = default;
};

// For submission: CheckAnswers; every required question of stage CODING is
// answered (NC is not an answer) and graded where it is graded; and the answers
// agree with each other (consistency.h).
Completeness CheckComplete(const Form& form, const Document& document,
                           const Facts& facts,
                           const DocumentLimits& limits = {});

// For the match: the same for stage MATCH. The coding itself was checked when
// it was submitted; `document` holds it, because conditions may look at it.
Completeness CheckMatch(const Form& form, const Document& document,
                        const Facts& facts, const DocumentLimits& limits = {});

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_CHECK_H_
