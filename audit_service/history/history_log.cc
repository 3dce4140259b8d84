#include "audit_service/history/history_log.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/history/event.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr size_t kLeavesAtOnce = 1000;

auto ReadFrom(Reader& reader) {
  return [&reader](int64_t place) { return StoredHash(reader, place); };
}

}  // namespace

absl::StatusOr<Hash> StoredHash(Reader& reader, int64_t place) {
  const absl::StatusOr<std::string> stored = reader.GetHash(place);
  if (stored.ok()) {
    const std::optional<Hash> hash = HashFromBytes(*stored);
    if (hash.has_value()) return *hash;
  } else if (!absl::IsNotFound(stored.status())) {
    return stored.status();
  }
  return absl::DataLossError(
      absl::StrCat("history: hash ", place, " of the tree is missing"));
}

absl::StatusOr<SignedTree> LoadSignedTree(Reader& reader,
                                          const NoteVerifier& log) {
  SignedTree tree;
  CASELENS_ASSIGN_OR_RETURN(tree.note, reader.GetHead());
  if (tree.note.empty()) {
    return absl::NotFoundError("history: there is no signed head yet");
  }
  absl::StatusOr<Checkpoint> head = OpenCheckpoint(tree.note, log);
  if (absl::IsInvalidArgument(head.status())) {
    return absl::DataLossError("history: the stored head is no signed note");
  }
  CASELENS_RETURN_IF_ERROR(head.status());
  tree.head = *std::move(head);
  CASELENS_ASSIGN_OR_RETURN(tree.frontier,
                            Frontier::Load(tree.head.size, ReadFrom(reader)));
  Sha256 sha256;
  if (tree.frontier.Root(sha256) == tree.head.root) return tree;
  return absl::DataLossError(
      absl::StrCat("history: the stored tree does not lead to its signed "
                   "head of ",
                   tree.head.size, " events"));
}

absl::Status CheckHead(Reader& reader, const NoteVerifier& log) {
  CASELENS_ASSIGN_OR_RETURN(const SignedTree tree, LoadSignedTree(reader, log));
  const int64_t size = tree.head.size;
  CASELENS_ASSIGN_OR_RETURN(const std::vector<EventRow> last,
                            reader.ListAllEvents(size - 1, 2));
  if (last.empty() || last.front().sequence != size) {
    return absl::DataLossError(
        absl::StrCat("history: event ", size, " is missing"));
  }
  if (last.size() > 1) {
    return absl::DataLossError(absl::StrCat(
        "history: event ", last.back().sequence, " is not in the signed head"));
  }
  Sha256 sha256;
  CASELENS_ASSIGN_OR_RETURN(const Hash leaf,
                            StoredHash(reader, HashPlace(0, size - 1)));
  if (LeafHash(sha256, last.front().record) == leaf) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("history: event ", size, " is not what was signed"));
}

WriteHooks HistoryLog::Hooks() {
  return {.after_change = &CheckAllRecorded,
          .before_commit = [this](Transaction& transaction) {
            return Grow(transaction);
          }};
}

absl::Status HistoryLog::Grow(Transaction& transaction) {
  CASELENS_ASSIGN_OR_RETURN(const std::string stored, transaction.GetHead());
  if (stored != note_) {
    note_.clear();
    frontier_ = {};
    if (!stored.empty()) {
      CASELENS_ASSIGN_OR_RETURN(SignedTree tree,
                                LoadSignedTree(transaction, Verifier()));
      note_ = std::move(tree.note);
      frontier_ = std::move(tree.frontier);
    }
  }
  Frontier next = frontier_;
  const auto store = [&transaction](int64_t place, const Hash& hash) {
    return transaction.AppendHash(
        {.place = place, .hash = std::string(Bytes(hash))});
  };
  std::vector<EventRow> events;
  do {
    CASELENS_ASSIGN_OR_RETURN(
        events, transaction.ListAllEvents(next.Size(), int{kLeavesAtOnce}));
    for (const EventRow& event : events) {
      if (event.sequence != next.Size() + 1) {
        return absl::DataLossError(
            absl::StrCat("history: event ", next.Size() + 1, " is missing"));
      }
      CASELENS_RETURN_IF_ERROR(
          next.Append(sha256_, LeafHash(sha256_, event.record), store));
    }
  } while (events.size() == kLeavesAtOnce);
  if (next.Size() == frontier_.Size()) return absl::OkStatus();
  std::string note = signer_.Sign(CheckpointText({.origin = signer_.Name(),
                                                  .size = next.Size(),
                                                  .root = next.Root(sha256_)}));
  CASELENS_RETURN_IF_ERROR(transaction.PutHead(note));
  note_ = std::move(note);
  frontier_ = std::move(next);
  return absl::OkStatus();
}

}  // namespace caselens
