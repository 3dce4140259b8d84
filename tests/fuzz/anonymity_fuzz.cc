// Scans any bytes: no crash; spans in order, inside the text, on code-point
// boundaries, and the same in bytes and code points; nothing of a refused text.
// libFuzzer itself reports what takes too long (-timeout).

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/guard.h"
#include "typology/anonymity/identity.h"
#include "typology/anonymity/json.h"
#include "typology/anonymity/refusal.h"
#include "typology/anonymity/site_id.h"
#include "typology/anonymity/text.h"

namespace {

using caselens::anonymity::DecodedText;
using caselens::anonymity::Finding;
using caselens::anonymity::Guard;
using caselens::anonymity::Range;
using caselens::anonymity::RefusalKind;
using caselens::anonymity::ScanResult;

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckSpan(const DecodedText& text, Range chars) {
  Check(chars.begin < chars.end);
  Check(chars.end <= text.chars.size());
}

void CheckResult(const DecodedText& text, const ScanResult& result) {
  uint32_t last = 0;
  for (const Finding& finding : result.findings) {
    Check(finding.chars.begin >= last);
    CheckSpan(text, finding.chars);
    Check(finding.bytes.begin == text.byte_offset[finding.chars.begin]);
    Check(finding.bytes.end == text.byte_offset[finding.chars.end]);
    Check(!finding.reason.empty() && !finding.replacement.empty());
    last = finding.chars.end;
  }
  if (!result.refusal) return;
  Check(result.findings.empty() && result.Blocked());
  CheckSpan(text, result.refusal->chars);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& guard = *new Guard();
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ScanResult result = guard.Scan(bytes);
  const std::optional<DecodedText> text =
      caselens::anonymity::DecodeUtf8(bytes);
  if (text) {
    CheckResult(*text, result);
  } else {
    Check(result.refusal->kind == RefusalKind::kInvalidUtf8);
  }
  Check(!ToJson(result).empty());
  caselens::anonymity::SpanIdentity(bytes);
  caselens::anonymity::FindSiteIdFault(guard, bytes);
  return 0;
}
