#ifndef AUDIT_SERVICE_HISTORY_ADOPTION_H_
#define AUDIT_SERVICE_HISTORY_ADOPTION_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

#include "storage/store.h"
#include "typology/transparency/sha256.h"

namespace caselens {

// Stands in the place of a table in the event of an adoption: its key is the
// number of the last event of before, its commitment that of AdoptedColumns.
inline constexpr char kAdoptedEvents[] = "events";

// A commitment to the columns of events that their records do not hold.
class AdoptedColumns {
 public:
  // The next event.
  void Add(const EventRow& event);
  std::string Commitment() const { return std::string(Bytes(chain_)); }

 private:
  Sha256 sha256_;
  Hash chain_ = {};
};

// Makes events that commit to every row as it is found: for a database from
// before there was a tree. What an earlier hand did to it, they cannot tell.
absl::Status AdoptRows(Transaction& transaction, int64_t time_us);

}  // namespace caselens

#endif  // AUDIT_SERVICE_HISTORY_ADOPTION_H_
