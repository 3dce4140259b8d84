#ifndef TESTS_CLIENTS_CLI_FAKE_SERVICE_H_
#define TESTS_CLIENTS_CLI_FAKE_SERVICE_H_

#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

#include "clients/cli/connection.h"
#include "clients/cli/program.h"
#include "clients/cli/rpcs.h"
#include "tests/temp_dir.h"

namespace caselens::cli {

// Answers the calls of a client from functions, and remembers them. A method
// without an answer is UNIMPLEMENTED.
class FakeService {
 public:
  template <typename Request>
  void On(std::function<absl::StatusOr<ResponseOf<Request>>(
              const Request&, const std::string& token)>
              answer) {
    answers_[Rpc<Request>::kMethod] =
        [answer](const google::protobuf::Message& request,
                 const std::string& token,
                 google::protobuf::Message& response) -> absl::Status {
      const absl::StatusOr<ResponseOf<Request>> result =
          answer(dynamic_cast<const Request&>(request), token);
      if (result.ok()) response.CopyFrom(*result);
      return result.status();
    };
  }
  // The same response to every call.
  template <typename Request>
  void Answer(const ResponseOf<Request>& response) {
    On<Request>(
        [response](const Request&, const std::string&) { return response; });
  }
  template <typename Request>
  void Refuse(const absl::Status& status) {
    On<Request>(
        [status](const Request&, const std::string&) { return status; });
  }

  Session::Connector Connector() {
    return [this](const Endpoint&, const std::string& token)
               -> absl::StatusOr<std::unique_ptr<Connection>> {
      return std::make_unique<Fake>(*this, token);
    };
  }

  // Methods called so far, `GetStudy`, in order.
  std::vector<std::string> Calls() const {
    std::vector<std::string> calls;
    for (const auto& [method, request] : log_) {
      calls.push_back(method.substr(method.rfind('/') + 1));
    }
    return calls;
  }
  // The requests of one type, in order.
  template <typename Request>
  std::vector<Request> Requests() const {
    std::vector<Request> requests;
    for (const auto& [method, bytes] : log_) {
      if (method != Rpc<Request>::kMethod) continue;
      requests.emplace_back().ParseFromString(bytes);
    }
    return requests;
  }
  void ForgetCalls() { log_.clear(); }

 private:
  class Fake : public Connection {
   public:
    Fake(FakeService& service, std::string token)
        : service_(service), token_(std::move(token)) {}

   private:
    absl::Status Invoke(const std::string& method,
                        const google::protobuf::Message& request,
                        absl::Duration /*deadline*/,
                        google::protobuf::Message& response) override {
      service_.log_.emplace_back(method, request.SerializeAsString());
      const auto at = service_.answers_.find(method);
      if (at == service_.answers_.end()) {
        return absl::UnimplementedError(method);
      }
      return at->second(request, token_, response);
    }

    // A stream of one message.
    absl::Status InvokeStream(const std::string& method,
                              const google::protobuf::Message& request,
                              absl::Duration deadline,
                              google::protobuf::Message& message,
                              const std::function<bool()>& visit) override {
      absl::Status status = Invoke(method, request, deadline, message);
      if (status.ok()) visit();
      return status;
    }

    FakeService& service_;
    std::string token_;
  };

  std::map<std::string, std::function<absl::Status(
                            const google::protobuf::Message&,
                            const std::string&, google::protobuf::Message&)>>
      answers_;
  std::vector<std::pair<std::string, std::string>> log_;
};

// A folder of its own for one test, with a usable token in `token`.
class TestFolder {
 public:
  TestFolder();

  std::string Path(const std::string& file) const {
    return directory_.Path(file);
  }
  // Writes a file that only its owner can read.
  std::string Write(const std::string& file, const std::string& text) const;

 private:
  TempDir directory_;
};

// What a run of the program left behind.
struct Outcome {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// Runs `caselens arguments...` against `service`, signed in.
Outcome RunCli(FakeService& service, const TestFolder& folder,
               std::vector<std::string> arguments);

}  // namespace caselens::cli

#endif  // TESTS_CLIENTS_CLI_FAKE_SERVICE_H_
