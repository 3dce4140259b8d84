#ifndef CLIENTS_CLI_SUBMIT_H_
#define CLIENTS_CLI_SUBMIT_H_

#include <string>

#include "absl/status/statusor.h"

#include "caselens/v1/coding.pb.h"
#include "clients/cli/session.h"

namespace caselens::cli {

// Submits a draft. If it is refused as incomplete, asks the service for all the
// violations, since error details hold only so many: the error names each.
absl::StatusOr<v1::Coding> Submit(Session& session, const std::string& name,
                                  const std::string& etag);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_SUBMIT_H_
