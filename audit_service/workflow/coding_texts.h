#ifndef AUDIT_SERVICE_WORKFLOW_CODING_TEXTS_H_
#define AUDIT_SERVICE_WORKFLOW_CODING_TEXTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "audit_service/anonymity/placeholder_memory.h"
#include "audit_service/call.h"
#include "audit_service/workflow/open_coding.h"
#include "caselens/v1/anonymity.pb.h"
#include "storage/rows.h"
#include "typology/anonymity/guard.h"
#include "typology/template/document.h"

namespace caselens {

using KeepMessages = google::protobuf::RepeatedPtrField<v1::Keep>;

// The guard over the texts of codings. Thread-safe.
class CodingTexts {
 public:
  // `guard` and `memory` outlive this; `key` is that of the hashes of kept
  // spans.
  CodingTexts(const anonymity::Guard& guard, PlaceholderMemory& memory,
              std::string key)
      : guard_(guard), memory_(memory), key_(std::move(key)) {}

  // The kept spans of `coding` once it holds `next`: those in texts that stay
  // as they are, those that `keeps` names, and those whose words were kept in
  // the same text `before`. INVALID_ARGUMENT with every other finding, and for
  // a keep of what was not found. Texts that stay are not scanned again.
  absl::StatusOr<std::vector<KeptSpanRow>> Check(
      const Call& call, const OpenCoding& coding, const Document& next,
      const KeepMessages& keeps, const std::vector<KeptSpanRow>& before) const;

  // What the detectors of today find in `document` of `coding` beyond the spans
  // kept `before`, as spans that wait in quarantine.
  std::vector<KeptSpanRow> FindUnkept(
      const Environment& environment, const CodingRow& coding,
      const Document& document, const std::vector<KeptSpanRow>& before) const;

 private:
  class Checked;

  std::string SpanMac(const std::string& site, absl::string_view span) const;
  KeptSpanRow NewRow(const Environment& environment, const CodingRow& coding,
                     const std::string& path, const anonymity::Finding& finding,
                     std::string mac) const;

  const anonymity::Guard& guard_;
  PlaceholderMemory& memory_;
  const std::string key_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_CODING_TEXTS_H_
