#ifndef AUDIT_SERVICE_WORKFLOW_PROGRESS_H_
#define AUDIT_SERVICE_WORKFLOW_PROGRESS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "storage/rows.h"

namespace caselens {

// The assignments of one auditor at one site, each in one state.
struct AuditorProgress {
  int not_started = 0;
  int in_draft = 0;
  int submitted = 0;
  int complete = 0;
  int overdue = 0;
  int64_t last_activity_us = 0;  // 0: none
  bool operator==(const AuditorProgress&) const = default;

  int Assigned() const { return not_started + in_draft + submitted + complete; }
};

struct SiteProgress {
  std::map<std::string, AuditorProgress> auditors;  // by id
  int double_assigned = 0;   // files with two coders or more
  int double_submitted = 0;  // of these, with two submitted codings or more
  bool operator==(const SiteProgress&) const = default;
};

struct Progress {
  std::map<std::string, SiteProgress> sites;  // by id
  // Drafts not touched since `idle_since_us`, the oldest first.
  std::vector<AssignmentRow> abandoned;
  bool operator==(const Progress&) const = default;
};

// Counts `rows`, which must hold nothing that the caller is blind to; `today`
// is YYYY-MM-DD. Adjudications do not count.
Progress MeasureProgress(const std::vector<AssignmentRow>& rows,
                         absl::string_view today, int64_t idle_since_us);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_PROGRESS_H_
