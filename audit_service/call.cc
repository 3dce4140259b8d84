#include "audit_service/call.h"

#include "absl/strings/str_replace.h"

namespace caselens {

Change Call::NewChange() const {
  return {.study = scope.study,
          .actor = caller.Id(),
          .action = absl::StrReplaceAll(method, {{"/", "."}}),
          .time_us = NowMicros()};
}

}  // namespace caselens
