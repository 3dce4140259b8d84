#include "audit_service/api/errors.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "caselens/v1/error.pb.h"

namespace caselens {
namespace {

// The well-known names, so that any gRPC library decodes the details.
constexpr char kBadRequest[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kErrorInfo[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kRetryInfo[] = "type.googleapis.com/google.rpc.RetryInfo";

// Details travel in metadata, of which gRPC clients take 8 KB unless told
// otherwise: long lists are cut, and the message says so.
constexpr size_t kMaxViolations = 40;
constexpr size_t kMaxDetailBytes = 5 << 10;

}  // namespace

absl::Status InvalidFields(const std::vector<FieldViolation>& violations) {
  v1::BadRequest details;
  const size_t shown = std::min(violations.size(), kMaxViolations);
  size_t bytes = 0;
  for (size_t i = 0; i < shown; ++i) {
    bytes += violations[i].field.size() + violations[i].description.size();
    if (i > 0 && bytes > kMaxDetailBytes) break;
    v1::BadRequest::FieldViolation& detail = *details.add_field_violations();
    detail.set_field(violations[i].field);
    detail.set_description(violations[i].description);
  }
  std::string message = absl::StrCat(violations.front().field, ": ",
                                     violations.front().description);
  if (violations.size() > 1) {
    absl::StrAppend(&message, " (and ", violations.size() - 1, " more)");
  }
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kBadRequest, absl::Cord(details.SerializeAsString()));
  return status;
}

absl::Status InvalidField(absl::string_view field,
                          absl::string_view description) {
  return InvalidFields({{std::string(field), std::string(description)}});
}

absl::Status WithReason(absl::Status status, absl::string_view reason) {
  v1::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain("caselens");
  status.SetPayload(kErrorInfo, absl::Cord(info.SerializeAsString()));
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  v1::ErrorInfo info;
  const auto payload = status.GetPayload(kErrorInfo);
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) {
    return "";
  }
  return info.reason();
}

absl::Status WithRetryDelay(absl::Status status, absl::Duration delay) {
  v1::RetryInfo info;
  *info.mutable_retry_delay() =
      google::protobuf::util::TimeUtil::MicrosecondsToDuration(
          absl::ToInt64Microseconds(delay));
  status.SetPayload(kRetryInfo, absl::Cord(info.SerializeAsString()));
  return status;
}

absl::Status WithDetail(absl::Status status, absl::string_view type,
                        std::string bytes) {
  if (SerializedDetails(status).size() + bytes.size() <= kMaxDetailBytes) {
    status.SetPayload(type, absl::Cord(std::move(bytes)));
  }
  return status;
}

std::string SerializedDetails(const absl::Status& status) {
  v1::Status details;
  status.ForEachPayload(
      [&details](absl::string_view type, const absl::Cord& bytes) {
        google::protobuf::Any& detail = *details.add_details();
        detail.set_type_url(std::string(type));
        detail.set_value(std::string(bytes));
      });
  if (details.details().empty()) return "";
  details.set_code(static_cast<int>(status.code()));
  details.set_message(std::string(status.message()));
  return details.SerializeAsString();
}

}  // namespace caselens
