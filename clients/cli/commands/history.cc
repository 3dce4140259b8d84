#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"

#include "caselens/v1/history.pb.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

View HistoryView(const v1::ListEventsResponse& response) {
  Grid csv({"sequence", "time", "actor", "action", "resource",
            "commitment_before", "commitment_after", "commitment_reason"});
  Grid shown({"sequence", "time", "actor", "action", "resource"});
  for (const v1::Event& event : response.events()) {
    const Cell sequence = Cell::Number(event.sequence());
    const std::string time = TimeText(event.time());
    const std::string actor = LastId(event.actor());
    shown.Add({sequence, time, actor, event.action(), event.resource()});
    csv.Add({sequence, time, actor, event.action(), event.resource(),
             absl::BytesToHexString(event.commitment_before()),
             absl::BytesToHexString(event.commitment_after()),
             absl::BytesToHexString(event.commitment_reason())});
  }
  View view;
  view.csv = std::move(csv);
  view.Show(std::move(shown));
  return view;
}

absl::Status ListEvents(Session& session, const std::string& resource) {
  v1::ListEventsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_resource(resource);
  CLI_ASSIGN_OR_RETURN(const v1::ListEventsResponse events,
                       session.CallAllPages(request));
  return session.Print(events, HistoryView(events));
}

}  // namespace

void AddHistoryCommands(Program& program) {
  program.Describe("history", "Who changed what, and when");
  auto resource = std::make_shared<std::string>();
  program
      .Add("history list", "List the events of a study, oldest first",
           "caselens history list --study demo --format csv",
           [resource](Session& session) {
             return ListEvents(session, *resource);
           })
      .TakesStudy()
      .Takes("--resource", *resource,
             "Only events of this resource, by full name");
}

}  // namespace caselens::cli
