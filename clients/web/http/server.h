#ifndef CLIENTS_WEB_HTTP_SERVER_H_
#define CLIENTS_WEB_HTTP_SERVER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "clients/web/http/message.h"

namespace caselens::web {

// What an HTTP server listens on and bears.
struct ServerOptions {
  std::string host = "127.0.0.1";  // a number, no name
  int port = 0;                    // 0: any that is free
  // PEM; both or none. Without them only this machine is served.
  std::string certificate;
  std::string private_key;
  size_t max_body = size_t{1} << 20;
  unsigned max_connections = 2000;
  unsigned max_connections_of_address = 500;
  int workers = 16;
  // A connection that has not sent a whole request, or not taken a whole
  // answer, so long after the last is closed.
  absl::Duration patience = absl::Seconds(15);
};

// Answers HTTP/1.1 requests by a function, which several threads call at once.
// Connections wait in one thread without holding a worker; what they may hold
// is bounded. Every answer of the function gets the headers of AddSecurity.
class HttpServer {
 public:
  using Handler = std::function<Response(const Request&)>;

  // INVALID_ARGUMENT for an address or certificate that will not do, also for
  // an address other than loopback without certificate; UNAVAILABLE if the
  // address is taken.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(
      const ServerOptions& options, Handler handler);
  virtual ~HttpServer() = default;

  virtual int Port() const = 0;

 protected:
  HttpServer() = default;
  HttpServer(const HttpServer&) = default;
  HttpServer& operator=(const HttpServer&) = default;
};

// True for 127.0.0.0/8 and ::1.
bool IsLoopback(const std::string& host);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_HTTP_SERVER_H_
