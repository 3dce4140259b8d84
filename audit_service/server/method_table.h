#ifndef AUDIT_SERVICE_SERVER_METHOD_TABLE_H_
#define AUDIT_SERVICE_SERVER_METHOD_TABLE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/dispatcher.h"
#include "audit_service/server/reactors.h"
#include "audit_service/stream.h"
#include "storage/store.h"

namespace caselens {

// The only place where calls of gRPC become calls of handlers: what each method
// of the contract is served by. gRPC sees one generic service: registered one
// by one, methods would cost every connection a table of them (20 kB).
//
// Methods are named as in CodingService/SaveAnswers. Filled before the server
// starts; thread-safe from then on.
class MethodTable final : public grpc::CallbackGenericService {
 public:
  // `dispatcher` outlives the table.
  explicit MethodTable(Dispatcher& dispatcher) : dispatcher_(dispatcher) {}

  template <typename Handler, typename Request, typename Response>
  void Reads(const std::string& method,
             const std::shared_ptr<const Handler>& handler,
             absl::Status (Handler::*run)(const Call&, Reader&, const Request&,
                                          Response&) const) {
    Add<UnaryReactor<Request, Response>>(
        method,
        [this, handler, run](const Arrival& arrival, const Request& request,
                             Response& response, const Store::Done& done) {
          done(dispatcher_.Read(arrival, [&](const Call& call, Reader& reader) {
            return ((*handler).*run)(call, reader, request, response);
          }));
        });
  }

  // The answer leaves once the change is durable.
  template <typename Handler, typename Request, typename Response>
  void Writes(const std::string& method,
              const std::shared_ptr<const Handler>& handler,
              absl::StatusOr<Plan> (Handler::*plan)(const Call&, Reader&,
                                                    const Request&, Response&)
                  const) {
    Add<UnaryReactor<Request, Response>>(
        method,
        [this, handler, plan](const Arrival& arrival, const Request& request,
                              Response& response, Store::Done done) {
          dispatcher_.Write(
              arrival, response,
              [&handler, plan, &request, &response](const Call& call,
                                                    Reader& reader) {
                return ((*handler).*plan)(call, reader, request, response);
              },
              std::move(done));
        });
  }

  // Admitted as a method that reads.
  template <typename Handler, typename Request, typename Response>
  void Streams(const std::string& method,
               const std::shared_ptr<const Handler>& handler,
               absl::Status (Handler::*run)(const Call&, Reader&,
                                            const Request&,
                                            std::shared_ptr<Sink<Response>>)
                   const) {
    Add<StreamReactor<Request, Response>>(
        method,
        [this, handler, run](const Arrival& arrival, const Request& request,
                             std::shared_ptr<Sink<Response>> sink) {
          return dispatcher_.Read(
              arrival, [&](const Call& call, Reader& reader) {
                return ((*handler).*run)(call, reader, request, sink);
              });
        });
  }

  // UNIMPLEMENTED for what is not in the table.
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

 private:
  using Start = std::function<grpc::ServerGenericBidiReactor*(
      const grpc::CallbackServerContext& context, const std::string& method)>;

  template <typename Reactor>
  void Add(const std::string& method, typename Reactor::Serve serve) {
    methods_.emplace(
        method,
        [serve = std::move(serve)](
            const grpc::CallbackServerContext& context,
            const std::string& name) -> grpc::ServerGenericBidiReactor* {
          return Reactor::Start(context, name, serve);
        });
  }

  Dispatcher& dispatcher_;
  std::map<std::string, Start, std::less<>> methods_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_METHOD_TABLE_H_
