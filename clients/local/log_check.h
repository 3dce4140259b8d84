#ifndef CLIENTS_LOCAL_LOG_CHECK_H_
#define CLIENTS_LOCAL_LOG_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "caselens/v1/history.pb.h"
#include "clients/cli/session.h"
#include "typology/transparency/checkpoint.h"
#include "typology/transparency/sha256.h"
#include "typology/transparency/signed_note.h"

namespace caselens::cli {

// What the service says about its history, checked here and not believed:
// CheckFailed (errors.h) if it does not hold.

// The log's key, as typed. UsageError if it is none.
absl::StatusOr<NoteVerifier> LogKey(const std::string& text);

// The newest checkpoint, its signature checked with `log_key`; with the key
// that the service names, and a remark, if that is "".
struct CheckedHead {
  v1::HistoryCheckpoint answer;
  NoteVerifier log;
  Checkpoint checkpoint;
};
absl::StatusOr<CheckedHead> NewestCheckpoint(Session& session,
                                             const std::string& log_key);

// `note`, if the log signed it.
absl::StatusOr<Checkpoint> CheckedCheckpoint(const std::string& note,
                                             const NoteVerifier& log);

// Hashes of an answer.
absl::StatusOr<Hash> HashOf(const std::string& bytes);
absl::StatusOr<std::vector<Hash>> PathOf(
    const google::protobuf::RepeatedPtrField<std::string>& path);

// That the tree of `to` begins with that of `from`.
absl::Status CheckConsistency(const v1::ConsistencyProof& proof,
                              const Checkpoint& from, const Checkpoint& to);

}  // namespace caselens::cli

#endif  // CLIENTS_LOCAL_LOG_CHECK_H_
