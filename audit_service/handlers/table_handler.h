#ifndef AUDIT_SERVICE_HANDLERS_TABLE_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_TABLE_HANDLER_H_

#include "absl/status/status.h"

#include "audit_service/call.h"
#include "audit_service/counting/study_index.h"
#include "caselens/v1/table.pb.h"
#include "storage/store.h"

namespace caselens {

// TableService. Thread-safe.
class TableHandler {
 public:
  explicit TableHandler(StudyIndexes& indexes) : indexes_(indexes) {}

  absl::Status ListVariables(const Call& call, Reader& reader,
                             const v1::ListVariablesRequest& request,
                             v1::ListVariablesResponse& response) const;
  absl::Status CountTable(const Call& call, Reader& reader,
                          const v1::CountTableRequest& request,
                          v1::Table& response) const;
  absl::Status ListFilesBehind(const Call& call, Reader& reader,
                               const v1::ListFilesBehindRequest& request,
                               v1::ListFilesBehindResponse& response) const;
  absl::Status MeasureCounts(const Call& call, Reader& reader,
                             const v1::MeasureCountsRequest& request,
                             v1::MeasureCountsResponse& response) const;
  absl::Status ListFindings(const Call& call, Reader& reader,
                            const v1::ListFindingsRequest& request,
                            v1::ListFindingsResponse& response) const;
  absl::Status CountFinding(const Call& call, Reader& reader,
                            const v1::CountFindingRequest& request,
                            v1::FindingReport& response) const;

 private:
  StudyIndexes& indexes_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_TABLE_HANDLER_H_
