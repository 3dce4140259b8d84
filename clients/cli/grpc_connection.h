#ifndef CLIENTS_CLI_GRPC_CONNECTION_H_
#define CLIENTS_CLI_GRPC_CONNECTION_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "clients/cli/connection.h"

namespace caselens::cli {

// Where the service is and how to reach it.
struct Endpoint {
  std::string server;  // HOST:PORT or unix:PATH
  std::string tls_ca;  // PEM file; empty: plain, to this machine only
};

// A connection whose calls carry `token`. Does not wait for the service: the
// first call finds out. UsageError for an address or certificate that will not
// do. A call that finds the service unavailable is tried again three times
// within about two seconds, with the same request.
absl::StatusOr<std::unique_ptr<Connection>> Connect(const Endpoint& endpoint,
                                                    const std::string& token);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_GRPC_CONNECTION_H_
