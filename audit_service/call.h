#ifndef AUDIT_SERVICE_CALL_H_
#define AUDIT_SERVICE_CALL_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"

#include "audit_service/access/caller.h"
#include "audit_service/environment.h"
#include "audit_service/history/event.h"
#include "storage/scope.h"
#include "storage/store.h"

namespace caselens {

// One authorized call, as handlers see it. A plain value: a change that is
// committed later carries its own copy.
struct Call {
  Caller caller;
  Scope scope;         // what the caller's roles for this method cover
  std::string method;  // CodingService/SaveAnswers
  absl::Time now;
  const Environment* environment = nullptr;  // outlives all calls

  // A call that the service makes itself, in the name of `actor`.
  static Call Internal(const Environment& environment, std::string method,
                       v1::Principal actor);

  int64_t NowMicros() const { return absl::ToUnixMicros(now); }
  // A change by this caller, now; the rest is for the handler to fill in.
  Change NewChange() const;
};

// A write, decided but not yet made.
struct Plan {
  // Runs in the writer's transaction. Empty: there is nothing to change.
  Store::Change change;
  // Completes the response once the change is durable, with what must not be
  // kept for repeated requests.
  std::function<void()> after;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_CALL_H_
