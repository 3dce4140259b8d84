#include "audit_service/handlers/history_handler.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/sight.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// Which events a caller may know of.
struct Reach {
  std::string caller;
  bool reads_all = false;  // else own events only
  SightOf sight;

  // An event about a file that the caller is coding tells of others' codings,
  // unless it is the caller's own doing.
  bool Covers(const EventRow& event) const {
    if (event.actor == caller) return true;
    return reads_all && (event.case_file.empty() ||
                         sight.At(event.case_file) == Sight::kOpen);
  }
};

}  // namespace

absl::Status HistoryHandler::ListEvents(
    const Call& call, Reader& reader, const v1::ListEventsRequest& request,
    v1::ListEventsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(Page page,
                            ParsePage(request, limits::kMaxLongPageSize));
  Reach reach{.caller = call.caller.Id(),
              .reads_all = call.caller.HasAny(
                  call.scope.study, {v1::Grant::STUDY_STEWARD,
                                     v1::Grant::GOVERNANCE_AUDITOR}),
              .sight = {}};
  CASELENS_ASSIGN_OR_RETURN(
      reach.sight, SightOf::Load(reader, call.scope.study, reach.caller));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<EventRow> rows,
      reader.ListEvents(call.scope.study, {.resource = request.resource()},
                        page));
  for (const EventRow& row : rows) {
    if (!reach.Covers(row)) continue;
    if (!response.add_events()->ParseFromString(row.record)) {
      return absl::DataLossError("a stored event does not parse");
    }
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(
        NextPageToken(request, absl::StrCat(rows.back().sequence)));
  }
  return absl::OkStatus();
}

}  // namespace caselens
