#ifndef CLIENTS_CLI_DEMO_LOADER_H_
#define CLIENTS_CLI_DEMO_LOADER_H_

#include <string>

#include "absl/status/status.h"

#include "caselens/v1/study.pb.h"
#include "clients/cli/session.h"

namespace caselens::cli {

struct DemoFolders {
  std::string data;    // c1.csv c2.csv c3.csv assignments.csv
  std::string tokens;  // PRINCIPAL.token are written here
};

// Builds the demo study through the public API. The session's caller, an
// administrator, makes study, principals and tokens; then each principal does
// what its role is for. Looks before each step whether it is done already, so
// that a second run changes nothing. Returns the study.
//
// FAILED_PRECONDITION, before anything is imported, if there is a study `demo`
// that is not simulated.
absl::StatusOr<v1::Study> LoadDemo(Session& session,
                                   const DemoFolders& folders);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_DEMO_LOADER_H_
