#include "audit_service/workflow/progress.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"

#include "audit_service/workflow/work_queue.h"
#include "caselens/v1/assignment.pb.h"

namespace caselens {
namespace {

// Coders of one file, and how many of them have submitted.
struct FileProgress {
  std::string site;
  int assigned = 0;
  int submitted = 0;
};

bool IsSubmitted(WorkState state) {
  return state == WorkState::kSubmitted || state == WorkState::kComplete;
}

void Count(const AssignmentRow& row, absl::string_view today,
           AuditorProgress& progress) {
  switch (WorkStateOf(row)) {
    case WorkState::kNotStarted:
      ++progress.not_started;
      break;
    case WorkState::kDraft:
      ++progress.in_draft;
      break;
    case WorkState::kSubmitted:
      ++progress.submitted;
      break;
    case WorkState::kComplete:
      ++progress.complete;
      break;
  }
  progress.overdue += IsOverdue(row, today) ? 1 : 0;
  progress.last_activity_us =
      std::max(progress.last_activity_us, row.coding_update_us);
}

void CountDoubles(const std::map<std::string, FileProgress>& files,
                  Progress& progress) {
  for (const auto& [id, file] : files) {
    SiteProgress& site = progress.sites[file.site];
    site.double_assigned += file.assigned >= 2 ? 1 : 0;
    site.double_submitted += file.submitted >= 2 ? 1 : 0;
  }
}

}  // namespace

Progress MeasureProgress(const std::vector<AssignmentRow>& rows,
                         absl::string_view today, int64_t idle_since_us) {
  Progress progress;
  std::map<std::string, FileProgress> files;
  for (const AssignmentRow& row : rows) {
    if (row.rank == v1::Assignment::ADJUDICATOR) continue;
    const WorkState state = WorkStateOf(row);
    Count(row, today, progress.sites[row.site].auditors[row.auditor]);
    FileProgress& file = files[row.case_file];
    file.site = row.site;
    ++file.assigned;
    file.submitted += IsSubmitted(state) ? 1 : 0;
    if (state == WorkState::kDraft && row.coding_update_us <= idle_since_us) {
      progress.abandoned.push_back(row);
    }
  }
  CountDoubles(files, progress);
  absl::c_sort(progress.abandoned,
               [](const AssignmentRow& a, const AssignmentRow& b) {
                 return std::pair(a.coding_update_us, a.id) <
                        std::pair(b.coding_update_us, b.id);
               });
  return progress;
}

}  // namespace caselens
