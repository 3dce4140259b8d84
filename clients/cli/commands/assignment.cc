#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"

#include "caselens/v1/assignment.pb.h"
#include "clients/cli/lookup.h"
#include "clients/cli/names.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

struct CreateOptions {
  std::string case_file;
  std::string auditor;
  std::string rank = "PRIMARY";
  std::string wave = "W1";
};

struct ListOptions {
  bool mine = false;
  std::string site;
  std::string record;
};

Grid AssignmentGrid() {
  return Grid({"assignment", "site", "record", "auditor", "rank", "wave",
               "coding", "create_time"});
}

void AddAssignment(const v1::Assignment& assignment, Grid& grid) {
  grid.Add({LastId(assignment.name()), assignment.site(), assignment.record(),
            LastId(assignment.auditor()),
            v1::Assignment::Rank_Name(assignment.rank()),
            v1::Assignment::Wave_Name(assignment.wave()),
            LastId(assignment.coding()), TimeText(assignment.create_time())});
}

absl::Status CreateAssignment(Session& session, const CreateOptions& options) {
  v1::CreateAssignmentRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  v1::Assignment& wanted = *request.mutable_assignment();
  CLI_ASSIGN_OR_RETURN(*wanted.mutable_auditor(),
                       TopName(options.auditor, "principals"));
  CLI_ASSIGN_OR_RETURN(const auto rank,
                       ParseEnum<v1::Assignment::Rank>("--rank", options.rank));
  CLI_ASSIGN_OR_RETURN(const auto wave,
                       ParseEnum<v1::Assignment::Wave>("--wave", options.wave));
  CLI_ASSIGN_OR_RETURN(*wanted.mutable_case_file(),
                       CaseFileName(session, options.case_file));
  wanted.set_rank(rank);
  wanted.set_wave(wave);
  CLI_ASSIGN_OR_RETURN(const v1::Assignment assignment, session.Call(request));
  Grid grid = AssignmentGrid();
  AddAssignment(assignment, grid);
  return session.Print(assignment, View::OfOne(std::move(grid)));
}

absl::Status ListAssignments(Session& session, const ListOptions& options) {
  v1::ListAssignmentsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_mine(options.mine);
  request.set_site(options.site);
  request.set_record(options.record);
  CLI_ASSIGN_OR_RETURN(const v1::ListAssignmentsResponse assignments,
                       session.CallAllPages(request));
  Grid grid = AssignmentGrid();
  for (const v1::Assignment& assignment : assignments.assignments()) {
    AddAssignment(assignment, grid);
  }
  return session.Print(assignments, View::Of(std::move(grid)));
}

}  // namespace

void AddAssignmentCommands(Program& program) {
  program.Describe("assignment", "Who codes which file");
  auto wanted = std::make_shared<CreateOptions>();
  program
      .Add("assignment create", "Give a file to an auditor (study stewards)",
           "caselens assignment create C1:C1-0001 --study demo --auditor "
           "auditor",
           [wanted](Session& session) {
             return CreateAssignment(session, *wanted);
           })
      .TakesStudy()
      .Needs("FILE", wanted->case_file,
             "Case file, or SITE:RECORD if you may list case files")
      .Needs("--auditor", wanted->auditor, "Principal who codes it")
      .Takes("--rank", wanted->rank, "PRIMARY or SECOND [PRIMARY]")
      .Takes("--wave", wanted->wave, "PILOT, W1 or W2 [W1]");

  auto filter = std::make_shared<ListOptions>();
  program
      .Add("assignment list", "List assignments",
           "caselens assignment list --study demo --mine",
           [filter](Session& session) {
             return ListAssignments(session, *filter);
           })
      .TakesStudy()
      .Takes("--mine", filter->mine, "Only your own")
      .Takes("--site", filter->site, "Only this site")
      .Takes("--record", filter->record, "Only this record");
}

}  // namespace caselens::cli
