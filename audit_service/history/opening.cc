#include "audit_service/history/opening.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/history/adoption.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::StatusOr<bool> HoldsAnything(Reader& reader) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<EventRow> events,
                            reader.ListAllEvents(0, 1));
  if (!events.empty()) return true;
  for (const Table table : kTables) {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<StoredRow> rows,
                              reader.ListStored(table, {.limit = 1}));
    if (!rows.empty()) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<HistoryState> InspectHistory(Reader& reader,
                                            const NoteVerifier& log) {
  CASELENS_ASSIGN_OR_RETURN(const std::string note, reader.GetHead());
  if (note.empty()) {
    CASELENS_ASSIGN_OR_RETURN(const bool holds, HoldsAnything(reader));
    return holds ? HistoryState::kUnsigned : HistoryState::kEmpty;
  }
  const absl::Status checked = CheckHead(reader, log);
  if (absl::IsNotFound(checked)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the history is signed with another key than that of ",
                     log.Name(), ": put back the one that signed it"));
  }
  CASELENS_RETURN_IF_ERROR(checked);
  return HistoryState::kSigned;
}

absl::Status OpenHistory(Store& store, const HistoryLog& log, int64_t now_us,
                         const std::function<absl::Status()>& save_key) {
  HistoryState state = HistoryState::kEmpty;
  CASELENS_RETURN_IF_ERROR(store.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(state, InspectHistory(reader, log.Verifier()));
    return absl::OkStatus();
  }));
  if (save_key != nullptr) CASELENS_RETURN_IF_ERROR(save_key());
  if (state != HistoryState::kUnsigned) return absl::OkStatus();
  if (save_key == nullptr) {
    return absl::DataLossError(
        "the history has a key and no signed head: the head was removed, or "
        "the very first start with a key was cut short; only then remove the "
        "key");
  }
  return store.WriteNow([now_us](Transaction& transaction) {
    return AdoptRows(transaction, now_us);
  });
}

}  // namespace caselens
