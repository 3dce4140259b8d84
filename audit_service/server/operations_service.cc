#include "audit_service/server/operations_service.h"

#include <memory>
#include <string>
#include <utility>

#include <grpcpp/grpcpp.h>

#include "caselens/operations/v1/operations.grpc.pb.h"

namespace caselens {
namespace {

class OperationsService final
    : public operations::v1::OperationsService::CallbackService {
 public:
  explicit OperationsService(std::function<std::string()> metrics)
      : metrics_(std::move(metrics)) {}

  grpc::ServerUnaryReactor* GetMetrics(
      grpc::CallbackServerContext* context,
      const operations::v1::GetMetricsRequest* /*request*/,
      operations::v1::GetMetricsResponse* response) override {
    response->set_text(metrics_());
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const std::function<std::string()> metrics_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOperationsService(
    std::function<std::string()> metrics) {
  return std::make_unique<OperationsService>(std::move(metrics));
}

}  // namespace caselens
