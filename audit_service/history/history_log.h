#ifndef AUDIT_SERVICE_HISTORY_HISTORY_LOG_H_
#define AUDIT_SERVICE_HISTORY_HISTORY_LOG_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "storage/store.h"
#include "typology/transparency/checkpoint.h"
#include "typology/transparency/merkle_tree.h"
#include "typology/transparency/sha256.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// A hash of the tree as the store keeps it; DATA_LOSS if it is not there.
absl::StatusOr<Hash> StoredHash(Reader& reader, int64_t place);

// A head and the tree that it signs.
struct SignedTree {
  Checkpoint head;
  std::string note;
  Frontier frontier;
};

// The newest head, once its signature holds and the right edge of the stored
// tree leads to it: reads log2(size) hashes. DATA_LOSS names what does not
// hold; NOT_FOUND if there is no head, or one of another log or key.
absl::StatusOr<SignedTree> LoadSignedTree(Reader& reader,
                                          const NoteVerifier& log);
// The same, and that the stored events end where the tree does.
absl::Status CheckHead(Reader& reader, const NoteVerifier& log);

// The Merkle tree over all events, grown by the writer: once a commit the
// events that the commit adds become leaves, and the new head is signed.
class HistoryLog {
 public:
  explicit HistoryLog(NoteSigner signer) : signer_(std::move(signer)) {}
  HistoryLog(const HistoryLog&) = delete;
  HistoryLog& operator=(const HistoryLog&) = delete;
  ~HistoryLog() = default;

  // For the one store that keeps this history, which this outlives.
  WriteHooks Hooks();
  const NoteVerifier& Verifier() const { return signer_.Verifier(); }
  // The note of `text` under the key of the history. The text must not be that
  // of a checkpoint: its first line is not the name of the log alone.
  std::string Sign(absl::string_view text) const { return signer_.Sign(text); }

 private:
  // Takes in every event that the tree does not have yet.
  absl::Status Grow(Transaction& transaction);

  const NoteSigner signer_;
  // The writer's thread only. The tree of `note_`: forgotten if the store has
  // another one, as after a commit that failed.
  Sha256 sha256_;
  std::string note_;
  Frontier frontier_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HISTORY_HISTORY_LOG_H_
