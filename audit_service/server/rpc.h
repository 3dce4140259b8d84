#ifndef AUDIT_SERVICE_SERVER_RPC_H_
#define AUDIT_SERVICE_SERVER_RPC_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <grpcpp/grpcpp.h>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"

#include "audit_service/api/errors.h"
#include "audit_service/call.h"
#include "audit_service/dispatcher.h"
#include "audit_service/server/credentials.h"
#include "audit_service/server/peer.h"
#include "audit_service/stream.h"
#include "storage/store.h"
#include "typology/base/mutex.h"

namespace caselens {

// The only place where calls of gRPC become calls of handlers.

// absl and gRPC share code numbers; details travel as grpc-status-details-bin.
inline grpc::Status ToGrpc(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()),
          std::string(status.message()), SerializedDetails(status)};
}

// The value of a key of metadata; "" if there is none.
inline std::string MetadataOf(const grpc::CallbackServerContext& context,
                              const char* key) {
  const auto& metadata = context.client_metadata();
  const auto at = metadata.find(key);
  return at == metadata.end()
             ? ""
             : std::string(at->second.data(), at->second.size());
}

inline Arrival ArrivalOf(const grpc::CallbackServerContext& context,
                         std::string method,
                         const google::protobuf::Message* request) {
  return {.method = std::move(method),
          .evidence = {.authorization = MetadataOf(context, "authorization"),
                       .certificate_names =
                           CertificateNames(*context.auth_context())},
          .address = AddressOfPeer(context.peer()),
          .trace = ParseTraceparent(MetadataOf(context, "traceparent")),
          .request = request};
}

// Runs a handler that reads.
template <typename Handler, typename Request, typename Response>
grpc::ServerUnaryReactor* ServeRead(
    Dispatcher& dispatcher, grpc::CallbackServerContext* context,
    const char* method, const Handler& handler,
    absl::Status (Handler::*run)(const Call&, Reader&, const Request&,
                                 Response&) const,
    const Request* request, Response* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const absl::Status status = dispatcher.Read(
      ArrivalOf(*context, method, request),
      [&](const Call& call, Reader& reader) {
        return (handler.*run)(call, reader, *request, *response);
      });
  reactor->Finish(ToGrpc(status));
  return reactor;
}

// Runs a handler that writes; the answer leaves once the change is durable.
template <typename Handler, typename Request, typename Response>
grpc::ServerUnaryReactor* ServeWrite(
    Dispatcher& dispatcher, grpc::CallbackServerContext* context,
    const char* method, const Handler& handler,
    absl::StatusOr<Plan> (Handler::*plan)(const Call&, Reader&, const Request&,
                                          Response&) const,
    const Request* request, Response* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  dispatcher.Write(
      ArrivalOf(*context, method, request), *response,
      [&handler, plan, request, response](const Call& call, Reader& reader) {
        return (handler.*plan)(call, reader, *request, *response);
      },
      [reactor](const absl::Status& status) {
        reactor->Finish(ToGrpc(status));
      });
  return reactor;
}

// One stream of answers: a mailbox for the newest message, in front of gRPC.
// Keeps itself alive until gRPC is done with it.
template <typename Response>
class StreamReactor final : public grpc::ServerWriteReactor<Response>,
                            public Sink<Response> {
 public:
  static std::shared_ptr<StreamReactor> Create() {
    std::shared_ptr<StreamReactor> reactor(new StreamReactor);
    reactor->self_ = reactor;
    return reactor;
  }

  bool Push(const Response& message) override {
    {
      const MutexLock lock(mu_);
      if (status_.has_value()) return false;
      waiting_ = message;
    }
    GoOn();
    return true;
  }

  void Finish(const absl::Status& status) override {
    {
      const MutexLock lock(mu_);
      if (status_.has_value()) return;
      status_ = status;
    }
    GoOn();
  }

 private:
  StreamReactor() = default;

  void OnWriteDone(bool ok) override {
    {
      const MutexLock lock(mu_);
      is_busy_ = false;
      if (!ok) Abandon();
    }
    GoOn();
  }

  void OnCancel() override {
    {
      const MutexLock lock(mu_);
      Abandon();
    }
    GoOn();
  }

  // The last that gRPC calls.
  void OnDone() override { const auto self = std::move(self_); }

  void Abandon() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    waiting_.reset();
    if (!status_.has_value()) status_ = absl::CancelledError("nobody listens");
  }

  // Starts the one next operation, outside of the lock: gRPC may answer on
  // this very thread.
  void GoOn() ABSL_LOCKS_EXCLUDED(mu_) {
    std::optional<grpc::Status> last;
    {
      const MutexLock lock(mu_);
      if (is_busy_) return;
      if (waiting_.has_value()) {
        sent_ = *std::move(waiting_);
        waiting_.reset();
      } else if (status_.has_value()) {
        last = ToGrpc(*status_);
      } else {
        return;
      }
      is_busy_ = true;  // for ever, behind the last
    }
    if (last.has_value()) {
      grpc::ServerWriteReactor<Response>::Finish(*last);
    } else {
      this->StartWrite(&sent_);
    }
  }

  Mutex mu_;
  std::optional<Response> waiting_ ABSL_GUARDED_BY(mu_);
  std::optional<absl::Status> status_ ABSL_GUARDED_BY(mu_);
  bool is_busy_ ABSL_GUARDED_BY(mu_) = false;
  Response sent_;  // gRPC's while busy
  std::shared_ptr<StreamReactor> self_;
};

// Runs a handler that streams: admitted as one that reads, it passes the sink
// on to whoever has news.
template <typename Handler, typename Request, typename Response>
grpc::ServerWriteReactor<Response>* ServeStream(
    Dispatcher& dispatcher, grpc::CallbackServerContext* context,
    std::string method, const Handler& handler,
    absl::Status (Handler::*run)(const Call&, Reader&, const Request&,
                                 std::shared_ptr<Sink<Response>>) const,
    const Request* request) {
  const auto reactor = StreamReactor<Response>::Create();
  const absl::Status status =
      dispatcher.Read(ArrivalOf(*context, std::move(method), request),
                      [&](const Call& call, Reader& reader) {
                        return (handler.*run)(call, reader, *request, reactor);
                      });
  if (!status.ok()) reactor->Finish(status);
  return reactor.get();
}

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_RPC_H_
