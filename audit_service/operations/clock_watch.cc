#include "audit_service/operations/clock_watch.h"

#include <algorithm>
#include <cstdint>

#include "absl/status/status.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/call.h"
#include "audit_service/history/event.h"
#include "typology/base/status_macros.h"

namespace caselens {

absl::StatusOr<bool> ClockWatch::Check() {
  const absl::Time wall = environment_.now();
  const auto steady = std::chrono::steady_clock::now();
  absl::Duration jump;
  if (is_first_) {
    CASELENS_ASSIGN_OR_RETURN(const absl::Time newest, NewestEvent());
    jump = std::min(wall - newest, absl::ZeroDuration());
  } else {
    jump = (wall - wall_) - absl::FromChrono(steady - steady_);
  }
  const bool jumped = absl::AbsDuration(jump) > kLeeway;
  if (jumped) {
    Change change =
        Call::Internal(environment_, "clock skew", v1::Principal()).NewChange();
    change.resource = "clock";
    CASELENS_RETURN_IF_ERROR(
        store_.WriteNow([&change](Transaction& transaction) {
          return Record(transaction, change);
        }));
  }
  is_first_ = false;
  wall_ = wall;
  steady_ = steady;
  return jumped;
}

absl::StatusOr<absl::Time> ClockWatch::NewestEvent() {
  absl::Time newest = absl::InfinitePast();
  CASELENS_RETURN_IF_ERROR(store_.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const int64_t next, reader.NextSequence());
    if (next == 1) return absl::OkStatus();
    CASELENS_ASSIGN_OR_RETURN(const EventRow row, reader.GetEvent(next - 1));
    CASELENS_ASSIGN_OR_RETURN(const v1::Event event, ParseEvent(row));
    newest = absl::FromUnixMicros(
        google::protobuf::util::TimeUtil::TimestampToMicroseconds(
            event.time()));
    return absl::OkStatus();
  }));
  return newest;
}

}  // namespace caselens
