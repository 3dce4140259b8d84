#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"

#include "caselens/v1/history.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/history.h"
#include "clients/local/commands.h"
#include "clients/local/log_check.h"
#include "clients/local/witness_folder.h"

namespace caselens::cli {
namespace {

constexpr size_t kMaxNoteBytes = size_t{1} << 20;

struct WitnessOptions {
  std::string keep;
  std::string name;
  std::string log_key;
  std::string checkpoint;
  std::string consistency;
};

// A checkpoint that asks for a cosignature.
struct Candidate {
  std::string note;
  NoteVerifier log;
  Checkpoint checkpoint;
};

// From the file given, or from the service.
absl::StatusOr<Candidate> TakeCandidate(Session& session,
                                        const WitnessOptions& options,
                                        const std::string& log_key) {
  if (options.checkpoint.empty()) {
    CLI_ASSIGN_OR_RETURN(CheckedHead head, NewestCheckpoint(session, log_key));
    return Candidate{.note = head.answer.note(),
                     .log = std::move(head.log),
                     .checkpoint = head.checkpoint};
  }
  if (log_key.empty()) {
    return UsageError("--log-key: want the key of the log, the first time");
  }
  CLI_ASSIGN_OR_RETURN(NoteVerifier log, LogKey(log_key));
  CLI_ASSIGN_OR_RETURN(std::string note,
                       ReadFile(options.checkpoint, kMaxNoteBytes));
  CLI_ASSIGN_OR_RETURN(const Checkpoint checkpoint,
                       CheckedCheckpoint(note, log));
  return Candidate{
      .note = std::move(note), .log = std::move(log), .checkpoint = checkpoint};
}

absl::StatusOr<v1::ConsistencyProof> TakeProof(Session& session,
                                               const WitnessOptions& options,
                                               int64_t from, int64_t to) {
  if (options.checkpoint.empty()) {
    v1::GetConsistencyProofRequest request;
    request.set_from_size(from);
    request.set_to_size(to);
    return session.Call(request);
  }
  if (options.consistency.empty()) {
    return UsageError(absl::StrCat(
        "--consistency: want the file of `caselens history consistency --from ",
        from, " --to ", to, " --format json`"));
  }
  CLI_ASSIGN_OR_RETURN(const std::string json,
                       ReadFile(options.consistency, kMaxNoteBytes));
  v1::ConsistencyProof proof;
  if (!google::protobuf::util::JsonStringToMessage(json, &proof).ok()) {
    return UsageError(
        absl::StrCat(options.consistency, ": want a consistency proof"));
  }
  return proof;
}

// OK if the log of `last` became that of `next` by growing.
absl::Status CheckGrowth(Session& session, const WitnessOptions& options,
                         const Checkpoint& last, const Checkpoint& next) {
  if (next.size < last.size) {
    return CheckFailed(absl::StrCat("it was ", last.size,
                                    " events long and is now ", next.size));
  }
  v1::ConsistencyProof proof;
  if (next.size > last.size) {
    CLI_ASSIGN_OR_RETURN(proof,
                         TakeProof(session, options, last.size, next.size));
  }
  return CheckConsistency(proof, last, next);
}

absl::Status Fork(const WitnessFolder& folder, const Candidate& candidate,
                  const absl::Status& why) {
  CLI_ASSIGN_OR_RETURN(
      const std::string evidence,
      folder.KeepFork(candidate.checkpoint.size, candidate.note));
  return CheckFailed(absl::StrCat(
      "not cosigned: the history is not the one that this witness knows: ",
      why.message(), ". What it was shown is kept in ", evidence));
}

absl::Status PrintWitnessed(Session& session, const WitnessFolder& folder,
                            const Checkpoint& checkpoint, int64_t last_size,
                            const std::string& note) {
  nlohmann::ordered_json json;
  json["origin"] = checkpoint.origin;
  json["size"] = checkpoint.size;
  json["root"] = Base64(Bytes(checkpoint.root));
  json["last_size"] = last_size;
  json["witness_key"] = folder.Witness().Verifier().Text();
  json["note"] = note;
  View view;
  SayLines(note, view);
  Grid csv({"origin", "size", "root", "last_size", "witness_key"});
  csv.Add({checkpoint.origin, Cell::Number(checkpoint.size),
           Base64(Bytes(checkpoint.root)), Cell::Number(last_size),
           folder.Witness().Verifier().Text()});
  view.csv = std::move(csv);
  return session.Print(json.dump(2) + "\n", view);
}

absl::Status Witness(Session& session, const WitnessOptions& options) {
  CLI_ASSIGN_OR_RETURN(const WitnessFolder folder,
                       WitnessFolder::Open(options.keep, options.name));
  CLI_ASSIGN_OR_RETURN(const std::string log_key,
                       folder.LogKey(options.log_key));
  CLI_ASSIGN_OR_RETURN(const Candidate candidate,
                       TakeCandidate(session, options, log_key));
  const Checkpoint& next = candidate.checkpoint;
  CLI_ASSIGN_OR_RETURN(const std::optional<Checkpoint> last,
                       folder.Last(candidate.log));
  if (last.has_value()) {
    const absl::Status grown = CheckGrowth(session, options, *last, next);
    if (absl::IsDataLoss(grown)) return Fork(folder, candidate, grown);
    CLI_RETURN_IF_ERROR(grown);
  }
  CLI_RETURN_IF_ERROR(folder.KeepLogKey(candidate.log.Text()));
  const int64_t now = std::chrono::duration_cast<std::chrono::seconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
  const std::string note = absl::StrCat(
      candidate.note, folder.Witness().Cosign(CheckpointText(next), now));
  CLI_RETURN_IF_ERROR(folder.Keep(next.size, note));
  return PrintWitnessed(session, folder, next,
                        last.has_value() ? last->size : 0, note);
}

}  // namespace

void AddWitnessCommands(Program& program) {
  auto options = std::make_shared<WitnessOptions>();
  program
      .Add("history witness",
           "Keep and cosign the history's heads, if each grew from the last",
           "caselens history witness --keep ~/caselens-witness",
           [options](Session& session) { return Witness(session, *options); })
      .Needs("--keep", options->keep, "Folder of this witness and this log")
      .Takes("--name", options->name,
             "Name of a new witness, a domain of yours and a path")
      .Takes("--log-key", options->log_key,
             "Key of the log, as its operator gave it")
      .Takes("--checkpoint", options->checkpoint,
             "File with a checkpoint, in place of asking the service")
      .Takes("--consistency", options->consistency,
             "File with the consistency proof (JSON) to go with it");
}

}  // namespace caselens::cli
