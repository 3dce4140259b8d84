#include "audit_service/operations/trace_context.h"

#include <algorithm>
#include <string>

namespace caselens {
namespace {

// version-traceid-parentid-flags
constexpr size_t kTraceAt = 3;
constexpr size_t kTraceDigits = 32;
constexpr size_t kSpanAt = kTraceAt + kTraceDigits + 1;
constexpr size_t kSpanDigits = 16;
constexpr size_t kFlagsAt = kSpanAt + kSpanDigits + 1;
constexpr size_t kCharacters = kFlagsAt + 2;

bool IsHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

bool IsZero(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '0'; });
}

}  // namespace

TraceContext ParseTraceparent(absl::string_view text) {
  // A later version may say more behind another hyphen.
  if (text.size() < kCharacters ||
      (text.size() > kCharacters && text[kCharacters] != '-')) {
    return {};
  }
  const absl::string_view version = text.substr(0, 2);
  const absl::string_view trace = text.substr(kTraceAt, kTraceDigits);
  const absl::string_view span = text.substr(kSpanAt, kSpanDigits);
  const bool is_well_formed =
      IsHex(version) && version != "ff" &&
      (version != "00" || text.size() == kCharacters) &&
      text[kTraceAt - 1] == '-' && text[kSpanAt - 1] == '-' &&
      text[kFlagsAt - 1] == '-' && IsHex(text.substr(kFlagsAt, 2)) &&
      IsHex(trace) && !IsZero(trace) && IsHex(span) && !IsZero(span);
  if (!is_well_formed) return {};
  return {.trace_id = std::string(trace), .span_id = std::string(span)};
}

}  // namespace caselens
