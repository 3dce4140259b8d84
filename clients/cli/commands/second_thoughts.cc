#include <memory>
#include <string>

#include "absl/status/status.h"

#include "caselens/v1/coding.pb.h"
#include "clients/cli/lookup.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/coding.h"
#include "clients/cli/words.h"

// A submitted coding changes after all, or ends.
namespace caselens::cli {
namespace {

struct ReopenOptions {
  std::string coding;
  std::string stage = "CODING";
  std::string reason;
};

struct WithdrawOptions {
  std::string coding;
  std::string reason;
  bool start_again = false;
};

absl::Status Reopen(Session& session, const ReopenOptions& options) {
  v1::ReopenCodingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       CodingName(session, options.coding));
  CLI_ASSIGN_OR_RETURN(const auto stage,
                       ParseEnum<v1::Section::Stage>("--stage", options.stage));
  request.set_stage(stage);
  request.set_reason(options.reason);
  CLI_ASSIGN_OR_RETURN(const v1::Coding coding, session.Call(request));
  return session.Print(coding, CodingStateView(coding));
}

absl::Status Withdraw(Session& session, const WithdrawOptions& options) {
  v1::WithdrawCodingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       CodingName(session, options.coding));
  request.set_reason(options.reason);
  request.set_start_again(options.start_again);
  CLI_ASSIGN_OR_RETURN(const v1::Coding coding, session.Call(request));
  return session.Print(coding, CodingStateView(coding));
}

}  // namespace

void AddSecondThoughtsCommands(Program& program) {
  auto reopen = std::make_shared<ReopenOptions>();
  program
      .Add("coding reopen",
           "Let a submitted coding change: what changes after a reveal is "
           "marked and not counted",
           "caselens coding reopen C1:C1-0185 --study demo --reason "
           "'A grid was left at not recorded by mistake'",
           [reopen](Session& session) { return Reopen(session, *reopen); })
      .TakesStudy()
      .Needs("CODING", reopen->coding, "Coding, or SITE:RECORD")
      .Takes("--stage", reopen->stage,
             "CODING for the answers, MATCH for the judgement")
      .Needs("--reason", reopen->reason, "Why, in words that name nobody");

  auto withdraw = std::make_shared<WithdrawOptions>();
  program
      .Add(
          "coding withdraw", "End a coding: it stays, and counts for nothing",
          "caselens coding withdraw C1:C1-0185 --study demo --reason "
          "'The wrong file was read' --start-again",
          [withdraw](Session& session) { return Withdraw(session, *withdraw); })
      .TakesStudy()
      .Needs("CODING", withdraw->coding, "Coding, or SITE:RECORD")
      .Needs("--reason", withdraw->reason, "Why, in words that name nobody")
      .Takes("--start-again", withdraw->start_again,
             "Assign the file to the same auditor again");
}

}  // namespace caselens::cli
