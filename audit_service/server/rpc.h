#ifndef AUDIT_SERVICE_SERVER_RPC_H_
#define AUDIT_SERVICE_SERVER_RPC_H_

#include <string>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

#include "audit_service/dispatcher.h"

namespace caselens {

// absl and gRPC share code numbers; details travel as grpc-status-details-bin.
grpc::Status ToGrpc(const absl::Status& status);

// What `context` says of a call of `method` (CodingService/SaveAnswers).
Arrival ArrivalOf(const grpc::CallbackServerContext& context,
                  const std::string& method,
                  const google::protobuf::Message& request);

// Of a request that cannot be read: cut off, of other types, or text that is
// not UTF-8.
absl::Status Unreadable();

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_RPC_H_
