#include "clients/local/log_check.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "typology/transparency/merkle_tree.h"

namespace caselens::cli {

absl::StatusOr<NoteVerifier> LogKey(const std::string& text) {
  absl::StatusOr<NoteVerifier> key =
      NoteVerifier::Parse(absl::StripSuffix(text, "\n"));
  if (key.ok()) return key;
  return UsageError(absl::StrCat("--log-key: ", key.status().message()));
}

absl::StatusOr<Checkpoint> CheckedCheckpoint(const std::string& note,
                                             const NoteVerifier& log) {
  absl::StatusOr<Checkpoint> checkpoint = OpenCheckpoint(note, log);
  if (!checkpoint.ok()) return CheckFailed(checkpoint.status().message());
  return checkpoint;
}

absl::StatusOr<CheckedHead> NewestCheckpoint(Session& session,
                                             const std::string& log_key) {
  CLI_ASSIGN_OR_RETURN(v1::HistoryCheckpoint answer,
                       session.Call(v1::GetCheckpointRequest()));
  if (log_key.empty()) {
    session.Remarks() << "Checked with the key that the service itself names, "
                      << answer.verifier_key()
                      << "\nHold it against the one you were given, or give "
                         "that with --log-key.\n";
  }
  CLI_ASSIGN_OR_RETURN(
      NoteVerifier log,
      LogKey(log_key.empty() ? answer.verifier_key() : log_key));
  CLI_ASSIGN_OR_RETURN(const Checkpoint checkpoint,
                       CheckedCheckpoint(answer.note(), log));
  return CheckedHead{.answer = std::move(answer),
                     .log = std::move(log),
                     .checkpoint = checkpoint};
}

absl::StatusOr<Hash> HashOf(const std::string& bytes) {
  const std::optional<Hash> hash = HashFromBytes(bytes);
  if (hash.has_value()) return *hash;
  return CheckFailed("want hashes of 32 bytes");
}

absl::StatusOr<std::vector<Hash>> PathOf(
    const google::protobuf::RepeatedPtrField<std::string>& path) {
  std::vector<Hash> hashes;
  for (const std::string& bytes : path) {
    CLI_ASSIGN_OR_RETURN(const Hash hash, HashOf(bytes));
    hashes.push_back(hash);
  }
  return hashes;
}

absl::Status CheckConsistency(const v1::ConsistencyProof& proof,
                              const Checkpoint& from, const Checkpoint& to) {
  CLI_ASSIGN_OR_RETURN(const std::vector<Hash> path, PathOf(proof.path()));
  const absl::Status verified =
      VerifyConsistency(from.size, to.size, path, from.root, to.root);
  return verified.ok() ? verified : CheckFailed(verified.message());
}

}  // namespace caselens::cli
