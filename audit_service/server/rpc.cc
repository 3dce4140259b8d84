#include "audit_service/server/rpc.h"

#include <string>

#include "audit_service/api/errors.h"
#include "audit_service/server/credentials.h"
#include "audit_service/server/peer.h"

namespace caselens {
namespace {

// "" if there is none.
std::string MetadataOf(const grpc::CallbackServerContext& context,
                       const char* key) {
  const auto& metadata = context.client_metadata();
  const auto at = metadata.find(key);
  return at == metadata.end()
             ? ""
             : std::string(at->second.data(), at->second.size());
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()),
          std::string(status.message()), SerializedDetails(status)};
}

Arrival ArrivalOf(const grpc::CallbackServerContext& context,
                  const std::string& method,
                  const google::protobuf::Message& request) {
  return {.method = method,
          .evidence = {.authorization = MetadataOf(context, "authorization"),
                       .certificate_names =
                           CertificateNames(*context.auth_context())},
          .address = AddressOfPeer(context.peer()),
          .trace = ParseTraceparent(MetadataOf(context, "traceparent")),
          .request = &request};
}

absl::Status Unreadable() {
  return InvalidField("request",
                      "want a whole message of this method, and valid UTF-8 in "
                      "every field of text");
}

}  // namespace caselens
