#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/history.pb.h"
#include "clients/cli/status_macros.h"
#include "clients/web/history_check.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// The history: newest events first, the newest signed head, and whether all of
// it is as it was committed to.
namespace caselens::web {
namespace {

// 0 to 100.
int PercentDone(const v1::HistoryVerification& now) {
  const double all = static_cast<double>(std::max<int64_t>(1, now.size()));
  return static_cast<int>(
      std::min(100.0, 100 * static_cast<double>(now.events()) / all));
}

Data CheckData(const HistoryCheck::State& check) {
  const v1::HistoryVerification& last = check.last;
  Data data("running", check.is_running);
  data.set("percent", absl::StrCat(PercentDone(last)));
  data.set("events", absl::StrCat(last.events()));
  data.set("size", absl::StrCat(last.size()));
  data.set("rows", absl::StrCat(last.rows()));
  const bool is_over = check.is_begun && !check.is_running;
  data.set("verified", is_over && check.failure.ok() &&
                           last.state() == v1::HistoryVerification::VERIFIED);
  data.set("broken", is_over && check.failure.ok() &&
                         last.state() == v1::HistoryVerification::BROKEN);
  SetText(data, "failure",
          is_over && !check.failure.ok() ? std::string(check.failure.message())
                                         : "");
  SetText(data, "problem", last.problem());
  SetText(data, "bad_event",
          last.bad_event() == 0 ? "" : absl::StrCat(last.bad_event()));
  SetText(data, "bad_row", last.bad_row());
  return data;
}

absl::StatusOr<Response> ShowHistory(const Visit& visit) {
  v1::ListEventsRequest request;
  request.set_parent(visit.Study());
  request.set_newest_first(true);
  request.set_page_token(visit.request.query.Get("page"));
  CLI_ASSIGN_OR_RETURN(const v1::ListEventsResponse all,
                       visit.session.Call(request));
  Data events(Data::type::list);
  for (const v1::Event& event : all.events()) {
    Data one("number", absl::StrCat(event.sequence()));
    one.set("time", TimeText(event.time()));
    one.set("who", LastPart(event.actor()));
    one.set("what", event.action());
    one.set("on", event.resource());
    events.push_back(one);
  }
  const absl::StatusOr<v1::HistoryCheckpoint> head =
      visit.session.Call(v1::GetCheckpointRequest());
  Data data("events", events);
  data.set("has_events", !events.is_empty_list());
  SetText(data, "older",
          all.next_page_token().empty()
              ? ""
              : absl::StrCat(visit.request.path,
                             "?page=", UrlEncoded(all.next_page_token())));
  data.set("head", head.ok());
  data.set("no_head", head.ok() ? Data(false)
                                : Data(std::string(head.status().message())));
  data.set("note", head.ok() ? head->note() : "");
  data.set("action", absl::StrCat("/", visit.Study(), "/history/verify"));
  data.set("check", CheckData(visit.session.HistoryCheckNow()));
  return ShowPage(visit, "history", "History", data);
}

absl::StatusOr<Response> Verify(const Visit& visit) {
  CLI_RETURN_IF_ERROR(visit.session.BeginHistoryCheck());
  return SeeOther(absl::StrCat("/", visit.Study(), "/history#check"));
}

}  // namespace

std::vector<Route> HistoryRoutes() {
  return {{"GET", "/studies/*/history", ShowHistory},
          {"POST", "/studies/*/history/verify", Verify}};
}

}  // namespace caselens::web
