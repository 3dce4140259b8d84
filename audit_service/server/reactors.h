#ifndef AUDIT_SERVICE_SERVER_REACTORS_H_
#define AUDIT_SERVICE_SERVER_REACTORS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "google/protobuf/arena.h"

#include "audit_service/dispatcher.h"
#include "audit_service/server/rpc.h"
#include "audit_service/stream.h"
#include "typology/base/mutex.h"

namespace caselens {

// Calls as gRPC carries them: bytes in, bytes out.

template <typename Message>
bool Deserialize(grpc::ByteBuffer& bytes, Message& message) {
  return grpc::SerializationTraits<Message>::Deserialize(&bytes, &message).ok();
}

template <typename Message>
grpc::ByteBuffer Serialize(const Message& message) {
  grpc::ByteBuffer bytes;
  bool owned = false;
  // Fails for messages of over 2 GB alone.
  grpc::SerializationTraits<Message>::Serialize(message, &bytes, &owned)
      .IgnoreError();
  return bytes;
}

// Takes the one request of a call, then runs it. It is parsed when the
// dispatcher wants it. The context is there until OnDone.
template <typename Request>
class RequestReactor : public grpc::ServerGenericBidiReactor {
 protected:
  RequestReactor(const grpc::CallbackServerContext& context,
                 const std::string& method)
      : context_(context),
        method_(method),
        request_(*google::protobuf::Arena::CreateMessage<Request>(&arena_)) {}

  void ReadRequest() { StartRead(&bytes_); }
  Arrival MakeArrival() {
    Arrival arrival = ArrivalOf(context_, method_, request_);
    arrival.parse = [this] {
      return Deserialize(bytes_, request_) ? absl::OkStatus() : Unreadable();
    };
    return arrival;
  }
  const Request& TheRequest() const { return request_; }

  virtual void Run() = 0;
  virtual void Refuse(const absl::Status& status) = 0;

 private:
  void OnReadDone(bool ok) final {
    if (ok) {
      Run();
    } else {
      Refuse(Unreadable());
    }
  }

  const grpc::CallbackServerContext& context_;
  const std::string& method_;
  grpc::ByteBuffer bytes_;
  // A document has many small parts.
  google::protobuf::Arena arena_;
  Request& request_;
};

// One answer.
template <typename Request, typename Response>
class UnaryReactor final : public RequestReactor<Request> {
 public:
  // Calls `done` once, maybe on another thread.
  using Serve =
      std::function<void(const Arrival& arrival, const Request& request,
                         Response& response, Store::Done done)>;

  // Deletes itself when gRPC is done with it. `method` and `serve` outlive it.
  static UnaryReactor* Start(const grpc::CallbackServerContext& context,
                             const std::string& method, const Serve& serve) {
    auto* const reactor = new UnaryReactor(context, method, serve);
    reactor->ReadRequest();
    return reactor;
  }

 private:
  UnaryReactor(const grpc::CallbackServerContext& context,
               const std::string& method, const Serve& serve)
      : RequestReactor<Request>(context, method), serve_(serve) {}

  void Run() override {
    serve_(this->MakeArrival(), this->TheRequest(), response_,
           [this](const absl::Status& status) {
             if (!status.ok()) return Refuse(status);
             answer_ = Serialize(response_);
             this->StartWriteAndFinish(&answer_, {}, grpc::Status::OK);
           });
  }
  void Refuse(const absl::Status& status) override {
    this->Finish(ToGrpc(status));
  }
  void OnDone() override { delete this; }

  const Serve& serve_;
  Response response_;
  grpc::ByteBuffer answer_;  // gRPC's from then on
};

// A stream of answers: a mailbox for the newest message, in front of gRPC.
template <typename Request, typename Response>
class StreamReactor final : public RequestReactor<Request>,
                            public Sink<Response> {
 public:
  // Passes the sink on to whoever has news.
  using Serve =
      std::function<absl::Status(const Arrival& arrival, const Request& request,
                                 std::shared_ptr<Sink<Response>> sink)>;

  // Keeps itself alive until gRPC is done with it. `method` and `serve` outlive
  // it.
  static StreamReactor* Start(const grpc::CallbackServerContext& context,
                              const std::string& method, const Serve& serve) {
    const std::shared_ptr<StreamReactor> reactor(
        new StreamReactor(context, method, serve));
    reactor->self_ = reactor;
    reactor->ReadRequest();
    return reactor.get();
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
  StreamReactor(const grpc::CallbackServerContext& context,
                const std::string& method, const Serve& serve)
      : RequestReactor<Request>(context, method), serve_(serve) {}

  void Run() override {
    const absl::Status status =
        serve_(this->MakeArrival(), this->TheRequest(), self_);
    if (!status.ok()) Refuse(status);
  }
  void Refuse(const absl::Status& status) override { Finish(status); }

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
        sent_ = Serialize(*waiting_);
        waiting_.reset();
      } else if (status_.has_value()) {
        last = ToGrpc(*status_);
      } else {
        return;
      }
      is_busy_ = true;  // for ever, behind the last
    }
    if (last.has_value()) {
      grpc::ServerGenericBidiReactor::Finish(*last);
    } else {
      this->StartWrite(&sent_);
    }
  }

  const Serve& serve_;
  Mutex mu_;
  std::optional<Response> waiting_ ABSL_GUARDED_BY(mu_);
  std::optional<absl::Status> status_ ABSL_GUARDED_BY(mu_);
  bool is_busy_ ABSL_GUARDED_BY(mu_) = false;
  grpc::ByteBuffer sent_;  // gRPC's while busy
  std::shared_ptr<StreamReactor> self_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_REACTORS_H_
