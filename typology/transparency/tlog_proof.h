#ifndef TYPOLOGY_TRANSPARENCY_TLOG_PROOF_H_
#define TYPOLOGY_TRANSPARENCY_TLOG_PROOF_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/transparency/checkpoint.h"
#include "typology/transparency/sha256.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// A receipt that an entry is in a log, after c2sp.org/tlog-proof@v1: checked
// with the entry and the log's key, and nothing else.
struct TlogProof {
  std::string extra;  // whatever the application adds; not authenticated
  int64_t index = 0;  // of the entry, from 0
  std::vector<Hash> path;
  std::string checkpoint;  // the signed note
  bool operator==(const TlogProof&) const = default;
};

std::string TlogProofText(const TlogProof& proof);
// INVALID_ARGUMENT says what is wrong.
absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view text);

// The checkpoint of the proof, if `log` signed it and the proof leads there
// from `entry`; errors as those of OpenCheckpoint and VerifyInclusion.
absl::StatusOr<Checkpoint> VerifyTlogProof(const TlogProof& proof,
                                           absl::string_view entry,
                                           const NoteVerifier& log);

}  // namespace caselens

#endif  // TYPOLOGY_TRANSPARENCY_TLOG_PROOF_H_
