#include "audit_service/server/acceptor.h"

#include <array>
#include <cerrno>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "audit_service/server/self_probe.h"

namespace caselens {
namespace {

constexpr int kBacklog = 512;
// Descriptors kept for the database, its log, and what gRPC opens.
constexpr int kReservedDescriptors = 64;
constexpr absl::Duration kPause = absl::Milliseconds(10);

absl::Status CannotListen(const std::string& address) {
  return absl::UnavailableError(
      absl::StrCat("cannot listen on ", address, "; is it in use?"));
}

// A listening socket, or -1.
int ListenOn(const addrinfo& where) {
  const int listener =
      socket(where.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return -1;
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, where.ai_addr, where.ai_addrlen) == 0 &&
      listen(listener, kBacklog) == 0) {
    return listener;
  }
  close(listener);
  return -1;
}

int PortOf(int listener) {
  sockaddr_storage bound = {};
  socklen_t size = sizeof bound;
  getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size);
  std::array<char, NI_MAXSERV> port = {};
  getnameinfo(reinterpret_cast<sockaddr*>(&bound), size, nullptr, 0,
              port.data(), port.size(), NI_NUMERICSERV);
  return std::stoi(port.data());
}

// Without the port: what limits count by.
std::string AddressOf(const sockaddr_storage& peer, socklen_t size) {
  std::array<char, NI_MAXHOST> host = {};
  getnameinfo(reinterpret_cast<const sockaddr*>(&peer), size, host.data(),
              host.size(), nullptr, 0, NI_NUMERICHOST);
  return host.data();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Bind(
    const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return CannotListen(address);
  std::string host = address.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  addrinfo hints = {};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.empty() ? nullptr : host.c_str(),
                  address.c_str() + colon + 1, &hints, &found) != 0) {
    return CannotListen(address);
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found,
                                                               &freeaddrinfo);
  int listener = -1;
  for (const addrinfo* at = found; at != nullptr && listener < 0;
       at = at->ai_next) {
    listener = ListenOn(*at);
  }
  std::array<int, 2> stop = {};
  if (listener < 0) return CannotListen(address);
  if (pipe2(stop.data(), O_CLOEXEC) != 0) {
    close(listener);
    return CannotListen(address);
  }
  return std::unique_ptr<Acceptor>(
      new Acceptor(listener, PortOf(listener), stop[0], stop[1]));
}

Acceptor::Acceptor(int listener, int port, int stop_reader, int stop_writer)
    : listener_(listener),
      port_(port),
      stop_reader_(stop_reader),
      stop_writer_(stop_writer) {}

Acceptor::~Acceptor() {
  Stop();
  close(listener_);
  close(stop_reader_);
  close(stop_writer_);
}

void Acceptor::Start(ConnectionLimits limits, Give give) {
  thread_ = std::thread(
      [this, limits, give = std::move(give)] { Run(limits, give); });
}

void Acceptor::Stop() {
  if (!thread_.joinable()) return;
  const char stop = 0;
  while (write(stop_writer_, &stop, 1) < 0 && errno == EINTR) {
  }
  thread_.join();
}

absl::Status Acceptor::Probe(absl::Duration wait) const {
  return ProbeListener(listener_, wait);
}

void Acceptor::Run(ConnectionLimits limits, const Give& give) {
  OpenConnections open(limits);
  std::array<pollfd, 2> wait = {pollfd{listener_, POLLIN, 0},
                                pollfd{stop_reader_, POLLIN, 0}};
  while (true) {
    if (poll(wait.data(), wait.size(), -1) < 0) continue;
    if (wait[1].revents != 0) return;
    AcceptAll(open, give);
  }
}

void Acceptor::AcceptAll(OpenConnections& open, const Give& give) {
  while (true) {
    sockaddr_storage peer = {};
    socklen_t size = sizeof peer;
    const int connection =
        accept4(listener_, reinterpret_cast<sockaddr*>(&peer), &size,
                SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (connection < 0) {
      // Somebody else may give descriptors back: try again, but do not spin.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
          errno == ENOMEM) {
        absl::SleepFor(kPause);
      }
      return;
    }
    const bool is_last =
        connection + kReservedDescriptors >= sysconf(_SC_OPEN_MAX);
    if (is_last ||
        !open.Admit(connection, AddressOf(peer, size), absl::Now())) {
      close(connection);
      ++refused_;
      continue;
    }
    give(connection);
  }
}

}  // namespace caselens
