#ifndef AUDIT_SERVICE_SERVER_OPERATIONS_SERVICE_H_
#define AUDIT_SERVICE_SERVER_OPERATIONS_SERVICE_H_

#include <functional>
#include <memory>
#include <string>

namespace grpc {
class Service;
}  // namespace grpc

namespace caselens {

// OperationsService, for the administrators' socket alone. `metrics` gives the
// figures as they are now.
std::unique_ptr<grpc::Service> MakeOperationsService(
    std::function<std::string()> metrics);

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_OPERATIONS_SERVICE_H_
