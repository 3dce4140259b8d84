#include "clients/web/http/server.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "clients/web/http/security.h"

namespace caselens::web {
namespace {

constexpr size_t kConnectionMemory = size_t{32} << 10;

struct Address {
  sockaddr_storage storage{};
  sockaddr* Pointer() { return reinterpret_cast<sockaddr*>(&storage); }
};

absl::StatusOr<Address> ParseAddress(const std::string& host, int port) {
  Address address;
  auto& four = reinterpret_cast<sockaddr_in&>(address.storage);
  auto& six = reinterpret_cast<sockaddr_in6&>(address.storage);
  if (inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(static_cast<uint16_t>(port));
  } else if (inet_pton(AF_INET6, host.c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(static_cast<uint16_t>(port));
  } else {
    return absl::InvalidArgumentError(absl::StrCat(
        "--listen: want an address such as 127.0.0.1:7680, not ", host));
  }
  return address;
}

// One request and its answer.
struct Exchange {
  Request request;
  std::string body;
  bool is_too_large = false;
  bool is_started = false;
  std::optional<Response> response;
};

Response PlainAnswer(int status, const std::string& text) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = text + "\n";
  return response;
}

// Knows when each connection is to be closed. Thread-safe.
class Deadlines {
 public:
  explicit Deadlines(absl::Duration patience) : patience_(patience) {}

  void Add(MHD_Connection* connection, int socket) {
    const std::lock_guard<std::mutex> lock(mu_);
    open_[connection] = {socket, absl::Now() + patience_};
  }
  void Remove(MHD_Connection* connection) {
    const std::lock_guard<std::mutex> lock(mu_);
    open_.erase(connection);
  }
  // The client is to move; or we are.
  void Expect(MHD_Connection* connection) {
    Set(connection, absl::Now() + patience_);
  }
  void Wait(MHD_Connection* connection) {
    Set(connection, absl::InfiniteFuture());
  }
  void CloseOverdue() {
    const std::lock_guard<std::mutex> lock(mu_);
    for (auto& [connection, entry] : open_) {
      if (entry.deadline > absl::Now()) continue;
      // The server then sees the end of the stream and closes it.
      shutdown(entry.socket, SHUT_RDWR);
      entry.deadline = absl::InfiniteFuture();
    }
  }

 private:
  struct Entry {
    int socket = -1;
    absl::Time deadline;
  };
  void Set(MHD_Connection* connection, absl::Time deadline) {
    const std::lock_guard<std::mutex> lock(mu_);
    const auto at = open_.find(connection);
    if (at != open_.end()) at->second.deadline = deadline;
  }

  const absl::Duration patience_;
  std::mutex mu_;
  std::map<MHD_Connection*, Entry> open_;
};

class MicroHttpServer final : public HttpServer {
 public:
  MicroHttpServer(const ServerOptions& options, Handler handler)
      : options_(options),
        handler_(std::move(handler)),
        deadlines_(options.patience) {}

  ~MicroHttpServer() override {
    if (daemon_ != nullptr) MHD_quiesce_daemon(daemon_);
    {
      const std::lock_guard<std::mutex> lock(mu_);
      is_stopping_ = true;
    }
    wake_.notify_all();
    stop_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    if (daemon_ != nullptr) MHD_stop_daemon(daemon_);
  }

