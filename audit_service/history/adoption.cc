#include "audit_service/history/adoption.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/history/event.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr int kEventsAtOnce = 1000;
constexpr int kRowsOfAnEvent = 500;

// Appends the event of an adoption that commits to something.
class Adoption {
 public:
  Adoption(Transaction& transaction, int64_t time_us)
      : transaction_(transaction), time_us_(time_us) {}

  void Add(std::string table, std::string key, std::string commitment) {
    v1::RowCommitment& row = *event_.add_rows();
    row.set_table(std::move(table));
    row.set_key(std::move(key));
    row.set_commitment(std::move(commitment));
  }

  absl::Status Append() {
    if (event_.rows().empty()) return absl::OkStatus();
    v1::Event event = std::exchange(event_, v1::Event());
    *event.mutable_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(time_us_);
    event.set_actor("principals/");
    event.set_action("adopt rows");
    event.set_resource("history");
    return AppendEvent(transaction_, std::move(event), "", "");
  }

 private:
  Transaction& transaction_;
  const int64_t time_us_;
  v1::Event event_;
};

absl::Status AdoptEvents(Transaction& transaction, Adoption& adoption) {
  AdoptedColumns columns;
  int64_t last = 0;
  std::vector<EventRow> events;
  do {
    CASELENS_ASSIGN_OR_RETURN(events,
                              transaction.ListAllEvents(last, kEventsAtOnce));
    for (const EventRow& event : events) {
      columns.Add(event);
      last = event.sequence;
    }
  } while (!events.empty());
  if (last == 0) return absl::OkStatus();
  adoption.Add(kAdoptedEvents, absl::StrCat(last), columns.Commitment());
  return adoption.Append();
}

absl::Status AdoptTable(Transaction& transaction, Table table,
                        Adoption& adoption) {
  Sha256 sha256;
  Page page{.after = "", .limit = kRowsOfAnEvent};
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(std::vector<StoredRow> rows,
                              transaction.ListStored(table, page));
    if (rows.empty()) return absl::OkStatus();
    page.after = rows.back().key;
    for (StoredRow& row : rows) {
      adoption.Add(std::string(TableName(table)), std::move(row.key),
                   RowCommitment(sha256, row.bytes));
    }
    CASELENS_RETURN_IF_ERROR(adoption.Append());
  }
}

}  // namespace

void AdoptedColumns::Add(const EventRow& event) {
  const std::string columns =
      absl::StrCat(event.sequence, "\n", event.study.size(), ":", event.study,
                   event.case_file.size(), ":", event.case_file);
  chain_ = sha256_.Of({Bytes(chain_), columns});
}

absl::Status AdoptRows(Transaction& transaction, int64_t time_us) {
  Adoption adoption(transaction, time_us);
  CASELENS_RETURN_IF_ERROR(AdoptEvents(transaction, adoption));
  for (const Table table : kTables) {
    CASELENS_RETURN_IF_ERROR(AdoptTable(transaction, table, adoption));
  }
  return absl::OkStatus();
}

}  // namespace caselens
