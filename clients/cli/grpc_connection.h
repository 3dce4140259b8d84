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
  // PEM files of a client certificate and its key; both or none.
  std::string tls_certificate;
  std::string tls_key;
};

// A connection whose calls carry `token`, if there is one. Does not wait for
// the service: the first call finds out. UsageError for an address or
// certificate that will not do. A call that finds the service unavailable, or
// is asked to come again, is tried again three times, with the same request:
// within about two seconds and what the service asks to wait.
absl::StatusOr<std::unique_ptr<Connection>> Connect(const Endpoint& endpoint,
                                                    const std::string& token);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_GRPC_CONNECTION_H_