  absl::Status Listen() {
    absl::StatusOr<Address> address =
        ParseAddress(options_.host, options_.port);
    if (!address.ok()) return address.status();
    AllowFiles();
    const bool tls = IsTls();
    std::vector<MHD_OptionItem> items = {
        {MHD_OPTION_SOCK_ADDR, 0, address->Pointer()},
        {MHD_OPTION_CONNECTION_LIMIT,
         static_cast<intptr_t>(options_.max_connections), nullptr},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT,
         static_cast<intptr_t>(options_.max_connections_of_address), nullptr},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT,
         static_cast<intptr_t>(kConnectionMemory), nullptr},
        {MHD_OPTION_NOTIFY_COMPLETED, reinterpret_cast<intptr_t>(&Completed),
         this},
        {MHD_OPTION_NOTIFY_CONNECTION, reinterpret_cast<intptr_t>(&Notified),
         this}};
    if (tls) {
      items.push_back(
          {MHD_OPTION_HTTPS_MEM_CERT, 0, options_.certificate.data()});
      items.push_back(
          {MHD_OPTION_HTTPS_MEM_KEY, 0, options_.private_key.data()});
      items.push_back({MHD_OPTION_HTTPS_PRIORITIES, 0, tls_priorities_.data()});
    }
    items.push_back({MHD_OPTION_END, 0, nullptr});
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (tls) flags |= MHD_USE_TLS;
    if (address->storage.ss_family == AF_INET6) flags |= MHD_USE_IPv6;
    daemon_ = MHD_start_daemon(flags, 0, nullptr, nullptr, &Answer, this,
                               MHD_OPTION_ARRAY, items.data(), MHD_OPTION_END);
    if (daemon_ == nullptr) {
      return absl::UnavailableError(
          absl::StrCat("cannot listen on ", options_.host, ":", options_.port,
                       tls ? ": is it taken, or certificate or key no PEM?"
                           : ": is it taken?"));
    }
    for (int i = 0; i < options_.workers; ++i) {
      threads_.emplace_back([this] { Work(); });
    }
    threads_.emplace_back([this] { WatchDeadlines(); });
    return absl::OkStatus();
  }

