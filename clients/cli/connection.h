#ifndef CLIENTS_CLI_CONNECTION_H_
#define CLIENTS_CLI_CONNECTION_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "clients/cli/request_id.h"
#include "clients/cli/rpcs.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {

inline constexpr absl::Duration kCallDeadline = absl::Seconds(30);
inline constexpr absl::Duration kImportDeadline = absl::Minutes(5);
inline constexpr absl::Duration kWatchDeadline = absl::Hours(24 * 7);

// Calls of one caller to one service. The only way commands reach the service;
// knows messages, no gRPC. Errors are those of errors.h.
//
// Not thread-safe.
class Connection {
 public:
  virtual ~Connection() = default;

  // Sends `request` to its method. A request id that is not set becomes a new
  // UUID, the same for every attempt that this call takes.
  template <typename Request>
  absl::StatusOr<ResponseOf<Request>> Call(
      Request request, absl::Duration deadline = kCallDeadline) {
    if constexpr (requires { request.set_request_id(std::string()); }) {
      if (request.request_id().empty()) request.set_request_id(NewRequestId());
    }
    ResponseOf<Request> response;
    CLI_RETURN_IF_ERROR(
        Invoke(Rpc<Request>::kMethod, request, deadline, response));
    return response;
  }

  // Sends `request` to a method that streams, and hands each message to
  // `visit`, one at a time, on any thread, until the stream ends, or `visit`
  // says false: CANCELLED. A stream that breaks off because the service
  // restarts is asked for again.
  template <typename Request>
  absl::Status Watch(
      const Request& request,
      const std::function<bool(const ResponseOf<Request>&)>& visit,
      absl::Duration deadline = kWatchDeadline) {
    ResponseOf<Request> message;
    return InvokeStream(Rpc<Request>::kMethod, request, deadline, message,
                        [&] { return visit(message); });
  }

  // Sends a list request again and again until the last page, and returns all
  // pages as one response.
  template <typename Request>
  absl::StatusOr<ResponseOf<Request>> CallAllPages(Request request) {
    request.set_page_size(kPageSize);
    ResponseOf<Request> all;
    do {
      CLI_ASSIGN_OR_RETURN(ResponseOf<Request> page, Call(request));
      if (!page.next_page_token().empty() &&
          page.next_page_token() == request.page_token()) {
        return absl::InternalError("the service returns one page for ever");
      }
      request.set_page_token(page.next_page_token());
      page.clear_next_page_token();
      all.MergeFrom(page);
    } while (!request.page_token().empty());
    return all;
  }

 protected:
  Connection() = default;
  Connection(const Connection&) = default;
  Connection& operator=(const Connection&) = default;

 private:
  static constexpr int kPageSize = 1000;  // the service takes less if it must

  // Calls `method` ("/caselens.v1.StudyService/GetStudy") once or, while the
  // service is unavailable, a few times.
  virtual absl::Status Invoke(const std::string& method,
                              const google::protobuf::Message& request,
                              absl::Duration deadline,
                              google::protobuf::Message& response) = 0;
  // The same for a stream; `visit` is called when `message` holds the next one,
  // and says whether to go on.
  virtual absl::Status InvokeStream(const std::string& method,
                                    const google::protobuf::Message& request,
                                    absl::Duration deadline,
                                    google::protobuf::Message& message,
                                    const std::function<bool()>& visit) = 0;
};

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_CONNECTION_H_
