#ifndef AUDIT_SERVICE_WORKFLOW_WORK_QUEUE_H_
#define AUDIT_SERVICE_WORKFLOW_WORK_QUEUE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "storage/rows.h"

namespace caselens {

// Where an assignment stands, by the state of its coding; one that is reopened
// is a draft again.
enum class WorkState { kNotStarted, kDraft, kSubmitted, kComplete };
WorkState WorkStateOf(const AssignmentRow& row);

// Not submitted, and wanted before `today` (YYYY-MM-DD).
bool IsOverdue(const AssignmentRow& row, absl::string_view today);

// One thing to do. Keys order a queue, and stay what they are while others are
// done.
struct WorkItem {
  std::string key;
  AssignmentRow row;
};

// What one auditor has to do, the next first, and counts of it all.
struct OrderedWork {
  std::vector<WorkItem> items;  // without what is complete
  int done = 0;
  int in_progress = 0;
  int to_do = 0;
  int overdue = 0;
};

// Orders the assignments of one auditor: drafts, the one touched longest ago
// first; then what is not started, by due date, those without one last, the
// oldest assignment first; then what waits for a reveal or a judgement, the one
// touched longest ago first. Adjudications are not files to code.
OrderedWork OrderWork(std::vector<AssignmentRow> rows, absl::string_view today);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_WORK_QUEUE_H_
