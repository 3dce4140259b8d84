#ifndef CLIENTS_CLI_ERRORS_H_
#define CLIENTS_CLI_ERRORS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "caselens/v1/error.pb.h"

// Errors travel as absl::Status with the code the service gave; its details
// (error.proto) are payloads under their type URL. This turns them into an exit
// code and words.
namespace caselens::cli {

enum ExitCode {
  kExitOk = 0,
  kExitRefused = 1,      // the service refused, or a check found something
  kExitUsage = 2,        // the command line or a file given to it is wrong
  kExitUnreachable = 3,  // no answer
  kExitNotAllowed = 4,   // not signed in, or the roles do not allow it
  kExitConflict = 5,     // another change came first
};

// The command line, or a file it names, is not what is wanted.
absl::Status UsageError(absl::string_view message);
// The caller has no usable token.
absl::Status NotSignedIn(absl::string_view message);
// What the service says does not hold: DATA_LOSS, exit 1.
absl::Status CheckFailed(absl::string_view message);
// The answer is already printed and says what is wrong: exit 1, no more words.
absl::Status AlreadyExplained();

// An error of the service. `details` is the serialized v1.Status of the
// trailing metadata `grpc-status-details-bin`, or empty; if it does not parse
// it is left out.
absl::Status ServiceError(int grpc_code, absl::string_view message,
                          absl::string_view details);

// The fields that the service named as wrong; empty if none.
v1::BadRequest ViolationsOf(const absl::Status& status);
// The same error with other violations in place of those it has.
absl::Status WithViolations(const absl::Status& status,
                            const v1::BadRequest& violations);
// The stable reason of the service, `ETAG_MISMATCH`, or "".
std::string ReasonOf(const absl::Status& status);
// How long the service asks to wait before the next attempt; zero if it does
// not say.
absl::Duration RetryDelayOf(const absl::Status& status);

ExitCode ExitCodeOf(const absl::Status& status);

// What happened, which fields, and what to do: lines for standard error, each
// with its line end. Empty if there is nothing left to say.
std::string Explain(const absl::Status& status, absl::string_view server);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_ERRORS_H_
