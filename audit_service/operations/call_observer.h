#ifndef AUDIT_SERVICE_OPERATIONS_CALL_OBSERVER_H_
#define AUDIT_SERVICE_OPERATIONS_CALL_OBSERVER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "audit_service/call.h"
#include "audit_service/operations/trace_context.h"

namespace caselens {

// A call that was answered, as operators may see it.
struct CallReport {
  std::string method;     // CodingService/SaveAnswers
  std::string principal;  // id; "" until it is known
  TraceContext trace;
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string reason;  // of docs/errors.md; "" if there is none
  absl::Duration took;
};

// Hears what becomes of calls. Called on threads that answer calls, several at
// a time: must not wait.
class CallObserver {
 public:
  virtual ~CallObserver() = default;

  virtual void OnAnswer(const CallReport& /*report*/) {}
  // The answer to `call` holds codings or is worked out from them; `resource`
  // is what the request named.
  virtual void OnRead(const Call& /*call*/, const std::string& /*resource*/) {}
  // What the store said to a change.
  virtual void OnChange(const absl::Status& /*status*/) {}
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_OPERATIONS_CALL_OBSERVER_H_
