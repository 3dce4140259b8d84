#include "clients/cli/views/assignment.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace caselens::cli {
namespace {

using v1::Assignment;
using LeftOut = v1::AssignFilesResponse::LeftOut;

std::string RankText(Assignment::Rank rank) {
  return rank == Assignment::RANK_UNSPECIFIED ? ""
                                              : Assignment::Rank_Name(rank);
}

std::string StateText(v1::Coding::State state) {
  return state == v1::Coding::STATE_UNSPECIFIED ? "NOT_STARTED"
                                                : v1::Coding::State_Name(state);
}

std::string RecordText(const std::string& site, const std::string& record,
                       const std::string& case_file) {
  return record.empty() ? LastId(case_file) : absl::StrCat(site, ":", record);
}

Grid AssignmentGrid() {
  return Grid({"assignment", "site", "record", "auditor", "rank", "wave",
               "due_date", "withdrawn", "coding", "create_time"});
}

void AddAssignment(const Assignment& assignment, Grid& grid) {
  grid.Add({LastId(assignment.name()), assignment.site(), assignment.record(),
            LastId(assignment.auditor()), RankText(assignment.rank()),
            Assignment::Wave_Name(assignment.wave()), assignment.due_date(),
            Cell::Yes(assignment.withdrawn()), LastId(assignment.coding()),
            TimeText(assignment.create_time())});
}

// How many of the assignments each auditor gets.
Grid SharesGrid(const v1::AssignFilesResponse& response) {
  struct Share {
    int primary = 0;
    int second = 0;
    int pilot = 0;
  };
  std::map<std::string, Share> shares;
  for (const Assignment& assignment : response.assignments()) {
    Share& share = shares[LastId(assignment.auditor())];
    share.primary += assignment.rank() == Assignment::PRIMARY ? 1 : 0;
    share.second += assignment.rank() == Assignment::SECOND ? 1 : 0;
    share.pilot += assignment.rank() == Assignment::PILOT_CODER ? 1 : 0;
  }
  Grid grid({"auditor", "primary", "second", "pilot_coder", "files"});
  for (const auto& [auditor, share] : shares) {
    grid.Add({auditor, Cell::Number(share.primary), Cell::Number(share.second),
              Cell::Number(share.pilot),
              Cell::Number(share.primary + share.second + share.pilot)});
  }
  return grid;
}

Grid LeftOutGrid(const v1::AssignFilesResponse& response) {
  Grid grid({"file", "rank", "not_assigned"});
  for (const LeftOut& left : response.left_out()) {
    grid.Add({RecordText(left.site(), left.record(), left.case_file()),
              RankText(left.rank()), LeftOut::Reason_Name(left.reason())});
  }
  return grid;
}

View ErrorsView(const v1::AssignFilesResponse& response) {
  Grid grid({"row", "column", "wanted"});
  for (const auto& error : response.errors()) {
    grid.Add({Cell::Number(error.row()), error.column(), error.wanted()});
  }
  View view;
  view.csv = grid;
  view.Say("Nothing was assigned: these rows are wrong.");
  view.Show(std::move(grid));
  return view;
}

// One row for each assignment and each file left out.
Grid AssignedCsv(const v1::AssignFilesResponse& response) {
  Grid grid({"assignment", "site", "record", "auditor", "rank", "wave",
             "due_date", "not_assigned"});
  for (const Assignment& one : response.assignments()) {
    grid.Add({LastId(one.name()), one.site(), one.record(),
              LastId(one.auditor()), RankText(one.rank()),
              Assignment::Wave_Name(one.wave()), one.due_date(), ""});
  }
  for (const LeftOut& left : response.left_out()) {
    grid.Add({"", left.site(), left.record(), "", RankText(left.rank()), "", "",
              LeftOut::Reason_Name(left.reason())});
  }
  return grid;
}

// Where a draft goes on: `12 left, at C.role of P1`.
std::string ResumeText(const v1::WorkQueue::Item& item) {
  if (!item.has_unanswered()) return "";
  if (item.unanswered() == 0) return "complete: submit it";
  return absl::StrCat(item.unanswered(), " left, at ", item.next_field(),
                      item.next_instance().empty() ? "" : " of ",
                      item.next_instance());
}

Grid QueueCsv(const v1::WorkQueue& queue) {
  Grid grid({"assignment", "case_file", "site", "record", "rank", "wave",
             "due_date", "overdue", "state", "coding", "update_time",
             "unanswered", "next_field", "next_instance"});
  for (const v1::WorkQueue::Item& item : queue.items()) {
    const Assignment& one = item.assignment();
    grid.Add(
        {LastId(one.name()), LastId(one.case_file()), one.site(), one.record(),
         RankText(one.rank()), Assignment::Wave_Name(one.wave()),
         one.due_date(), Cell::Yes(item.overdue()), StateText(item.state()),
         LastId(one.coding()), TimeText(item.update_time()),
         item.has_unanswered() ? Cell::Number(item.unanswered()) : Cell(""),
         item.next_field(), item.next_instance()});
  }
  return grid;
}

Grid AbandonedGrid(const v1::ListProgressResponse& progress) {
  Grid grid({"abandoned_draft", "auditor", "coding", "last_touched"});
  for (const auto& draft : progress.abandoned_drafts()) {
    const Assignment& one = draft.assignment();
    grid.Add({RecordText(one.site(), one.record(), one.case_file()),
              LastId(one.auditor()), LastId(one.coding()),
              TimeText(draft.update_time())});
  }
  return grid;
}

}  // namespace

