#ifndef AUDIT_SERVICE_SERVER_RPC_H_
#define AUDIT_SERVICE_SERVER_RPC_H_

#include <string>
#include <utility>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"

#include "audit_service/api/errors.h"
#include "audit_service/call.h"
#include "audit_service/dispatcher.h"
#include "storage/store.h"

namespace caselens {

// The only place where calls of gRPC become calls of handlers.

// absl and gRPC share code numbers; details travel as grpc-status-details-bin.
inline grpc::Status ToGrpc(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()),
          std::string(status.message()), SerializedDetails(status)};
}

inline std::string Authorization(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto at = metadata.find("authorization");
  return at == metadata.end()
             ? ""
             : std::string(at->second.data(), at->second.size());
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
      {.method = method,
       .authorization = Authorization(*context),
       .request = request},
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
      {.method = method,
       .authorization = Authorization(*context),
       .request = request},
      *response,
      [&handler, plan, request, response](const Call& call, Reader& reader) {
        return (handler.*plan)(call, reader, *request, *response);
      },
      [reactor](const absl::Status& status) {
        reactor->Finish(ToGrpc(status));
      });
  return reactor;
}

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_RPC_H_
