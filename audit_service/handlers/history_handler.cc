#include "audit_service/handlers/history_handler.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/event_reach.h"
#include "audit_service/workflow/visible_page.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

std::string SequenceOf(const EventRow& event) {
  return absl::StrCat(event.sequence);
}

// Of one resource, or of all.
absl::StatusOr<std::vector<EventRow>> VisibleEvents(const Call& call,
                                                    Reader& reader,
                                                    const EventReach& reach,
                                                    const std::string& resource,
                                                    const Page& page) {
  return ListVisible<EventRow>(
      page,
      [&](const Page& next) {
        return reader.ListEvents(call.scope.study, {.resource = resource},
                                 next);
      },
      [&](const EventRow& event) { return reach.Covers(reader, event); },
      &SequenceOf);
}

// Numbers events by their place among those of the same resource that the
// caller may know of, and finds them again by it.
class NumberByResource {
 public:
  NumberByResource(const Call& call, Reader& reader, const EventReach& reach)
      : call_(call), reader_(reader), reach_(reach) {}

  // Events come oldest first.
  absl::StatusOr<int64_t> Of(const EventRow& event) {
    const auto at = last_.find(event.resource);
    if (at != last_.end()) return ++at->second;
    CASELENS_ASSIGN_OR_RETURN(const std::vector<EventRow> events,
                              Visible(event.resource));
    int64_t number = 0;
    for (const EventRow& earlier : events) {
      if (earlier.sequence <= event.sequence) ++number;
    }
    return last_[event.resource] = number;
  }

  // A page token's "{resource}#{number}" as the store's; "" if it is none.
  absl::StatusOr<std::string> Sequence(const std::string& place) const {
    const std::vector<std::string> parts = absl::StrSplit(place, '#');
    int64_t number = 0;
    if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &number)) return "";
    CASELENS_ASSIGN_OR_RETURN(const std::vector<EventRow> events,
                              Visible(parts[0]));
    if (number < 1 || number > static_cast<int64_t>(events.size())) return "";
    return SequenceOf(events[static_cast<size_t>(number - 1)]);
  }

  absl::StatusOr<std::vector<EventRow>> Visible(
      const std::string& resource) const {
    return VisibleEvents(call_, reader_, reach_, resource,
                         {.limit = kWholeList});
  }

 private:
  const Call& call_;
  Reader& reader_;
  const EventReach& reach_;
  std::map<std::string, int64_t> last_;
};

// What an auditor did, coding by coding: the events behind `after`, a place as
// NumberByResource has it.
absl::StatusOr<std::vector<EventRow>> OwnEvents(const Call& call,
                                                Reader& reader,
                                                const NumberByResource& numbers,
                                                const Page& page) {
  const std::vector<std::string> place = absl::StrSplit(page.after, '#');
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<CodingRow> codings,
      reader.ListCodings(call.scope, {.auditor = call.caller.Id()},
                         {.limit = kWholeList}));
  std::vector<EventRow> events;
  for (const CodingRow& coding : codings) {
    const std::string name =
        absl::StrCat("studies/", coding.study, "/codings/", coding.id);
    if (name < place.front()) continue;
    CASELENS_ASSIGN_OR_RETURN(std::vector<EventRow> of_coding,
                              numbers.Visible(name));
    size_t first = 0;
    if (name == place.front() && !absl::SimpleAtoi(place.back(), &first)) {
      continue;
    }
    for (; first < of_coding.size(); ++first) {
      events.push_back(std::move(of_coding[first]));
      if (static_cast<int>(events.size()) == page.limit) return events;
    }
  }
  return events;
}

}  // namespace

absl::Status HistoryHandler::ListEvents(
    const Call& call, Reader& reader, const v1::ListEventsRequest& request,
    v1::ListEventsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(Page page,
                            ParsePage(request, limits::kMaxLongPageSize));
  CASELENS_ASSIGN_OR_RETURN(const EventReach reach,
                            EventReach::Of(call, reader, call.scope.study));
  NumberByResource numbers(call, reader, reach);
  std::vector<EventRow> rows;
  if (reach.others.IsEmpty() && request.resource().empty()) {
    CASELENS_ASSIGN_OR_RETURN(rows, OwnEvents(call, reader, numbers, page));
  } else {
    if (!reach.SeesGaps() && !page.after.empty()) {
      CASELENS_ASSIGN_OR_RETURN(page.after, numbers.Sequence(page.after));
    }
    CASELENS_ASSIGN_OR_RETURN(
        rows, VisibleEvents(call, reader, reach, request.resource(), page));
  }
  for (const EventRow& row : rows) {
    v1::Event& event = *response.add_events();
    if (!event.ParseFromString(row.record)) {
      return absl::DataLossError("a stored event does not parse");
    }
    if (reach.SeesGaps()) continue;
    CASELENS_ASSIGN_OR_RETURN(const int64_t number, numbers.Of(row));
    event.set_sequence(number);
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    const v1::Event& last = response.events(response.events_size() - 1);
    response.set_next_page_token(NextPageToken(
        request, reach.SeesGaps()
                     ? SequenceOf(rows.back())
                     : absl::StrCat(last.resource(), "#", last.sequence())));
  }
  return absl::OkStatus();
}

}  // namespace caselens
