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

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/history/event.h"
#include "audit_service/jobs/read_recorder.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/event_reach.h"
#include "audit_service/workflow/visible_page.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

std::string SequenceOf(const EventRow& event) {
  return absl::StrCat(event.sequence);
}

absl::StatusOr<std::vector<EventRow>> VisibleEvents(const Call& call,
                                                    Reader& reader,
                                                    const EventReach& reach,
                                                    const EventFilter& filter,
                                                    const Page& page) {
  return ListVisible<EventRow>(
      page,
      [&](const Page& next) {
        return reader.ListEvents(call.scope.study, filter, next);
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
    return VisibleEvents(call_, reader_, reach_, {.resource = resource},
                         {.limit = kWholeList});
  }

 private:
  const Call& call_;
  Reader& reader_;
  const EventReach& reach_;
  std::map<std::string, int64_t> last_;
};

// Puts `rows` into the response, numbered as the caller may see them.
absl::Status AddEvents(const std::vector<EventRow>& rows,
                       const EventReach& reach, bool newest_first,
                       NumberByResource& numbers,
                       v1::ListEventsResponse& response) {
  for (const EventRow& row : rows) {
    CASELENS_ASSIGN_OR_RETURN(*response.add_events(), ParseEvent(row));
  }
  if (reach.SeesGaps()) return absl::OkStatus();
  // Numbers are counted from the oldest on.
  const int count = response.events_size();
  for (int i = 0; i < count; ++i) {
    const int place = newest_first ? count - 1 - i : i;
    CASELENS_ASSIGN_OR_RETURN(const int64_t number, numbers.Of(rows[place]));
    response.mutable_events(place)->set_sequence(number);
  }
  return absl::OkStatus();
}

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

// A read, and its place among all of the study: `{batch}#{number in it}`.
struct PlacedRead {
  v1::Read read;
  std::string place;
};

// The batch that the last page ended in. A token names what its caller likes.
absl::StatusOr<ResourceRow> BatchNamed(Reader& reader, const std::string& study,
                                       const std::string& name) {
  absl::StatusOr<ResourceRow> row = reader.GetResource(name);
  const bool is_other =
      row.ok() && (row->collection != kReadsCollection || row->parent != study);
  if (is_other || absl::IsNotFound(row.status())) {
    return InvalidField("page_token", "want one of an answer to this request");
  }
  return row;
}

// Adds the reads of a batch from number `first` on, as many as there is room
// for.
absl::Status AddReads(const ResourceRow& row, size_t first, size_t room,
                      std::vector<PlacedRead>& reads) {
  v1::ReadBatch batch;
  if (!batch.ParseFromString(row.document)) {
    return absl::DataLossError("stored reads do not parse");
  }
  for (size_t i = first;
       i < static_cast<size_t>(batch.reads_size()) && reads.size() < room;
       ++i) {
    reads.push_back({.read = batch.reads(static_cast<int>(i)),
                     .place = absl::StrCat(row.name, "#", i + 1)});
  }
  return absl::OkStatus();
}

// The reads behind `page.after`.
absl::StatusOr<std::vector<PlacedRead>> ReadsBehind(Reader& reader,
                                                    const std::string& study,
                                                    const Page& page) {
  const auto room = static_cast<size_t>(page.limit);
  std::vector<PlacedRead> reads;
  const std::vector<std::string> place = absl::StrSplit(page.after, '#');
  Page next{.after = place.front(), .limit = 1};
  size_t first = 0;
  if (place.size() == 2 && absl::SimpleAtoi(place.back(), &first)) {
    CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                              BatchNamed(reader, study, place.front()));
    CASELENS_RETURN_IF_ERROR(AddReads(row, first, room, reads));
  }
  while (reads.size() < room) {
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<ResourceRow> rows,
        reader.ListResources(kReadsCollection, study, next));
    if (rows.empty()) break;
    next.after = rows.front().name;
    CASELENS_RETURN_IF_ERROR(AddReads(rows.front(), 0, room, reads));
  }
  return reads;
}

absl::Status CheckRequest(const v1::ListReadsRequest& request) {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  if (!request.principal().empty()) {
    CASELENS_RETURN_IF_ERROR(
        ParseName("principal", request.principal(), "principals/{principal}")
            .status());
  }
  if (request.case_file().empty()) return absl::OkStatus();
  return ParseName("case_file", request.case_file(),
                   "studies/{study}/caseFiles/{case_file}")
      .status();
}

// What reads of others' codings a caller may know of is what events of them
// they may.
absl::StatusOr<bool> MayKnowOf(const EventReach& reach, Reader& reader,
                               const v1::ListReadsRequest& request,
                               const v1::Read& read) {
  if ((!request.principal().empty() &&
       read.principal() != request.principal()) ||
      (!request.case_file().empty() &&
       read.case_file() != request.case_file())) {
    return false;
  }
  return reach.Covers(
      reader,
      {.study = StudyOf(read.resource()),
       .case_file = read.case_file().empty() ? "" : LastId(read.case_file()),
       .actor = LastId(read.principal()),
       .resource = read.resource()});
}

}  // namespace

absl::Status HistoryHandler::ListReads(const Call& call, Reader& reader,
                                       const v1::ListReadsRequest& request,
                                       v1::ListReadsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(CheckRequest(request));
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxLongPageSize));
  // That somebody reads, and how much, would tell that they are at work.
  CASELENS_RETURN_IF_ERROR(CheckMayKnowSizes(call, reader));
  CASELENS_ASSIGN_OR_RETURN(const EventReach reach,
                            EventReach::Of(call, reader, call.scope.study));
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<PlacedRead> reads,
      ListVisible<PlacedRead>(
          page,
          [&](const Page& next) {
            return ReadsBehind(reader, request.parent(), next);
          },
          [&](const PlacedRead& placed) {
            return MayKnowOf(reach, reader, request, placed.read);
          },
          [](const PlacedRead& placed) { return placed.place; }));
  for (PlacedRead& placed : reads) {
    *response.add_reads() = std::move(placed.read);
  }
  if (static_cast<int>(reads.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, reads.back().place));
  }
  return absl::OkStatus();
}

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
    if (request.newest_first()) {
      return InvalidField("newest_first",
                          "want false without resource: your own doings come "
                          "one resource after another");
    }
    CASELENS_ASSIGN_OR_RETURN(rows, OwnEvents(call, reader, numbers, page));
  } else {
    if (!reach.SeesGaps() && !page.after.empty()) {
      CASELENS_ASSIGN_OR_RETURN(page.after, numbers.Sequence(page.after));
    }
    CASELENS_ASSIGN_OR_RETURN(
        rows, VisibleEvents(call, reader, reach,
                            {.resource = request.resource(),
                             .newest_first = request.newest_first()},
                            page));
  }
  CASELENS_RETURN_IF_ERROR(
      AddEvents(rows, reach, request.newest_first(), numbers, response));
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
