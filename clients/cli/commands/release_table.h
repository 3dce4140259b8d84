#ifndef CLIENTS_CLI_COMMANDS_RELEASE_TABLE_H_
#define CLIENTS_CLI_COMMANDS_RELEASE_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "clients/cli/session.h"

namespace caselens::cli {

// A table as a person asks for it.
struct ReleaseTableOptions {
  std::string release;
  std::string rows;
  std::string columns;               // "" for a one-way table
  std::vector<std::string> filters;  // VARIABLE=CODE
};

// Looks it up in a release, and prints it.
absl::Status PrintReleaseTable(Session& session,
                               const ReleaseTableOptions& options);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_COMMANDS_RELEASE_TABLE_H_
