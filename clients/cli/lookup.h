#ifndef CLIENTS_CLI_LOOKUP_H_
#define CLIENTS_CLI_LOOKUP_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "clients/cli/session.h"

// Names that take a question to the service: files and codings have random
// ids, people know them by site and record, `C1:R0042`.
namespace caselens::cli {

// A name, an id or SITE:RECORD. NOT_FOUND if there is none,
// UsageError if there are several; of several codings the caller's own is
// meant, and never one that was withdrawn.
absl::StatusOr<std::string> CodingName(Session& session,
                                       absl::string_view argument);
absl::StatusOr<std::string> CaseFileName(Session& session,
                                         absl::string_view argument);
// SITE:RECORD is the caller's own assignment of that record.
absl::StatusOr<std::string> AssignmentName(Session& session,
                                           absl::string_view argument);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_LOOKUP_H_
