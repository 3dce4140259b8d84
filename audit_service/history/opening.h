#ifndef AUDIT_SERVICE_HISTORY_OPENING_H_
#define AUDIT_SERVICE_HISTORY_OPENING_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/history/history_log.h"
#include "storage/store.h"

namespace caselens {

// What a start finds, decided before anything is written.
enum class HistoryState {
  kEmpty,     // a new database
  kUnsigned,  // one from before there was a tree
  kSigned,    // head, tree and last event agree
};
// DATA_LOSS names the first thing that does not hold.
absl::StatusOr<HistoryState> InspectHistory(Reader& reader,
                                            const NoteVerifier& log);

// Refuses what must not be served, and takes over a database from before there
// was a tree: its rows are adopted and its events signed. `save_key` is null
// if the key was there; otherwise it keeps the new one, before its first use.
// FAILED_PRECONDITION if the key that signed is not the one given, DATA_LOSS if
// the history was tampered with.
absl::Status OpenHistory(Store& store, const HistoryLog& log, int64_t now_us,
                         const std::function<absl::Status()>& save_key);

}  // namespace caselens

#endif  // AUDIT_SERVICE_HISTORY_OPENING_H_
