#ifndef AUDIT_SERVICE_SERVER_ACCEPTOR_H_
#define AUDIT_SERVICE_SERVER_ACCEPTOR_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "audit_service/server/open_connections.h"

namespace caselens {

// Accepts TCP connections in gRPC's place. The listener of gRPC 1.51 never
// serves again once it ran out of descriptors (CVE-2023-4785): a few hundred
// connections of anybody, before TLS, end the service. Here connections above
// a limit are closed before gRPC sees them, and a lack of descriptors passes.
class Acceptor {
 public:
  // Takes the descriptor of a connection, and closes it in the end.
  using Give = std::function<void(int descriptor)>;

  // Binds to `address`, `127.0.0.1:7600` or `[::1]:0`. UNAVAILABLE if that
  // cannot be.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Bind(
      const std::string& address);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  int Port() const { return port_; }
  // Once. `give` is called on the acceptor's thread.
  void Start(ConnectionLimits limits, Give give);
  // Accepts no more. Connections that were given live on.
  void Stop();
  // OK if a connection of our own is taken and looked at within `wait`;
  // UNAVAILABLE if not.
  absl::Status Probe(absl::Duration wait) const;
  // Connections closed because of the limits.
  int64_t Refused() const { return refused_; }

 private:
  Acceptor(int listener, int port, int stop_reader, int stop_writer);

  void Run(ConnectionLimits limits, const Give& give);
  // Accepts what waits.
  void AcceptAll(OpenConnections& open, const Give& give);

  const int listener_;
  const int port_;
  const int stop_reader_;
  const int stop_writer_;
  std::atomic<int64_t> refused_ = 0;
  std::thread thread_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_ACCEPTOR_H_
