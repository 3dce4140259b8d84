#include "clients/cli/errors.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "google/protobuf/util/time_util.h"

#include "caselens/v1/error.pb.h"
#include "clients/cli/output/text.h"

namespace caselens::cli {
namespace {

constexpr char kBadRequest[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kErrorInfo[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kRetryInfo[] = "type.googleapis.com/google.rpc.RetryInfo";
// Payloads of this program's own.
constexpr char kUsage[] = "caselens.cli/usage";
constexpr char kCheck[] = "caselens.cli/check";
constexpr char kExplained[] = "caselens.cli/explained";

bool Has(const absl::Status& status, absl::string_view payload) {
  return status.GetPayload(payload).has_value();
}

// The detail of that type; empty if there is none.
template <typename Detail>
Detail DetailOf(const absl::Status& status, absl::string_view type) {
  Detail detail;
  const absl::optional<absl::Cord> bytes = status.GetPayload(type);
  if (bytes.has_value() && !detail.ParseFromString(std::string(*bytes))) {
    detail.Clear();
  }
  return detail;
}

std::string Unreachable(absl::string_view server) {
  return absl::StrCat("cannot reach the service at ", server);
}

// The first words of the message, by what kind of error it is.
std::string Opening(const absl::Status& status, absl::string_view server) {
  if (Has(status, kUsage)) return "usage";
  if (Has(status, kCheck)) return "NOT VERIFIED";
  switch (ExitCodeOf(status)) {
    case kExitUnreachable:
      return absl::IsDeadlineExceeded(status)
                 ? absl::StrCat("no answer in time from ", server)
                 : Unreachable(server);
    case kExitNotAllowed:
      return absl::IsUnauthenticated(status) ? "not signed in" : "not allowed";
    case kExitConflict:
      return "conflict";
    default:
      return absl::IsInternal(status) || absl::IsDataLoss(status) ||
                     absl::IsUnknown(status)
                 ? "the service failed"
                 : "the service refused";
  }
}

// What a person can do about it; "" if the message says it all.
std::string Advice(const absl::Status& status) {
  if (Has(status, kUsage)) return "";
  switch (ExitCodeOf(status)) {
    case kExitUnreachable:
      return "Is it running? `./dev run` starts one; --server or "
             "CASELENS_SERVER names another.";
    case kExitNotAllowed:
      return absl::IsUnauthenticated(status)
                 ? "Name the file with your token by --token-file or "
                   "CASELENS_TOKEN_FILE; an administrator makes tokens with "
                   "`caselens token create`."
                 : "`caselens whoami` lists your roles; an administrator gives "
                   "others with `caselens role grant`.";
    case kExitConflict:
      return "Read it again, apply your change to what is there now, and save "
             "again.";
    default:
      return "";
  }
}

}  // namespace

absl::Status UsageError(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsage, absl::Cord());
  return status;
}

absl::Status NotSignedIn(absl::string_view message) {
  return absl::UnauthenticatedError(message);
}

absl::Status CheckFailed(absl::string_view message) {
  absl::Status status = absl::DataLossError(message);
  status.SetPayload(kCheck, absl::Cord());
  return status;
}

absl::Status AlreadyExplained() {
  absl::Status status = absl::FailedPreconditionError("");
  status.SetPayload(kExplained, absl::Cord());
  return status;
}

absl::Status ServiceError(int grpc_code, absl::string_view message,
                          absl::string_view details) {
  absl::Status status(static_cast<absl::StatusCode>(grpc_code), message);
  v1::Status parsed;
  if (!parsed.ParseFromString(std::string(details))) return status;
  for (const google::protobuf::Any& detail : parsed.details()) {
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return status;
}

v1::BadRequest ViolationsOf(const absl::Status& status) {
  return DetailOf<v1::BadRequest>(status, kBadRequest);
}

absl::Status WithViolations(const absl::Status& status,
                            const v1::BadRequest& violations) {
  absl::Status changed = status;
  changed.SetPayload(kBadRequest, absl::Cord(violations.SerializeAsString()));
  return changed;
}

std::string ReasonOf(const absl::Status& status) {
  return DetailOf<v1::ErrorInfo>(status, kErrorInfo).reason();
}

absl::Duration RetryDelayOf(const absl::Status& status) {
  return absl::Microseconds(
      google::protobuf::util::TimeUtil::DurationToMicroseconds(
          DetailOf<v1::RetryInfo>(status, kRetryInfo).retry_delay()));
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (Has(status, kUsage)) return kExitUsage;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kExitUnreachable;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return kExitNotAllowed;
    case absl::StatusCode::kAborted:
      return kExitConflict;
    default:
      return kExitRefused;
  }
}

std::string Explain(const absl::Status& status, absl::string_view server) {
  if (status.ok() || Has(status, kExplained)) return "";
  const v1::BadRequest violations = ViolationsOf(status);
  std::string text = absl::StrCat("caselens: ", Opening(status, server), ": ",
                                  Printable(status.message()));
  const std::string reason = ReasonOf(status);
  if (!reason.empty()) absl::StrAppend(&text, " [", Printable(reason), "]");
  text.push_back('\n');
  // A single violation is the message itself.
  if (violations.field_violations_size() > 1) {
    for (const auto& violation : violations.field_violations()) {
      absl::StrAppend(&text, "  ", Printable(violation.field()), ": ",
                      Printable(violation.description()), "\n");
    }
  }
  const std::string advice = Advice(status);
  if (!advice.empty()) absl::StrAppend(&text, advice, "\n");
  return text;
}

}  // namespace caselens::cli
