#ifndef TYPOLOGY_TRANSPARENCY_CHECKPOINT_H_
#define TYPOLOGY_TRANSPARENCY_CHECKPOINT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/transparency/sha256.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// The head of a log, after c2sp.org/tlog-checkpoint: the text of a signed note.
struct Checkpoint {
  std::string origin;  // which log; the name of its key
  int64_t size = 0;    // of the tree, in leaves
  Hash root = {};
  bool operator==(const Checkpoint&) const = default;
};

std::string CheckpointText(const Checkpoint& checkpoint);
// Passes over extension lines. INVALID_ARGUMENT says what is wrong.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

// Reads a signed checkpoint and holds it against the key of its log:
// INVALID_ARGUMENT if it is none, NOT_FOUND if it is of another log or not
// signed by that key, DATA_LOSS if the signature is wrong.
absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note,
                                          const NoteVerifier& log);

}  // namespace caselens

#endif  // TYPOLOGY_TRANSPARENCY_CHECKPOINT_H_
