#ifndef AUDIT_SERVICE_HANDLERS_HISTORY_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_HISTORY_HANDLER_H_

#include "absl/status/status.h"

#include "audit_service/call.h"
#include "caselens/v1/history.pb.h"
#include "storage/store.h"

namespace caselens {

// HistoryService. Stateless; thread-safe.
class HistoryHandler {
 public:
  absl::Status ListEvents(const Call& call, Reader& reader,
                          const v1::ListEventsRequest& request,
                          v1::ListEventsResponse& response) const;
  absl::Status ListReads(const Call& call, Reader& reader,
                         const v1::ListReadsRequest& request,
                         v1::ListReadsResponse& response) const;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_HISTORY_HANDLER_H_
