// Scans any bytes: no crash, findings in order and on code-point boundaries,
// whatever the text. libFuzzer itself reports what takes too long.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/guard.h"
#include "typology/anonymity/json.h"

namespace {

using caselens::anonymity::Finding;
using caselens::anonymity::Guard;
using caselens::anonymity::ScanResult;

void Check(bool holds) {
  if (!holds) std::abort();
}

bool IsBoundary(absl::string_view text, size_t at) {
  return at == text.size() ||
         (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

void CheckFindings(absl::string_view text, const ScanResult& result) {
  uint32_t last = 0;
  for (const Finding& finding : result.findings) {
    Check(finding.bytes.begin >= last);
    Check(finding.bytes.begin < finding.bytes.end);
    Check(finding.chars.begin < finding.chars.end);
    Check(finding.bytes.end <= text.size());
    Check(IsBoundary(text, finding.bytes.begin));
    Check(IsBoundary(text, finding.bytes.end));
    Check(!finding.reason.empty() && !finding.replacement.empty());
    last = finding.bytes.end;
  }
  Check(!result.refusal || result.findings.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& guard = *new Guard();
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const ScanResult result = guard.Scan(text);
  CheckFindings(text, result);
  Check(!caselens::anonymity::ToJson(result).empty());
  return 0;
}
