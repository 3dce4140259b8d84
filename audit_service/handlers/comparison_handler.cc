#include "audit_service/handlers/comparison_handler.h"

#include <string>

#include "absl/status/status.h"

#include "audit_service/api/comparison_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/reveal.h"
#include "typology/base/status_macros.h"
#include "typology/johnson/indicators.h"
#include "typology/johnson/rule.h"

namespace caselens {
namespace {

absl::StatusOr<DirectionIndicators> ParseFrom(absl::string_view field,
                                              const std::string& text) {
  absl::StatusOr<DirectionIndicators> parsed = ParseDirection(text);
  if (!parsed.ok()) return InvalidField(field, parsed.status().message());
  return parsed;
}

}  // namespace

absl::Status ComparisonHandler::CompareCoding(
    const Call& call, Reader& reader, const v1::CompareCodingRequest& request,
    v1::Comparison& response) const {
  CASELENS_ASSIGN_OR_RETURN(const OpenCoding coding,
                            OpenAny(catalogue_, call, reader, request.name()));
  const bool is_own = coding.row.auditor == call.caller.Id();
  if (is_own && coding.State() != v1::Coding::COMPLETE) {
    return WithReason(
        absl::FailedPreconditionError(
            "the comparison is shown with the second reveal: submit, reveal, "
            "match and reveal again first"),
        "CODING_STATE");
  }
  return RenderComparison(coding, response);
}

absl::Status ComparisonHandler::SuggestTypology(
    const Call& /*call*/, Reader& /*reader*/,
    const v1::SuggestTypologyRequest& request,
    v1::TypologySuggestion& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(const DirectionIndicators d12,
                            ParseFrom("from_1", request.from_1()));
  CASELENS_ASSIGN_OR_RETURN(const DirectionIndicators d21,
                            ParseFrom("from_2", request.from_2()));
  const absl::StatusOr<DyadIndicators> dyad = ParseDyad(request.dyad());
  if (!dyad.ok()) return InvalidField("dyad", dyad.status().message());
  RenderSuggestion(Suggest(d12, d21, *dyad), response);
  return absl::OkStatus();
}

}  // namespace caselens
