#include "clients/cli/grpc_connection.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/support/client_callback.h"
#include "grpcpp/support/proto_buffer_reader.h"

#include "clients/cli/address.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"

namespace caselens::cli {
namespace {

constexpr size_t kMaxCertificateBytes = size_t{1} << 20;
constexpr int kMaxResponseBytes = 64 << 20;
// Long lists of violations come in metadata; gRPC takes 8 kB unless told.
constexpr int kMaxMetadataBytes = 256 << 10;
// The waits before the second and later attempts.
constexpr std::array kBackoff = {
    absl::Milliseconds(100), absl::Milliseconds(400), absl::Milliseconds(1500)};

grpc::ByteBuffer ToBuffer(const google::protobuf::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

bool FromBuffer(grpc::ByteBuffer& buffer, google::protobuf::Message& message) {
  grpc::ProtoBufferReader reader(&buffer);
  return reader.status().ok() && message.ParseFromZeroCopyStream(&reader);
}

// One call whose answer is a stream.
class StreamCall final
    : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  StreamCall(const google::protobuf::Message& request,
             google::protobuf::Message& message,
             const std::function<bool()>& visit, grpc::ClientContext& context)
      : sent_(ToBuffer(request)),
        message_(message),
        visit_(visit),
        context_(context) {}

  // Starts the prepared call and waits for its end.
  grpc::Status Wait() {
    StartWriteLast(&sent_, {});
    StartRead(&received_);
    StartCall();
    return done_.get_future().get();
  }
  bool HasRead() const { return has_read_; }

 private:
  void OnReadDone(bool ok) override {
    if (!ok || !FromBuffer(received_, message_)) return;
    has_read_ = true;
    if (visit_()) {
      StartRead(&received_);
    } else {
      context_.TryCancel();
    }
  }
  void OnDone(const grpc::Status& status) override { done_.set_value(status); }

  grpc::ByteBuffer sent_;
  grpc::ByteBuffer received_;
  google::protobuf::Message& message_;
  const std::function<bool()>& visit_;
  grpc::ClientContext& context_;
  bool has_read_ = false;  // read by others once the call is done
  std::promise<grpc::Status> done_;
};

class GrpcConnection : public Connection {
 public:
  GrpcConnection(const std::shared_ptr<grpc::Channel>& channel,
                 const std::string& token)
      : stub_(channel),
        authorization_(token.empty() ? "" : absl::StrCat("Bearer ", token)) {}

 private:
  absl::Status Invoke(const std::string& method,
                      const google::protobuf::Message& request,
                      absl::Duration deadline,
                      google::protobuf::Message& response) override {
    const absl::Time end = absl::Now() + deadline;
    absl::Status status = Attempt(method, request, end, response);
    for (const absl::Duration backoff : kBackoff) {
      const absl::Duration asked = RetryDelayOf(status);
      if (!absl::IsUnavailable(status) && asked == absl::ZeroDuration()) break;
      const absl::Duration wait = backoff + asked;
      if (absl::Now() + wait > end) break;
      absl::SleepFor(wait);
      status = Attempt(method, request, end, response);
    }
    return status;
  }

  absl::Status InvokeStream(const std::string& method,
                            const google::protobuf::Message& request,
                            absl::Duration deadline,
                            google::protobuf::Message& message,
                            const std::function<bool()>& visit) override {
    const absl::Time end = absl::Now() + deadline;
    size_t failures = 0;
    while (true) {
      grpc::ClientContext context;
      Prepare(context, end);
      StreamCall call(request, message, visit, context);
      stub_.PrepareBidiStreamingCall(&context, method, {}, &call);
      const grpc::Status status = call.Wait();
      if (status.ok()) return absl::OkStatus();
      if (call.HasRead()) failures = 0;
      if (status.error_code() != grpc::StatusCode::UNAVAILABLE ||
          failures == kBackoff.size()) {
        return ServiceError(status.error_code(), status.error_message(),
                            status.error_details());
      }
      absl::SleepFor(kBackoff[failures++]);
    }
  }

  void Prepare(grpc::ClientContext& context, absl::Time end) const {
    if (!authorization_.empty()) {
      context.AddMetadata("authorization", authorization_);
    }
    context.set_deadline(absl::ToChronoTime(end));
  }

  absl::Status Attempt(const std::string& method,
                       const google::protobuf::Message& request, absl::Time end,
                       google::protobuf::Message& response) {
    grpc::ClientContext context;
    Prepare(context, end);
    const grpc::ByteBuffer sent = ToBuffer(request);
    grpc::ByteBuffer received;
    std::promise<grpc::Status> done;
    stub_.UnaryCall(
        &context, method, {}, &sent, &received,
        [&done](grpc::Status status) { done.set_value(std::move(status)); });
    const grpc::Status status = done.get_future().get();
    if (!status.ok()) {
      return ServiceError(status.error_code(), status.error_message(),
                          status.error_details());
    }
    if (FromBuffer(received, response)) return absl::OkStatus();
    return absl::InternalError("the answer does not parse");
  }

  grpc::GenericStub stub_;
  std::string authorization_;
};

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(
    const Endpoint& endpoint) {
  if (endpoint.tls_ca.empty()) return grpc::InsecureChannelCredentials();
  CLI_ASSIGN_OR_RETURN(std::string certificates,
                       ReadFile(endpoint.tls_ca, kMaxCertificateBytes));
  if (!absl::StrContains(certificates, "-----BEGIN CERTIFICATE-----")) {
    return UsageError(
        absl::StrCat(endpoint.tls_ca, " holds no certificate in PEM"));
  }
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = std::move(certificates);
  if (!endpoint.tls_certificate.empty()) {
    CLI_ASSIGN_OR_RETURN(
        options.pem_cert_chain,
        ReadFile(endpoint.tls_certificate, kMaxCertificateBytes));
    CLI_ASSIGN_OR_RETURN(options.pem_private_key,
                         ReadFile(endpoint.tls_key, kMaxCertificateBytes));
  }
  return grpc::SslCredentials(options);
}

grpc::ChannelArguments ArgumentsOf(const Endpoint& endpoint) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxResponseBytes);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  // A service that starts while we wait is found by the next attempt.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 400);
  // No proxy between two programs of one machine.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, endpoint.tls_ca.empty() ? 0 : 1);
  return arguments;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connect(const Endpoint& endpoint,
                                                    const std::string& token) {
  CLI_RETURN_IF_ERROR(CheckAddress(endpoint.server, endpoint.tls_ca.empty()
                                                        ? Transport::kPlain
                                                        : Transport::kTls));
  CLI_ASSIGN_OR_RETURN(
      const std::shared_ptr<grpc::ChannelCredentials> credentials,
      CredentialsOf(endpoint));
  return std::make_unique<GrpcConnection>(
      grpc::CreateCustomChannel(endpoint.server, credentials,
                                ArgumentsOf(endpoint)),
      token);
}

}  // namespace caselens::cli
