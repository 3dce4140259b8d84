#include "audit_service/server/reflection.h"

#include <memory>
#include <queue>
#include <set>
#include <string>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/grpcpp.h>

#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"

namespace caselens {
namespace {

namespace reflection = grpc::reflection::v1alpha;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;

// The services that a caller may want to know of, by a file of each package.
constexpr const char* kServiceFiles[] = {
    "caselens/operations/v1/operations.proto",
    "caselens/v1/access.proto",
    "caselens/v1/adjudication.proto",
    "caselens/v1/agreement.proto",
    "caselens/v1/anonymity.proto",
    "caselens/v1/assignment.proto",
    "caselens/v1/backup.proto",
    "caselens/v1/case_file.proto",
    "caselens/v1/class_model.proto",
    "caselens/v1/coding.proto",
    "caselens/v1/comparison.proto",
    "caselens/v1/disclosure.proto",
    "caselens/v1/erasure.proto",
    "caselens/v1/history.proto",
    "caselens/v1/release.proto",
    "caselens/v1/sample.proto",
    "caselens/v1/study.proto",
    "caselens/v1/table.proto",
    "caselens/v1/template.proto",
    "grpc/health/v1/health.proto",
    "grpc/reflection/v1alpha/reflection.proto"};

void ListServices(reflection::ListServiceResponse& response) {
  for (const char* const name : kServiceFiles) {
    const FileDescriptor* const file =
        DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; file != nullptr && i < file->service_count(); ++i) {
      response.add_service()->set_name(file->service(i)->full_name());
    }
  }
}

// `file` and everything it imports, the file itself first.
void AddFiles(const FileDescriptor* file,
              reflection::FileDescriptorResponse& response) {
  std::set<const FileDescriptor*> seen = {file};
  std::queue<const FileDescriptor*> waiting({file});
  while (!waiting.empty()) {
    const FileDescriptor* const next = waiting.front();
    waiting.pop();
    google::protobuf::FileDescriptorProto proto;
    next->CopyTo(&proto);
    response.add_file_descriptor_proto(proto.SerializeAsString());
    for (int i = 0; i < next->dependency_count(); ++i) {
      if (seen.insert(next->dependency(i)).second) {
        waiting.push(next->dependency(i));
      }
    }
  }
}

void SetNotFound(reflection::ServerReflectionResponse& response) {
  response.mutable_error_response()->set_error_code(
      grpc::StatusCode::NOT_FOUND);
  response.mutable_error_response()->set_error_message("no such symbol");
}

const FileDescriptor* FindFile(
    const reflection::ServerReflectionRequest& request) {
  const DescriptorPool* const pool = DescriptorPool::generated_pool();
  return request.has_file_by_filename()
             ? pool->FindFileByName(request.file_by_filename())
             : pool->FindFileContainingSymbol(request.file_containing_symbol());
}

reflection::ServerReflectionResponse AnswerReflection(
    const reflection::ServerReflectionRequest& request) {
  reflection::ServerReflectionResponse response;
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.message_request_case()) {
    case reflection::ServerReflectionRequest::kListServices:
      ListServices(*response.mutable_list_services_response());
      break;
    case reflection::ServerReflectionRequest::kFileByFilename:
    case reflection::ServerReflectionRequest::kFileContainingSymbol:
      if (const FileDescriptor* const file = FindFile(request)) {
        AddFiles(file, *response.mutable_file_descriptor_response());
        break;
      }
      [[fallthrough]];
    default:  // we define no extensions
      SetNotFound(response);
  }
  return response;
}

// One stream: a question, its answer, the next question.
class Conversation
    : public grpc::ServerBidiReactor<reflection::ServerReflectionRequest,
                                     reflection::ServerReflectionResponse> {
 public:
  Conversation() { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    response_ = AnswerReflection(request_);
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::CANCELLED);
      return;
    }
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  reflection::ServerReflectionRequest request_;
  reflection::ServerReflectionResponse response_;
};

class Reflection final : public reflection::ServerReflection::CallbackService {
 public:
  grpc::ServerBidiReactor<reflection::ServerReflectionRequest,
                          reflection::ServerReflectionResponse>*
  ServerReflectionInfo(grpc::CallbackServerContext* /*context*/) override {
    return new Conversation();  // deletes itself in OnDone
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeReflectionService() {
  // Linked in for its descriptor: gRPC's own health service has none.
  grpc::health::v1::HealthCheckRequest::descriptor();
  return std::make_unique<Reflection>();
}

}  // namespace caselens
