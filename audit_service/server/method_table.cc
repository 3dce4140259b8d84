#include "audit_service/server/method_table.h"

#include <string>

#include "absl/strings/strip.h"

namespace caselens {

grpc::ServerGenericBidiReactor* MethodTable::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  absl::string_view name = context->method();
  if (absl::ConsumePrefix(&name, "/caselens.v1.")) {
    const auto at = methods_.find(name);
    if (at != methods_.end()) return at->second(*context, at->first);
  }
  return grpc::CallbackGenericService::CreateReactor(context);
}

}  // namespace caselens
