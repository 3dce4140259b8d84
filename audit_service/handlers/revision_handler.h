#ifndef AUDIT_SERVICE_HANDLERS_REVISION_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_REVISION_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/template.pb.h"
#include "storage/store.h"
#include "typology/anonymity/guard.h"

namespace caselens {

// TemplateService: what changes revisions, and what studies do with them.
// Thread-safe.
class RevisionHandler {
 public:
  RevisionHandler(Catalogue& catalogue, const anonymity::Guard& guard)
      : catalogue_(catalogue), guard_(guard) {}

  absl::StatusOr<Plan> CreateDraft(const Call& call, Reader& reader,
                                   const v1::CreateDraftRequest& request,
                                   v1::Template& response) const;
  absl::StatusOr<Plan> UpdateDraft(const Call& call, Reader& reader,
                                   const v1::UpdateDraftRequest& request,
                                   v1::Template& response) const;
  absl::StatusOr<Plan> PublishRevision(
      const Call& call, Reader& reader,
      const v1::PublishRevisionRequest& request, v1::Template& response) const;
  absl::StatusOr<Plan> RetireRevision(const Call& call, Reader& reader,
                                      const v1::RetireRevisionRequest& request,
                                      v1::Template& response) const;
  absl::StatusOr<Plan> MigrateDrafts(const Call& call, Reader& reader,
                                     const v1::MigrateDraftsRequest& request,
                                     v1::MigrateDraftsResponse& response) const;

 private:
  Catalogue& catalogue_;
  const anonymity::Guard& guard_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_REVISION_HANDLER_H_
