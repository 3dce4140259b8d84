#include "typology/anonymity/json.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/guard.h"
#include "typology/anonymity/refusal.h"

namespace caselens::anonymity {

std::string ToJson(const ScanResult& result) {
  const std::string refused =
      result.refusal ? absl::StrCat("\"refused\":\"",
                                    RefusalName(result.refusal->kind), "\",")
                     : "";
  const std::string findings = absl::StrJoin(
      result.findings, ",", [](std::string* out, const Finding& finding) {
        absl::StrAppend(out, "{\"type\":\"", TypeName(finding.type),
                        "\",\"action\":\"",
                        finding.action == Action::kBlock ? "BLOCK" : "WARN",
                        "\",\"start\":", finding.chars.begin,
                        ",\"end\":", finding.chars.end, "}");
      });
  return absl::StrCat("{", refused, "\"findings\":[", findings, "]}");
}

}  // namespace caselens::anonymity
