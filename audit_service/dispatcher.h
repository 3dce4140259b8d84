#ifndef AUDIT_SERVICE_DISPATCHER_H_
#define AUDIT_SERVICE_DISPATCHER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

#include "audit_service/access/authenticator.h"
#include "audit_service/access/rate_limiter.h"
#include "audit_service/call.h"
#include "audit_service/environment.h"
#include "audit_service/limits.h"
#include "audit_service/operations/call_observer.h"
#include "storage/store.h"
#include "typology/anonymity/guard.h"

namespace caselens {

// A call as it arrives, whatever carried it.
struct Arrival {
  std::string method;   // CodingService/SaveAnswers
  Evidence evidence;    // of who is calling
  std::string address;  // that limits count by; "": not limited
  TraceContext trace;
  const google::protobuf::Message* request = nullptr;
  // Fills `request` from what was sent; null if that is done. Called once it is
  // known who is calling and that they do not call too often: nobody else may
  // make the service work.
  std::function<absl::Status()> parse;
};

// Calls a second, on average; 0 is no limit.
struct CallRates {
  int of_principal = limits::kCallsPerSecondOfPrincipal;
  int of_address = limits::kCallsPerSecondOfAddress;
};

// What every call goes through, in this order: does its address call too
// often, who is calling, do they call too often, can the request be read, may
// they, has the same request been answered before, may its texts be kept; then
// the handler. Knows no gRPC.
//
// Thread-safe.
class Dispatcher {
 public:
  using ReadHandler = absl::FunctionRef<absl::Status(const Call&, Reader&)>;
  using WriteHandler =
      std::function<absl::StatusOr<Plan>(const Call&, Reader&)>;

  // `guard` checks the texts of every request that writes. All but the rates
  // outlive this.
  Dispatcher(Store& store, const Environment& environment,
             const anonymity::Guard& guard, const Authenticator& authenticator,
             CallObserver& observer, const CallRates& rates);

  absl::Status Read(const Arrival& arrival, ReadHandler handler);

  // Decides with `handler` on a snapshot, then queues the change; `answer`
  // is called once, maybe on another thread, maybe before this returns. A
  // request id that was answered before gets the first answer in `response`;
  // with another request, ALREADY_EXISTS. Request and response outlive
  // `answer`.
  void Write(const Arrival& arrival, google::protobuf::Message& response,
             const WriteHandler& handler, Store::Done answer);

 private:
  using Answer = std::function<void(const absl::Status&)>;

  // A report of the call, begun, and `done` so that it ends it.
  struct Observed {
    std::shared_ptr<CallReport> report;
    Answer done;
  };
  Observed Observe(const Arrival& arrival, Answer done);
  // Before anything is read for the call.
  absl::Status CheckAddress(const Arrival& arrival);
  absl::StatusOr<Call> Admit(const Arrival& arrival, Reader& reader,
                             CallReport& report);

  Store& store_;
  const Environment& environment_;
  const anonymity::Guard& guard_;
  const Authenticator& authenticator_;
  CallObserver& observer_;
  RateLimiter addresses_;
  RateLimiter principals_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_DISPATCHER_H_
