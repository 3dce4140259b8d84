#include "audit_service/workflow/sight.h"

#include <algorithm>
#include <string>
#include <vector>

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

Sight SightAfter(int reveals) {
  if (reveals == 0) return Sight::kBlind;
  return reveals == 1 ? Sight::kClass : Sight::kOpen;
}

}  // namespace

void Hide(Sight sight, v1::CaseFile& case_file) {
  if (sight == Sight::kBlind) {
    case_file.clear_raw_factors();
    case_file.clear_factors();
    case_file.clear_has_dva();
  }
  // Posteriors are for the second reveal; the first shows the class itself.
  if (sight != Sight::kOpen) case_file.clear_membership();
}

absl::StatusOr<SightOf> SightOf::Load(Reader& reader, const std::string& study,
                                      const std::string& principal) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AssignmentRow> own,
      reader.ListAssignments({.study = study, .all_sites = true},
                             {.auditor = principal, .with_withdrawn = true},
                             {.limit = kWholeList}));
  SightOf sight;
  for (const AssignmentRow& row : own) {
    const Sight seen = SightAfter(row.coding_reveals);
    const auto [at, is_first] =
        sight.by_case_file_.emplace(row.case_file, seen);
    at->second = std::max(at->second, seen);
  }
  return sight;
}

bool SightOf::IsOpenEverywhere() const {
  return std::all_of(
      by_case_file_.begin(), by_case_file_.end(),
      [](const auto& file) { return file.second == Sight::kOpen; });
}

Sight SightOf::At(const std::string& case_file) const {
  const auto at = by_case_file_.find(case_file);
  return at == by_case_file_.end() ? Sight::kOpen : at->second;
}

}  // namespace caselens
