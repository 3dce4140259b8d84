#ifndef AUDIT_SERVICE_OPERATIONS_TRACE_CONTEXT_H_
#define AUDIT_SERVICE_OPERATIONS_TRACE_CONTEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace caselens {

// Where a call belongs, by W3C Trace Context. Both empty if the caller does not
// say.
struct TraceContext {
  std::string trace_id;  // 32 lower case hexadecimal digits
  std::string span_id;   // of the caller; 16 of them
  bool operator==(const TraceContext&) const = default;
};

// What the metadata `traceparent` says; empty if it is not of that form: no
// other words get into the log.
TraceContext ParseTraceparent(absl::string_view text);

}  // namespace caselens

#endif  // AUDIT_SERVICE_OPERATIONS_TRACE_CONTEXT_H_
