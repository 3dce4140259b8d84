#ifndef AUDIT_SERVICE_DISPATCHER_H_
#define AUDIT_SERVICE_DISPATCHER_H_

#include <functional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

#include "audit_service/call.h"
#include "audit_service/environment.h"
#include "storage/store.h"
#include "typology/anonymity/guard.h"

namespace caselens {

// A call as it arrives, whatever carried it.
struct Arrival {
  std::string method;         // CodingService/SaveAnswers
  std::string authorization;  // value of that metadata key, or ""
  const google::protobuf::Message* request = nullptr;
};

// What every call goes through, in this order: who is calling, may they, has
// the same request been answered before, may its texts be kept; then the
// handler. Knows no gRPC.
//
// Thread-safe.
class Dispatcher {
 public:
  using ReadHandler = absl::FunctionRef<absl::Status(const Call&, Reader&)>;
  using WriteHandler =
      std::function<absl::StatusOr<Plan>(const Call&, Reader&)>;

  // `guard` checks the texts of every request that writes; `token_key` is the
  // key of stored token hashes.
  Dispatcher(Store& store, const Environment& environment,
             const anonymity::Guard& guard, std::string token_key);

  absl::Status Read(const Arrival& arrival, ReadHandler handler);

  // Decides with `handler` on a snapshot, then queues the change; `done` is
  // called once, maybe on another thread, maybe before this returns. A request
  // id that was answered before gets the first answer in `response`; with
  // another request, ALREADY_EXISTS. Request and response outlive `done`.
  void Write(const Arrival& arrival, google::protobuf::Message& response,
             const WriteHandler& handler, Store::Done done);

 private:
  absl::StatusOr<Call> Admit(const Arrival& arrival, Reader& reader) const;

  Store& store_;
  const Environment& environment_;
  const anonymity::Guard& guard_;
  const std::string token_key_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_DISPATCHER_H_
