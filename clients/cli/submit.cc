#include "clients/cli/submit.h"

#include <string>

#include "absl/status/status.h"

#include "caselens/v1/error.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

absl::Status WithAllViolations(Session& session, const std::string& name,
                               const absl::Status& refused) {
  v1::CheckCodingRequest request;
  request.set_name(name);
  const absl::StatusOr<v1::CheckCodingResponse> found = session.Call(request);
  if (!found.ok() || found->violations().empty()) return refused;
  v1::BadRequest violations;
  for (const auto& violation : found->violations()) {
    v1::BadRequest::FieldViolation& one = *violations.add_field_violations();
    one.set_field(violation.field());
    one.set_description(violation.description());
  }
  return WithViolations(refused, violations);
}

}  // namespace

absl::StatusOr<v1::Coding> Submit(Session& session, const std::string& name,
                                  const std::string& etag) {
  v1::SubmitCodingRequest request;
  request.set_name(name);
  request.set_etag(etag);
  absl::StatusOr<v1::Coding> coding = session.Call(request);
  if (!absl::IsInvalidArgument(coding.status())) return coding;
  return WithAllViolations(session, name, coding.status());
}

}  // namespace caselens::cli
