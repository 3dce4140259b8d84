#ifndef CLIENTS_CLI_DEMO_PRINCIPALS_H_
#define CLIENTS_CLI_DEMO_PRINCIPALS_H_

#include <string>

#include "absl/status/status.h"

#include "clients/cli/session.h"

namespace caselens::cli {

// Where the token of a principal is kept.
std::string DemoTokenFile(const std::string& folder,
                          const std::string& principal);

// Makes the study, the principals with their grants, and a token for each in
// `token_folder`, where any is missing. A token file that still works stays.
absl::Status LoadDemoPrincipals(Session& administrator,
                                const std::string& token_folder);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_DEMO_PRINCIPALS_H_