View AssignmentView(const Assignment& assignment) {
  Grid grid = AssignmentGrid();
  AddAssignment(assignment, grid);
  return View::OfOne(std::move(grid));
}

View AssignmentsView(const v1::ListAssignmentsResponse& assignments) {
  Grid grid = AssignmentGrid();
  for (const Assignment& assignment : assignments.assignments()) {
    AddAssignment(assignment, grid);
  }
  return View::Of(std::move(grid));
}

View AssignedView(const v1::AssignFilesResponse& response, bool check) {
  if (!response.errors().empty()) return ErrorsView(response);
  View view;
  view.csv = AssignedCsv(response);
  view.Say(absl::StrCat(response.assignments_size(),
                        check ? " assignments would be made" : " assignments",
                        " (seed ", response.seed(), ")"));
  view.Show(SharesGrid(response));
  if (response.withheld()) {
    view.Say(
        "You get files to code: who else codes these is not shown, nor "
        "counted.");
  }
  if (!response.left_out().empty()) {
    view.Say("");
    view.Show(LeftOutGrid(response));
  }
  return view;
}

View QueueView(const v1::WorkQueue& queue) {
  Grid grid({"file", "rank", "wave", "due", "state", "resume"});
  for (const v1::WorkQueue::Item& item : queue.items()) {
    const Assignment& one = item.assignment();
    grid.Add({RecordText(one.site(), one.record(), one.case_file()),
              RankText(one.rank()), Assignment::Wave_Name(one.wave()),
              absl::StrCat(one.due_date(), item.overdue() ? " OVERDUE" : ""),
              StateText(item.state()), ResumeText(item)});
  }
  View view;
  view.csv = QueueCsv(queue);
  view.Say(absl::StrCat(queue.done(), " done, ", queue.in_progress(),
                        " in progress, ", queue.to_do(), " to do, ",
                        queue.overdue(), " overdue"));
  view.Say("");
  view.Show(std::move(grid));
  return view;
}

View ProgressView(const v1::ListProgressResponse& progress) {
  Grid grid({"site", "auditor", "assigned", "not_started", "in_draft",
             "submitted", "complete", "overdue", "last_activity"});
  Grid doubles({"site", "double_assigned", "double_submitted"});
  for (const auto& site : progress.sites()) {
    for (const auto& one : site.auditors()) {
      grid.Add({site.site(), LastId(one.auditor()),
                Cell::Number(one.assigned()), Cell::Number(one.not_started()),
                Cell::Number(one.in_draft()), Cell::Number(one.submitted()),
                Cell::Number(one.complete()), Cell::Number(one.overdue()),
                TimeText(one.last_activity_time())});
    }
    doubles.Add({site.site(), Cell::Number(site.double_assigned()),
                 Cell::Number(site.double_submitted())});
  }
  View view;
  view.csv = grid;
  view.Show(std::move(grid));
  view.Say("");
  view.Show(std::move(doubles));
  if (!progress.abandoned_drafts().empty()) {
    view.Say("");
    view.Show(AbandonedGrid(progress));
  }
  if (progress.own_open_files() > 0) {
    view.Say("");
    view.Say(absl::StrCat("You code ", progress.own_open_files(),
                          " of the files: of these your own part alone is "
                          "counted, until you have completed them."));
  }
  return view;
}

}  // namespace caselens::cli
