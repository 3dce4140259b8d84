#include <fstream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/history.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/history.h"
#include "clients/local/commands.h"
#include "clients/local/log_check.h"
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

}  // namespace

void AddProofCommands(Program& program) {
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

}  // namespace caselens::cli
