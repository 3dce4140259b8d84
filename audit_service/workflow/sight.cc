#include "audit_service/workflow/sight.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"

#include "caselens/v1/coding.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

Sight SightInState(int coding_state) {
  switch (coding_state) {
    case v1::Coding::CLASS_REVEALED:
    case v1::Coding::MATCHED:
      return Sight::kClass;
    case v1::Coding::COMPLETE:
      return Sight::kOpen;
    default:
      return Sight::kBlind;
  }
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
                             {.auditor = principal},
                             {.limit = std::numeric_limits<int>::max()}));
  SightOf sight;
  for (const AssignmentRow& row : own) {
    sight.by_case_file_[row.case_file] = SightInState(row.coding_state);
  }
  return sight;
}

Sight SightOf::At(const std::string& case_file) const {
  const auto at = by_case_file_.find(case_file);
  return at == by_case_file_.end() ? Sight::kOpen : at->second;
}

bool SightOf::IsOpenEverywhere() const {
  return absl::c_all_of(by_case_file_, [](const auto& file) {
    return file.second == Sight::kOpen;
  });
}

}  // namespace caselens
