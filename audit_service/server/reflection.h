#ifndef AUDIT_SERVICE_SERVER_REFLECTION_H_
#define AUDIT_SERVICE_SERVER_REFLECTION_H_

#include <memory>

namespace grpc {
class Service;
}  // namespace grpc

namespace caselens {

// grpc.reflection.v1alpha, for the administrator's socket alone. gRPC's own
// reflection library turns itself on for every server of a process as soon as
// it is linked, so this one is ours.
std::unique_ptr<grpc::Service> MakeReflectionService();

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_REFLECTION_H_
