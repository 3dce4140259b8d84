#include "audit_service/workflow/work_queue.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/coding.pb.h"

namespace caselens {
namespace {

constexpr char kNoDueDate[] = "9999-99-99";

// Times as texts of one length sort as they do as numbers.
std::string Sortable(int64_t time_us) {
  return absl::StrFormat("%020d", time_us);
}

std::string KeyOf(const AssignmentRow& row, WorkState state) {
  switch (state) {
    case WorkState::kDraft:
      return absl::StrCat("1 ", Sortable(row.coding_update_us), " ", row.id);
    case WorkState::kNotStarted:
      return absl::StrCat("2 ",
                          row.due_date.empty() ? kNoDueDate : row.due_date, " ",
                          Sortable(row.create_us), " ", row.id);
    default:
      return absl::StrCat("3 ", Sortable(row.coding_update_us), " ", row.id);
  }
}

}  // namespace

WorkState WorkStateOf(const AssignmentRow& row) {
  switch (row.coding_state) {
    case v1::Coding::STATE_UNSPECIFIED:
      return WorkState::kNotStarted;
    case v1::Coding::DRAFT:
    case v1::Coding::REOPENED:
      return WorkState::kDraft;
    case v1::Coding::SUBMITTED:
    case v1::Coding::CLASS_REVEALED:
    case v1::Coding::MATCHED:
      return WorkState::kSubmitted;
    default:
      return WorkState::kComplete;
  }
}

bool IsOverdue(const AssignmentRow& row, absl::string_view today) {
  const WorkState state = WorkStateOf(row);
  const bool is_open =
      state == WorkState::kNotStarted || state == WorkState::kDraft;
  return is_open && !row.due_date.empty() && row.due_date < today;
}

OrderedWork OrderWork(std::vector<AssignmentRow> rows,
                      absl::string_view today) {
  OrderedWork work;
  work.items.reserve(rows.size());
  for (AssignmentRow& row : rows) {
    if (row.rank == v1::Assignment::ADJUDICATOR) continue;
    const WorkState state = WorkStateOf(row);
    work.overdue += IsOverdue(row, today) ? 1 : 0;
    if (state == WorkState::kComplete) {
      ++work.done;
      continue;
    }
    ++(state == WorkState::kNotStarted ? work.to_do : work.in_progress);
    std::string key = KeyOf(row, state);
    work.items.push_back({.key = std::move(key), .row = std::move(row)});
  }
  absl::c_sort(work.items, [](const WorkItem& a, const WorkItem& b) {
    return a.key < b.key;
  });
  return work;
}

}  // namespace caselens
