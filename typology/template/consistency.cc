#include "typology/template/consistency.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"
#include "typology/template/violation.h"

namespace caselens {
namespace {

bool HasCode(const Answer& answer, absl::string_view code) {
  return std::find(answer.codes.begin(), answer.codes.end(), code) !=
         answer.codes.end();
}

void CheckIndexChild(const Form& form, const Document& document,
                     std::vector<Violation>& violations) {
  if (form.revision->FindField("C.role") == nullptr) return;
  const auto roles = document.FindInside("C.role", "");
  const auto count = std::count_if(
      roles.begin(), roles.end(),
      [](const Answer& answer) { return HasCode(answer, "INDEX_CHILD"); });
  if (count != 1)
    violations.push_back(
        {"document.people",
         absl::StrCat("C.role is INDEX_CHILD for ", count,
                      " people; want exactly one index child")});
}

void CheckHarmTypes(const Form& form, const Document& document,
                    std::vector<Violation>& violations) {
  for (const Answer& types : document.FindInside("C.harm_type", "")) {
    if (HasCode(types, "NEGLECT_OMISSION") &&
        document.Code("C.relation", types.instance) != "ADULT_TO_CHILD")
      violations.push_back(
          {AnswerPath(form, types, ".codes"),
           "NEGLECT_OMISSION is for harm by an adult to a child; want "
           "C.relation ADULT_TO_CHILD or another code"});
    if (HasCode(types, "STRANGULATION") && !HasCode(types, "PHYSICAL"))
      violations.push_back({AnswerPath(form, types, ".codes"),
                            "STRANGULATION is physical abuse too; want "
                            "PHYSICAL beside it"});
  }
}

void CheckReciprocal(const Form& form, const Document& document,
                     std::vector<Violation>& violations) {
  absl::flat_hash_set<std::pair<absl::string_view, absl::string_view>> edges;
  for (const Harm& harm : document.harms) edges.emplace(harm.from, harm.to);
  for (const Harm& harm : document.harms) {
    const Answer* direction = document.Find("C.direction", harm.id);
    if (direction != nullptr && HasCode(*direction, "RECIPROCAL") &&
        !edges.contains({harm.to, harm.from}))
      violations.push_back(
          {AnswerPath(form, *direction, ".codes"),
           "RECIPROCAL needs a harm in the other direction; want that harm or "
           "ONE_WAY"});
  }
}

}  // namespace

std::vector<Violation> CheckEvidenceCap(const Form& form,
                                        const Document& document) {
  std::vector<Violation> violations;
  if (document.Code("A.access_mode", "") != "INTERVIEW") return violations;
  const auto levels = form.revision->ListCodes(kEvidenceLevelList);
  const auto cap = std::find(levels.begin(), levels.end(), "E1");
  for (const Answer& answer : document.answers) {
    if (cap == levels.end() || answer.grade.evidence_level.empty()) continue;
    if (std::find(std::next(cap), levels.end(), answer.grade.evidence_level) !=
        levels.end())
      violations.push_back(
          {AnswerPath(form, answer, ".grade.evidence_level"),
           absl::StrCat(answer.grade.evidence_level,
                        " is more than an interview can show "
                        "(A.access_mode INTERVIEW); want at most E1")});
  }
  return violations;
}

std::vector<Violation> CheckConsistency(const Form& form,
                                        const Document& document) {
  std::vector<Violation> violations;
  CheckIndexChild(form, document, violations);
  CheckHarmTypes(form, document, violations);
  CheckReciprocal(form, document, violations);
  for (Violation& violation : CheckEvidenceCap(form, document))
    violations.push_back(std::move(violation));
  return violations;
}

}  // namespace caselens
