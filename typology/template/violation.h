#ifndef TYPOLOGY_TEMPLATE_VIOLATION_H_
#define TYPOLOGY_TEMPLATE_VIOLATION_H_

#include <string>

#include "absl/strings/string_view.h"

#include "typology/template/document.h"
#include "typology/template/instances.h"

namespace caselens {

// One thing that is wrong in a document.
struct Violation {
  // Where, for a person: `document.answers[B.K1, R1/CURRENT/P2>P1].codes`.
  std::string field;
  // What is wrong and what is wanted. Names codes, never an auditor's words.
  std::string message;
  bool operator==(const Violation&) const = default;
};

// Messages reach logs, and anybody can put words where an id belongs. So these
// show what was sent only if it has the form of what belongs there, else `?`.
std::string AnswerPath(const Form& form, const Answer& answer,
                       absl::string_view part = "");
// `prefix` and a number from 1 to 9999 without leading zero: "P1".
bool IsElementId(absl::string_view id, char prefix);
// "document.people[P1]", or "document.people[?]".
std::string ElementPath(absl::string_view list, absl::string_view id,
                        char prefix);
std::string ShownCode(absl::string_view code);
// An id of a template (section, field, code, grid, extension) of up to 32
// letters, digits, _, . and + with at most 8 digits, which no number of a
// person has.
std::string ShownId(absl::string_view id);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_VIOLATION_H_