  int Port() const override {
    const MHD_DaemonInfo* info =
        MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT);
    return info == nullptr ? 0 : info->port;
  }

 private:
  struct Job {
    MHD_Connection* connection = nullptr;
    Exchange* exchange = nullptr;
  };

  bool IsTls() const { return !options_.certificate.empty(); }

  // Each connection takes a descriptor.
  void AllowFiles() const {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const rlim_t wanted = options_.max_connections + 256;
    if (limit.rlim_cur >= wanted) return;
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
  }

  static void Notified(void* self, MHD_Connection* connection,
                       void** /*context*/,
                       MHD_ConnectionNotificationCode what) {
    Deadlines& deadlines = static_cast<MicroHttpServer*>(self)->deadlines_;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
      deadlines.Remove(connection);
      return;
    }
    const MHD_ConnectionInfo* info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info != nullptr) deadlines.Add(connection, info->connect_fd);
  }

  static void Completed(void* self, MHD_Connection* connection, void** context,
                        MHD_RequestTerminationCode /*why*/) {
    delete static_cast<Exchange*>(*context);
    *context = nullptr;
    static_cast<MicroHttpServer*>(self)->deadlines_.Expect(connection);
  }

  static MHD_Result Answer(void* self, MHD_Connection* connection,
                           const char* url, const char* method,
                           const char* /*version*/, const char* data,
                           size_t* size, void** context) {
    auto& server = *static_cast<MicroHttpServer*>(self);
    auto* exchange = static_cast<Exchange*>(*context);
    if (exchange == nullptr) {
      auto* begun = new Exchange;
      *context = begun;
      return server.Begin(connection, url, method, *begun);
    }
    if (*size != 0) {
      if (exchange->body.size() + *size > server.options_.max_body) {
        exchange->is_too_large = true;
        exchange->body.clear();
      } else if (!exchange->is_too_large) {
        exchange->body.append(data, *size);
      }
      *size = 0;
      return MHD_YES;
    }
    if (exchange->is_too_large) {
      return server.Send(connection, PlainAnswer(413, "Too large."));
    }
    if (exchange->response.has_value()) {
      return server.Send(connection, *std::move(exchange->response));
    }
    if (exchange->is_started) return MHD_NO;
    return server.Queue(connection, *exchange);
  }

  MHD_Result Begin(MHD_Connection* connection, const char* url,
                   const char* method, Exchange& exchange) {
    Request& request = exchange.request;
    request.method = strcmp(method, "HEAD") == 0 ? "GET" : method;
    request.path = url;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, &TakeHeader,
                              &request);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, &TakeQuery,
                              &request);
    if (request.method != "GET" && request.method != "POST") {
      return Send(connection, PlainAnswer(405, "Want GET or POST."));
    }
    uint64_t length = 0;
    const std::string said = request.Header("content-length");
    if (!said.empty() &&
        (!absl::SimpleAtoi(said, &length) || length > options_.max_body)) {
      return Send(connection, PlainAnswer(413, "Too large."));
    }
    return MHD_YES;
  }

  static MHD_Result TakeHeader(void* request, MHD_ValueKind /*kind*/,
                               const char* name, const char* value) {
    if (value != nullptr) {
      static_cast<Request*>(request)->headers[absl::AsciiStrToLower(name)] =
          value;
    }
    return MHD_YES;
  }
  static MHD_Result TakeQuery(void* request, MHD_ValueKind /*kind*/,
                              const char* name, const char* value) {
    static_cast<Request*>(request)->query.Add(name,
                                              value == nullptr ? "" : value);
    return MHD_YES;
  }

  // Lets the connection rest until a worker has the answer.
  MHD_Result Queue(MHD_Connection* connection, Exchange& exchange) {
    exchange.is_started = true;
    if (!exchange.body.empty()) {
      absl::StatusOr<Fields> form =
          ParseBody(exchange.request.Header("content-type"), exchange.body);
      if (!form.ok()) {
        return Send(
            connection,
            PlainAnswer(absl::IsUnimplemented(form.status()) ? 415 : 400,
                        std::string(form.status().message())));
      }
      exchange.request.form = *std::move(form);
      exchange.body.clear();
    }
    deadlines_.Wait(connection);
    MHD_suspend_connection(connection);
    {
      const std::lock_guard<std::mutex> lock(mu_);
      jobs_.push_back({connection, &exchange});
    }
    wake_.notify_one();
    return MHD_YES;
  }

  void Work() {
    std::unique_lock<std::mutex> lock(mu_);
    while (true) {
      wake_.wait(lock, [this] { return is_stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      const Job job = jobs_.front();
      jobs_.pop_front();
      lock.unlock();
      job.exchange->response = handler_(job.exchange->request);
      MHD_resume_connection(job.connection);
      lock.lock();
    }
  }

  void WatchDeadlines() {
    std::unique_lock<std::mutex> lock(mu_);
    while (!stop_.wait_for(lock, std::chrono::milliseconds(500),
                           [this] { return is_stopping_; })) {
      lock.unlock();
      deadlines_.CloseOverdue();
      lock.lock();
    }
  }

  MHD_Result Send(MHD_Connection* connection, Response response) {
    deadlines_.Expect(connection);
    AddSecurity(IsTls() ? Tls::kYes : Tls::kNo, response);
    MHD_Response* sent = MHD_create_response_from_buffer(
        response.body.size(), response.body.data(), MHD_RESPMEM_MUST_COPY);
    if (sent == nullptr) return MHD_NO;
    MHD_add_response_header(sent, "Content-Type",
                            response.content_type.c_str());
    for (const auto& [name, value] : response.headers) {
      MHD_add_response_header(sent, name.c_str(), value.c_str());
    }
    const MHD_Result result = MHD_queue_response(
        connection, static_cast<unsigned>(response.status), sent);
    MHD_destroy_response(sent);
    return result;
  }

  ServerOptions options_;
  const Handler handler_;
  Deadlines deadlines_;
  std::string tls_priorities_ = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
  MHD_Daemon* daemon_ = nullptr;
  std::vector<std::thread> threads_;
  std::mutex mu_;
  std::condition_variable wake_;  // workers
  std::condition_variable stop_;  // the watcher of deadlines
  std::deque<Job> jobs_;
  bool is_stopping_ = false;
};

}  // namespace

bool IsLoopback(const std::string& host) {
  return host == "::1" ||
         (absl::StartsWith(host, "127.") && ParseAddress(host, 0).ok());
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(
    const ServerOptions& options, Handler handler) {
  if (options.certificate.empty() != options.private_key.empty()) {
    return absl::InvalidArgumentError(
        "want a certificate and its private key, or neither");
  }
  if (options.certificate.empty() && !IsLoopback(options.host)) {
    return absl::InvalidArgumentError(absl::StrCat(
        options.host,
        " is not this machine alone: give --tls-certificate and --tls-key"));
  }
  auto server = std::make_unique<MicroHttpServer>(options, std::move(handler));
  const absl::Status listening = server->Listen();
  if (!listening.ok()) return listening;
  return server;
}

}  // namespace caselens::web
