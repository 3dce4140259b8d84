#ifndef AUDIT_SERVICE_HISTORY_EVENT_H_
#define AUDIT_SERVICE_HISTORY_EVENT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/history.pb.h"
#include "storage/store.h"
#include "typology/transparency/sha256.h"

namespace caselens {

// SHA-256(salt || document): proves later what was stored, tells nothing now.
// Empty for an empty salt (there was or is no document).
std::string Commitment(absl::string_view salt, absl::string_view document);

// The commitment to all that is stored under a key: SHA-256 over `bytes` as
// the store gives them, salt and all. Empty if there are none.
std::string RowCommitment(Sha256& sha256, absl::string_view bytes);

// A version of a document, as commitments see it.
struct Version {
  std::string salt;
  std::string document;
};

// One change, on its way into the history.
struct Change {
  std::string study;      // id, or ""
  std::string case_file;  // id, or ""
  std::string actor;      // principal id
  std::string action;     // CodingService.SaveAnswers
  std::string resource;   // resource name
  int64_t time_us = 0;
  Version before;
  Version after;
  Version reason;
};

// Appends the event of `change`, which commits to every row that the
// transaction wrote since the event before. Call it last, in the transaction
// that makes the change.
absl::Status Record(Transaction& transaction, const Change& change);

// INTERNAL if the change wrote a row behind its last event, or without one:
// that nothing goes unrecorded is not left to care.
absl::Status CheckAllRecorded(Transaction& transaction);

// How an event commits.
inline constexpr int kCommitsToRows = 1;

// Appends `event` under the next number, at the time of the event before it if
// its own is earlier. `study` and `case_file` are ids.
absl::Status AppendEvent(Transaction& transaction, v1::Event event,
                         const std::string& study,
                         const std::string& case_file);

// DATA_LOSS if its record is no event.
absl::StatusOr<v1::Event> ParseEvent(const EventRow& row);

// The names that an event has for the columns of its row.
std::string StudyNameOf(const EventRow& row);
std::string CaseFileNameOf(const EventRow& row);

}  // namespace caselens

#endif  // AUDIT_SERVICE_HISTORY_EVENT_H_
