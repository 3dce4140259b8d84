#include "audit_service/api/anonymity_api.h"

#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/errors.h"

namespace caselens {
namespace {

using anonymity::Finding;
using google::protobuf::util::TimeUtil;

constexpr char kFindings[] =
    "type.googleapis.com/caselens.v1.IdentifierFindings";

void RenderFinding(const Finding& finding, v1::TextFinding& message) {
  message.set_type(std::string(anonymity::TypeName(finding.type)));
  message.set_action(finding.action == anonymity::Action::kBlock
                         ? v1::TextFinding::BLOCK
                         : v1::TextFinding::WARN);
  message.set_start(static_cast<int32_t>(finding.chars.begin));
  message.set_end(static_cast<int32_t>(finding.chars.end));
  message.set_start_byte(static_cast<int32_t>(finding.bytes.begin));
  message.set_end_byte(static_cast<int32_t>(finding.bytes.end));
  message.set_reason(finding.reason);
  message.set_replacement(finding.replacement);
}

std::string Describe(const Finding& finding) {
  return absl::StrCat(anonymity::TypeName(finding.type), " at characters ",
                      finding.chars.begin, " to ", finding.chars.end,
                      ": want `", finding.replacement, "` there. ",
                      finding.reason);
}

}  // namespace

absl::Status IdentifiersFound(const std::vector<FieldFindings>& fields) {
  if (fields.empty()) return absl::OkStatus();
  std::vector<FieldViolation> violations;
  v1::IdentifierFindings details;
  bool blocked = false;
  for (const FieldFindings& field : fields) {
    blocked = blocked || field.result.Blocked();
    v1::IdentifierFindings::Field& detail = *details.add_fields();
    detail.set_field(field.field);
    RenderCheckedText(field.result, *detail.mutable_found());
    if (field.result.refusal.has_value()) {
      violations.push_back({field.field, std::string(anonymity::RefusalReason(
                                             field.result.refusal->kind))});
    }
    for (const Finding& finding : field.result.findings) {
      violations.push_back({field.field, Describe(finding)});
    }
  }
  absl::Status status =
      WithReason(InvalidFields(violations),
                 blocked ? "IDENTIFIER_FOUND" : "IDENTIFIER_POSSIBLE");
  return WithDetail(std::move(status), kFindings, details.SerializeAsString());
}

void RenderCheckedText(const anonymity::ScanResult& result,
                       v1::CheckedText& message) {
  if (result.refusal.has_value()) {
    message.set_refused(
        std::string(anonymity::RefusalName(result.refusal->kind)));
  }
  for (const Finding& finding : result.findings) {
    RenderFinding(finding, *message.add_findings());
  }
}

void RenderKeptSpan(const KeptSpanRow& row, v1::KeptSpan& message) {
  const std::string study = absl::StrCat("studies/", row.study);
  message.set_name(absl::StrCat(study, "/keptSpans/", row.id));
  message.set_state(static_cast<v1::KeptSpan::State>(row.state));
  message.set_coding(absl::StrCat(study, "/codings/", row.coding));
  message.set_site(row.site);
  message.set_field(row.field);
  message.set_start(row.start_character);
  message.set_end(row.end_character);
  message.set_type(row.type);
  message.set_detectors_version(row.detectors_version);
  message.set_reason(static_cast<v1::KeepReason>(row.reason));
  message.set_author(absl::StrCat("principals/", row.author));
  *message.mutable_create_time() =
      TimeUtil::MicrosecondsToTimestamp(row.create_us);
  if (row.reader.empty()) return;
  message.set_reader(absl::StrCat("principals/", row.reader));
  *message.mutable_review_time() =
      TimeUtil::MicrosecondsToTimestamp(row.review_us);
}

}  // namespace caselens
