#ifndef AUDIT_SERVICE_HANDLERS_RELEASE_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_RELEASE_HANDLER_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/counting/study_index.h"
#include "audit_service/jobs/release_runner.h"
#include "audit_service/stream.h"
#include "caselens/v1/release.pb.h"
#include "storage/store.h"

namespace caselens {

// ReleaseService. Thread-safe.
class ReleaseHandler {
 public:
  ReleaseHandler(StudyIndexes& indexes, ReleaseRunner& runner)
      : indexes_(indexes), runner_(runner) {}

  absl::StatusOr<Plan> CreateRelease(const Call& call, Reader& reader,
                                     const v1::CreateReleaseRequest& request,
                                     v1::Release& response) const;
  absl::Status GetRelease(const Call& call, Reader& reader,
                          const v1::GetReleaseRequest& request,
                          v1::Release& response) const;
  absl::Status ListReleases(const Call& call, Reader& reader,
                            const v1::ListReleasesRequest& request,
                            v1::ListReleasesResponse& response) const;
  absl::Status WatchRelease(
      const Call& call, Reader& reader, const v1::WatchReleaseRequest& request,
      std::shared_ptr<Sink<v1::ReleaseProgress>> sink) const;
  absl::StatusOr<Plan> ApproveRelease(const Call& call, Reader& reader,
                                      const v1::ApproveReleaseRequest& request,
                                      v1::Release& response) const;
  absl::StatusOr<Plan> RejectRelease(const Call& call, Reader& reader,
                                     const v1::RejectReleaseRequest& request,
                                     v1::Release& response) const;
  absl::Status QueryRelease(const Call& call, Reader& reader,
                            const v1::QueryReleaseRequest& request,
                            v1::ReleaseTable& response) const;
  absl::Status GetFindingsPack(const Call& call, Reader& reader,
                               const v1::GetFindingsPackRequest& request,
                               v1::FindingsPack& response) const;
  absl::StatusOr<Plan> ExportRelease(const Call& call, Reader& reader,
                                     const v1::ExportReleaseRequest& request,
                                     v1::ReleaseExport& response) const;
  absl::Status ListReleaseLedger(const Call& call, Reader& reader,
                                 const v1::ListReleaseLedgerRequest& request,
                                 v1::ListReleaseLedgerResponse& response) const;

 private:
  StudyIndexes& indexes_;
  ReleaseRunner& runner_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_RELEASE_HANDLER_H_
