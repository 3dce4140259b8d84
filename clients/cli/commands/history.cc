#include "clients/cli/views/history.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/history.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/log_check.h"
#include "clients/cli/names.h"
#include "clients/cli/program.h"
#include "clients/cli/progress.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "typology/transparency/tlog_proof.h"

namespace caselens::cli {
namespace {

struct ProofOptions {
  int event = 0;
  std::string log_key;
  std::string entry;
};

struct ConsistencyOptions {
  int from = 0;
  int to = 0;
};

absl::Status ListEvents(Session& session, const std::string& resource) {
  v1::ListEventsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_resource(resource);
  CLI_ASSIGN_OR_RETURN(const v1::ListEventsResponse events,
                       session.CallAllPages(request));
  return session.Print(events, EventsView(events));
}

struct ReadsOptions {
  std::string principal;
  std::string file;
};

absl::Status ListReads(Session& session, const ReadsOptions& options) {
  v1::ListReadsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  if (!options.principal.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_principal(),
                         TopName(options.principal, "principals"));
  }
  if (!options.file.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_case_file(),
                         session.Name(options.file, "caseFiles"));
  }
  CLI_ASSIGN_OR_RETURN(const v1::ListReadsResponse reads,
                       session.CallAllPages(request));
  return session.Print(reads, ReadsView(reads));
}

absl::Status ShowCheckpoint(Session& session, const std::string& log_key) {
  CLI_ASSIGN_OR_RETURN(const CheckedHead head,
                       NewestCheckpoint(session, log_key));
  return session.Print(head.answer, CheckpointView(head.answer));
}

absl::Status WriteEntry(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (file) return absl::OkStatus();
  return UsageError(absl::StrCat("--entry: cannot write ", path));
}

absl::Status ShowProof(Session& session, const ProofOptions& options) {
  CLI_ASSIGN_OR_RETURN(const CheckedHead head,
                       NewestCheckpoint(session, options.log_key));
  v1::GetInclusionProofRequest request;
  request.set_event(options.event);
  CLI_ASSIGN_OR_RETURN(const v1::InclusionProof answer, session.Call(request));
  const absl::StatusOr<TlogProof> proof = ParseTlogProof(answer.proof());
  if (!proof.ok()) return CheckFailed(proof.status().message());
  const absl::StatusOr<Checkpoint> verified =
      VerifyTlogProof(*proof, answer.entry(), head.log);
  if (!verified.ok()) return CheckFailed(verified.status().message());
  if (proof->index != options.event - 1) {
    return CheckFailed("the proof is of another event");
  }
  if (!options.entry.empty()) {
    CLI_RETURN_IF_ERROR(WriteEntry(options.entry, answer.entry()));
  }
  return session.Print(answer, InclusionView(answer));
}

absl::Status ShowConsistency(Session& session,
                             const ConsistencyOptions& options) {
  v1::GetConsistencyProofRequest request;
  request.set_from_size(options.from);
  request.set_to_size(options.to);
  CLI_ASSIGN_OR_RETURN(const v1::ConsistencyProof proof, session.Call(request));
  CLI_ASSIGN_OR_RETURN(const Hash from_root, HashOf(proof.from_root()));
  CLI_ASSIGN_OR_RETURN(const Hash to_root, HashOf(proof.to_root()));
  CLI_RETURN_IF_ERROR(CheckConsistency(
      proof, {.origin = {}, .size = proof.from_size(), .root = from_root},
      {.origin = {}, .size = proof.to_size(), .root = to_root}));
  return session.Print(proof, ConsistencyView(proof));
}

absl::Status VerifyAll(Session& session) {
  v1::HistoryVerification last;
  {
    Progress progress(session.Remarks(), kBarSteps);
    CLI_RETURN_IF_ERROR(session.Watch<v1::VerifyHistoryRequest>(
        v1::VerifyHistoryRequest(), [&](const v1::HistoryVerification& now) {
          last = now;
          const double done =
              static_cast<double>(now.events()) /
              static_cast<double>(std::max<int64_t>(1, now.size()));
          progress.At(
              static_cast<int>(kBarSteps * std::min(1.0, done)),
              absl::StrCat(now.events(), " events, ", now.rows(), " rows"));
        }));
  }
  CLI_RETURN_IF_ERROR(session.Print(last, VerificationView(last)));
  return last.state() == v1::HistoryVerification::VERIFIED ? absl::OkStatus()
                                                           : AlreadyExplained();
}

void AddProofs(Program& program) {
  auto log_key = std::make_shared<std::string>();
  program
      .Add("history checkpoint",
           "Print the newest signed head of the history, checked",
           "caselens history checkpoint > head.note",
           [log_key](Session& session) {
             return ShowCheckpoint(session, *log_key);
           })
      .Takes("--log-key", *log_key, "Key of the log, as its operator gave it");
  auto proof = std::make_shared<ProofOptions>();
  program
      .Add("history proof",
           "Print a proof that an event is in the history, checked",
           "caselens history proof --event 1 --entry 1.event > 1.tlog-proof",
           [proof](Session& session) { return ShowProof(session, *proof); })
      .Needs("--event", proof->event, "Number of the event")
      .Takes("--log-key", proof->log_key,
             "Key of the log, as its operator gave it")
      .Takes("--entry", proof->entry,
             "File to write the event's bytes to, which the proof is of");
  auto consistency = std::make_shared<ConsistencyOptions>();
  program
      .Add("history consistency",
           "Print a proof that the history of one size begins with another",
           "caselens history consistency --from 1 --to 2",
           [consistency](Session& session) {
             return ShowConsistency(session, *consistency);
           })
      .Needs("--from", consistency->from, "Size of the earlier history")
      .Takes("--to", consistency->to, "Size of the later one [the newest]");
}

}  // namespace

void AddHistoryCommands(Program& program) {
  program.Describe("history", "Who changed what, and when; proofs of it");
  auto resource = std::make_shared<std::string>();
  program
      .Add("history list", "List the events of a study, oldest first",
           "caselens history list --study demo --format csv",
           [resource](Session& session) {
             return ListEvents(session, *resource);
           })
      .TakesStudy()
      .Takes("--resource", *resource,
             "Only events of this resource, by full name");
  auto reads = std::make_shared<ReadsOptions>();
  program
      .Add("history reads", "List who read which codings, oldest first",
           "caselens history reads --study demo --principal researcher",
           [reads](Session& session) { return ListReads(session, *reads); })
      .TakesStudy()
      .Takes("--principal", reads->principal, "Only reads by this principal")
      .Takes("--file", reads->file, "Only reads about this case file, by id");
  AddProofs(program);
  program.Add("history verify",
              "Have the service hash every event and every row again",
              "caselens history verify", VerifyAll);
}

}  // namespace caselens::cli
