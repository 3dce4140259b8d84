#ifndef AUDIT_SERVICE_HISTORY_EVENT_H_
#define AUDIT_SERVICE_HISTORY_EVENT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "storage/store.h"

namespace caselens {

// SHA-256(salt || document): proves later what was stored, tells nothing now.
// Empty for an empty salt (there was or is no document).
std::string Commitment(absl::string_view salt, absl::string_view document);

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

// Appends the event of `change` and returns its sequence number. Call it in
// the transaction that makes the change.
absl::StatusOr<int64_t> Record(Transaction& transaction, const Change& change);

}  // namespace caselens

#endif  // AUDIT_SERVICE_HISTORY_EVENT_H_
