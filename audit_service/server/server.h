#ifndef AUDIT_SERVICE_SERVER_SERVER_H_
#define AUDIT_SERVICE_SERVER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "audit_service/environment.h"
#include "audit_service/history/history_log.h"
#include "audit_service/limits.h"
#include "audit_service/sealing/key_store.h"
#include "audit_service/server/open_connections.h"
#include "storage/store.h"

namespace caselens {

struct ServerOptions {
  // `127.0.0.1:7600`; port 0 takes a free one. Off loopback only with TLS.
  std::string listen;
  ConnectionLimits connections = {
      .all = limits::kMaxConnections,
      .of_one_address = limits::kMaxConnectionsOfOneAddress};
  // Path of the administrator's unix socket (0600), which also serves
  // reflection. Empty: none.
  std::string admin_socket;
  // PEM files; both or none.
  std::string tls_certificate;
  std::string tls_key;
  std::string token_key;
  // Where backups go; empty: there are none.
  std::string backup_folder;
  // The history that the store's writer signs; outlives the server.
  const HistoryLog* log = nullptr;
  // The keys that the store seals with, null if it does not; outlives the
  // server.
  KeyStore* keys = nullptr;
};

// The service on its listeners. Stops when destroyed.
class Server {
 public:
  virtual ~Server() = default;

  // The port that TCP callers use.
  virtual int Port() const = 0;
  // Refuses new calls and waits for those that run, at most `grace`.
  virtual void Shutdown(absl::Duration grace) = 0;
};

// Starts serving. `store` and `environment` outlive the server.
// INVALID_ARGUMENT for a listener off loopback without TLS; UNAVAILABLE if a
// listener cannot be opened.
absl::StatusOr<std::unique_ptr<Server>> StartServer(
    Store& store, const Environment& environment, const ServerOptions& options);

// Asks the health service at `address` whether it serves. UNAVAILABLE if not.
absl::Status ProbeHealth(const std::string& address);

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_SERVER_H_
