#ifndef AUDIT_SERVICE_SERVER_SERVER_H_
#define AUDIT_SERVICE_SERVER_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "audit_service/access/sign_on.h"
#include "audit_service/dispatcher.h"
#include "audit_service/environment.h"
#include "audit_service/history/history_log.h"
#include "audit_service/limits.h"
#include "audit_service/operations/log.h"
#include "audit_service/operations/metrics.h"
#include "audit_service/sealing/key_store.h"
#include "audit_service/server/credentials.h"
#include "audit_service/server/open_connections.h"
#include "storage/store.h"

namespace caselens {

struct ServerOptions {
  // `127.0.0.1:7600`; port 0 takes a free one. Off loopback only with TLS.
  std::string listen;
  ConnectionLimits connections = {
      .all = limits::kMaxConnections,
      .of_one_address = limits::kMaxConnectionsOfOneAddress};
  CallRates rates;
  // Path of the administrator's unix socket (0600), which also serves
  // reflection. Empty: none.
  std::string admin_socket;
  TlsFiles tls;
  SignOnOptions sign_on;
  std::string token_key;
  // Where backups go; empty: there are none.
  std::string backup_folder;
  // The history that the store's writer signs; outlives the server.
  const HistoryLog* log = nullptr;
  // The keys that the store seals with, null if it does not; outlives the
  // server.
  KeyStore* keys = nullptr;
  // How often the service connects to itself, and what is done when nobody
  // answers several times in a row; null: nothing but a line in the log.
  absl::Duration between_probes = absl::Seconds(10);
  std::function<void()> on_dead;
};

// Where the service tells how it is. Both outlive the server.
struct Instruments {
  Log& log;
  Metrics& metrics;
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

// A name that the health service knows besides "" and the names of services:
// NOT_SERVING while changes cannot be made, though reads can.
inline constexpr char kHealthOfChanges[] = "caselens.changes";

// Starts serving. `store` and `environment` outlive the server.
// INVALID_ARGUMENT for a listener off loopback without TLS, or files that will
// not do; UNAVAILABLE if a listener cannot be opened.
absl::StatusOr<std::unique_ptr<Server>> StartServer(
    Store& store, const Environment& environment, const ServerOptions& options,
    Instruments instruments);

// Asks the health service at `address` whether `service` serves; "" is all of
// it. UNAVAILABLE if not.
absl::Status ProbeHealth(const std::string& address,
                         const std::string& service);
// The figures of the service whose administrators' socket is at `address`.
absl::StatusOr<std::string> ReadMetrics(const std::string& address);

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_SERVER_H_
