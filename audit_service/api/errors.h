#ifndef AUDIT_SERVICE_API_ERRORS_H_
#define AUDIT_SERVICE_API_ERRORS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace caselens {

// Errors as callers see them: a status whose payloads are the details of
// protos/caselens/v1/error.proto. Messages name fields and what was wanted,
// never content. docs/errors.md lists the reasons.

struct FieldViolation {
  std::string field;
  std::string description;
  bool operator==(const FieldViolation&) const = default;
};

// INVALID_ARGUMENT with every violation at once.
absl::Status InvalidFields(const std::vector<FieldViolation>& violations);
// The same for one field.
absl::Status InvalidField(absl::string_view field,
                          absl::string_view description);

// Adds a reason that a program can act on, `ETAG_MISMATCH`.
absl::Status WithReason(absl::Status status, absl::string_view reason);

// That reason; "" if there is none.
std::string ReasonOf(const absl::Status& status);

// Adds when to try again.
absl::Status WithRetryDelay(absl::Status status, absl::Duration delay);

// Adds a detail: the message `bytes` of the type that URL `type` names. Left
// out if there would be more than clients take.
absl::Status WithDetail(absl::Status status, absl::string_view type,
                        std::string bytes);

// The serialized google.rpc.Status for the trailing metadata
// `grpc-status-details-bin`; empty if `status` has no details.
std::string SerializedDetails(const absl::Status& status);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_ERRORS_H_
