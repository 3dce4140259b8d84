#ifndef CLIENTS_CLI_SESSION_H_
#define CLIENTS_CLI_SESSION_H_

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "clients/cli/connection.h"
#include "clients/cli/grpc_connection.h"
#include "clients/cli/output/view.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {

// What every command takes.
struct Settings {
  Endpoint endpoint;
  std::string token_file;  // empty: a client certificate signs in
  Format format = Format::kTable;
  std::string study;  // as typed; empty: the caller's only study
};

// What a command works with: the service as its caller sees it, names, and
// where to print.
//
// Not thread-safe.
class Session {
 public:
  using Connector = std::function<absl::StatusOr<std::unique_ptr<Connection>>(
      const Endpoint& endpoint, const std::string& token)>;

  Session(Settings settings, Connector connector, std::ostream& out,
          std::ostream& err)
      : settings_(std::move(settings)),
        connector_(std::move(connector)),
        out_(out),
        err_(err) {}

  // Calls the service as the caller of the token file, which is read at the
  // first call.
  template <typename Request>
  absl::StatusOr<ResponseOf<Request>> Call(
      Request request, absl::Duration deadline = kCallDeadline) {
    CLI_RETURN_IF_ERROR(Connect());
    return connection_->Call(std::move(request), deadline);
  }
  template <typename Request>
  absl::StatusOr<ResponseOf<Request>> CallAllPages(Request request) {
    CLI_RETURN_IF_ERROR(Connect());
    return connection_->CallAllPages(std::move(request));
  }

  template <typename Request>
  absl::Status Watch(
      const Request& request,
      const std::function<bool(const ResponseOf<Request>&)>& visit) {
    CLI_RETURN_IF_ERROR(Connect());
    return connection_->Watch(request, visit);
  }

  // The same service as another caller sees it.
  absl::StatusOr<std::unique_ptr<Connection>> ConnectAs(
      const std::string& token_file) const;

  // `studies/{study}`: the one given, or the only one of the caller.
  absl::StatusOr<std::string> Study();
  // The full name of a resource of a study: see NameInStudy.
  absl::StatusOr<std::string> Name(absl::string_view argument,
                                   absl::string_view collection);

  // Prints an answer in the format asked for.
  absl::Status Print(const google::protobuf::Message& message,
                     const View& view);
  // Prints what a command that calls no service worked out.
  absl::Status Print(const std::string& json, const View& view);

  // Prints a message as JSON on one line, whatever the format.
  absl::Status PrintJsonLine(const google::protobuf::Message& message);

  const Settings& Options() const { return settings_; }
  // For progress and remarks; not part of the answer.
  std::ostream& Remarks() { return err_; }

 private:
  absl::Status Connect();
  absl::Status Write(const std::string& text);

  Settings settings_;
  Connector connector_;
  std::ostream& out_;
  std::ostream& err_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_SESSION_H_
