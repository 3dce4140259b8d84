#include "clients/cli/views/assignment.h"

#include <memory>
#include <string>

#include "absl/status/status.h"

#include "caselens/v1/assignment.pb.h"
#include "clients/cli/lookup.h"
#include "clients/cli/names.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

struct CreateAssignmentOptions {
  std::string case_file;
  std::string auditor;
  std::string rank = "PRIMARY";
  std::string wave = "W1";
  std::string due_date;
};

struct ListAssignmentsOptions {
  bool mine = false;
  std::string site;
  std::string record;
};

// Of one assignment that is not started.
struct ChangeOptions {
  std::string assignment;
  std::string auditor;
  std::string reason;
};

absl::Status CreateAssignment(Session& session,
                              const CreateAssignmentOptions& options) {
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
  wanted.set_due_date(options.due_date);
  CLI_ASSIGN_OR_RETURN(const v1::Assignment assignment, session.Call(request));
  return session.Print(assignment, AssignmentView(assignment));
}

absl::Status ListAssignments(Session& session,
                             const ListAssignmentsOptions& options) {
  v1::ListAssignmentsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_mine(options.mine);
  request.set_site(options.site);
  request.set_record(options.record);
  CLI_ASSIGN_OR_RETURN(const v1::ListAssignmentsResponse assignments,
                       session.CallAllPages(request));
  return session.Print(assignments, AssignmentsView(assignments));
}

absl::Status ReassignAssignment(Session& session,
                                const ChangeOptions& options) {
  v1::ReassignAssignmentRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.assignment, "assignments"));
  CLI_ASSIGN_OR_RETURN(*request.mutable_auditor(),
                       TopName(options.auditor, "principals"));
  CLI_ASSIGN_OR_RETURN(const v1::Assignment assignment, session.Call(request));
  return session.Print(assignment, AssignmentView(assignment));
}

absl::Status CancelAssignment(Session& session, const ChangeOptions& options) {
  v1::CancelAssignmentRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.assignment, "assignments"));
  request.set_reason(options.reason);
  CLI_ASSIGN_OR_RETURN(const v1::Assignment assignment, session.Call(request));
  return session.Print(assignment, AssignmentView(assignment));
}

void AddCreateAssignment(Program& program) {
  auto wanted = std::make_shared<CreateAssignmentOptions>();
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
      .Takes("--rank", wanted->rank,
             "PRIMARY or SECOND, in a pilot PILOT_CODER too [PRIMARY]")
      .Takes("--wave", wanted->wave, "PILOT, W1 or W2 [W1]")
      .Takes("--due", wanted->due_date, "Day by which it is wanted");
}

void AddChanges(Program& program) {
  auto given = std::make_shared<ChangeOptions>();
  program
      .Add("assignment reassign",
           "Give an assignment that is not started to another auditor",
           "caselens assignment reassign ASSIGNMENT --study demo --auditor "
           "second",
           [given](Session& session) {
             return ReassignAssignment(session, *given);
           })
      .TakesStudy()
      .Needs("ASSIGNMENT", given->assignment, "Assignment of the study")
      .Needs("--auditor", given->auditor, "Principal who codes it instead");
  auto cancelled = std::make_shared<ChangeOptions>();
  program
      .Add("assignment cancel", "Take back an assignment that is not started",
           "caselens assignment cancel ASSIGNMENT --study demo --reason 'the "
           "auditor has left'",
           [cancelled](Session& session) {
             return CancelAssignment(session, *cancelled);
           })
      .TakesStudy()
      .Needs("ASSIGNMENT", cancelled->assignment, "Assignment of the study")
      .Needs("--reason", cancelled->reason, "Why; no names");
}

}  // namespace

void AddAssignmentCommands(Program& program) {
  program.Describe("assignment", "Who codes which file");
  AddCreateAssignment(program);
  auto filter = std::make_shared<ListAssignmentsOptions>();
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
  AddChanges(program);
}

}  // namespace caselens::cli
