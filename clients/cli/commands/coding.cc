#include "clients/cli/views/coding.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/coding.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/lookup.h"
#include "clients/cli/names.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/submit.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

struct ListCodingsOptions {
  bool mine = false;
  std::string site;
};

struct ShowCodingOptions {
  std::string coding;
  int version = 0;
};

struct MatchOptions {
  std::string coding;
  std::string judgement;
  std::string reasons;
  int best_fit = 0;
  int confidence = 0;
  std::string evidence_level;
  std::string sources;
};

absl::Status ListCodings(Session& session, const ListCodingsOptions& options) {
  v1::ListCodingsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_mine(options.mine);
  request.set_site(options.site);
  CLI_ASSIGN_OR_RETURN(const v1::ListCodingsResponse codings,
                       session.CallAllPages(request));
  return session.Print(codings, CodingsView(codings));
}

absl::Status PrintState(Session& session, const v1::Coding& coding) {
  return session.Print(coding, CodingStateView(coding));
}

absl::Status StartCoding(Session& session, const std::string& assignment) {
  v1::CreateCodingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_assignment(),
                       AssignmentName(session, assignment));
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(),
                       StudyOfName(request.assignment()));
  CLI_ASSIGN_OR_RETURN(const v1::Coding coding, session.Call(request));
  return PrintState(session, coding);
}

absl::StatusOr<v1::Coding> GetCoding(Session& session,
                                     const std::string& argument) {
  v1::GetCodingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), CodingName(session, argument));
  return session.Call(request);
}

absl::Status ShowCoding(Session& session, const ShowCodingOptions& options) {
  v1::GetCodingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       CodingName(session, options.coding));
  request.set_version(options.version);
  CLI_ASSIGN_OR_RETURN(const v1::Coding coding, session.Call(request));
  return session.Print(coding, CodingView(coding));
}

absl::Status CheckCoding(Session& session, const std::string& argument) {
  v1::CheckCodingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), CodingName(session, argument));
  CLI_ASSIGN_OR_RETURN(const v1::CheckCodingResponse found,
                       session.Call(request));
  CLI_RETURN_IF_ERROR(session.Print(found, CheckView(found)));
  return found.violations().empty() ? absl::OkStatus() : AlreadyExplained();
}

absl::Status SubmitCoding(Session& session, const std::string& argument) {
  CLI_ASSIGN_OR_RETURN(const v1::Coding draft, GetCoding(session, argument));
  CLI_ASSIGN_OR_RETURN(const v1::Coding coding,
                       Submit(session, draft.name(), draft.etag()));
  return PrintState(session, coding);
}

absl::Status RevealCoding(Session& session, const std::string& argument) {
  v1::RevealCodingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), CodingName(session, argument));
  CLI_ASSIGN_OR_RETURN(const v1::Reveal reveal, session.Call(request));
  return session.Print(reveal, RevealView(reveal));
}

v1::Match MatchOf(const MatchOptions& options) {
  v1::Match match;
  match.set_judgement(options.judgement);
  match.set_best_fit(options.best_fit);
  for (const std::string& reason : SplitList(options.reasons)) {
    match.add_mismatch_reasons(reason);
  }
  const bool graded = options.confidence != 0 ||
                      !options.evidence_level.empty() ||
                      !options.sources.empty();
  if (!graded) return match;
  v1::Grade& grade = *match.mutable_grade();
  grade.set_confidence(options.confidence);
  grade.set_evidence_level(options.evidence_level);
  for (const std::string& source : SplitList(options.sources)) {
    grade.add_sources(source);
  }
  return match;
}

absl::Status MatchCoding(Session& session, const MatchOptions& options) {
  CLI_ASSIGN_OR_RETURN(const v1::Coding current,
                       GetCoding(session, options.coding));
  v1::MatchCodingRequest request;
  request.set_name(current.name());
  request.set_etag(current.etag());
  *request.mutable_match() = MatchOf(options);
  CLI_ASSIGN_OR_RETURN(const v1::Coding coding, session.Call(request));
  return PrintState(session, coding);
}

void AddList(Program& program) {
  auto filter = std::make_shared<ListCodingsOptions>();
  program
      .Add("coding list", "List codings",
           "caselens coding list --study demo --mine",
           [filter](Session& session) { return ListCodings(session, *filter); })
      .TakesStudy()
      .Takes("--mine", filter->mine, "Only your own")
      .Takes("--site", filter->site, "Only this site");
}

void AddStart(Program& program) {
  auto assignment = std::make_shared<std::string>();
  program
      .Add("coding start", "Start the coding of an assignment",
           "caselens coding start C1:C1-0185 --study demo",
           [assignment](Session& session) {
             return StartCoding(session, *assignment);
           })
      .TakesStudy()
      .Needs("ASSIGNMENT", *assignment,
             "Assignment, or SITE:RECORD for your own of that record");
}

// A command that takes a coding and nothing else.
void AddOnCoding(Program& program, const std::string& path,
                 const std::string& description,
                 absl::Status (*run)(Session&, const std::string&)) {
  auto coding = std::make_shared<std::string>();
  program
      .Add(path, description,
           absl::StrCat("caselens ", path, " C1:C1-0185 --study demo"),
           [coding, run](Session& session) { return run(session, *coding); })
      .TakesStudy()
      .Needs("CODING", *coding, "Coding, or SITE:RECORD");
}

void AddShowCoding(Program& program) {
  auto options = std::make_shared<ShowCodingOptions>();
  program
      .Add(
          "coding show", "Show a coding with its answers",
          "caselens coding show C1:C1-0185 --study demo",
          [options](Session& session) { return ShowCoding(session, *options); })
      .TakesStudy()
      .Needs("CODING", options->coding, "Coding, or SITE:RECORD")
      .Takes("--version", options->version,
             "What it held before it was reopened: a version that it names");
}

void AddMatch(Program& program) {
  auto options = std::make_shared<MatchOptions>();
  program
      .Add("coding match", "Save your judgement of file against class, once",
           "caselens coding match C1:C1-0185 --study demo --judgement PARTIAL "
           "--reason MORE_NEEDS --best-fit 5 --confidence 2 --evidence-level "
           "E2 --sources ASSESS,PLAN",
           [options](Session& session) {
             return MatchCoding(session, *options);
           })
      .TakesStudy()
      .Needs("CODING", options->coding, "Coding, or SITE:RECORD")
      .Needs("--judgement", options->judgement,
             "FULL, PARTIAL, NONE or CANNOT_TELL")
      .Takes("--reason", options->reasons,
             "Codes of K.mismatch_reason, with commas")
      .Needs("--best-fit", options->best_fit,
             "The class that fits best, 0 for none of them")
      .Takes("--confidence", options->confidence, "1 low to 3 high")
      .Takes("--evidence-level", options->evidence_level, "E0 to E3")
      .Takes("--sources", options->sources,
             "Codes of B.evidence_source, with commas");
}

}  // namespace

void AddCodingCommands(Program& program) {
  program.Describe("coding", "What was found in a file, from draft to reveal");
  AddList(program);
  AddStart(program);
  AddShowCoding(program);
  AddOnCoding(program, "coding check",
              "List what keeps a draft from being submitted; exit 1 if any",
              CheckCoding);
  AddOnCoding(program, "coding submit", "Freeze a complete draft",
              SubmitCoding);
  AddOnCoding(program, "coding reveal",
              "Show the class and the recorded factors; once matched, the "
              "comparison",
              RevealCoding);
  AddMatch(program);
}

}  // namespace caselens::cli
