#include "audit_service/call.h"

#include <string>
#include <utility>

#include "absl/strings/str_replace.h"

namespace caselens {

Call Call::Internal(const Environment& environment, std::string method,
                    v1::Principal actor) {
  Call call{.caller = Caller(std::move(actor))};
  call.method = std::move(method);
  call.now = environment.now();
  call.environment = &environment;
  return call;
}

Change Call::NewChange() const {
  return {.study = scope.study,
          .actor = caller.Id(),
          .action = absl::StrReplaceAll(method, {{"/", "."}}),
          .time_us = NowMicros()};
}

}  // namespace caselens
