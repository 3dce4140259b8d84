#ifndef AUDIT_SERVICE_WORKFLOW_MIGRATION_H_
#define AUDIT_SERVICE_WORKFLOW_MIGRATION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/template.pb.h"
#include "storage/store.h"
#include "typology/template/carry_over.h"

namespace caselens {

// The move of a study's drafts from one template revision to another.
struct Migration {
  std::string study;  // id
  std::string from;   // names of revisions
  std::string to;
  std::shared_ptr<const Revision> from_revision;
  std::shared_ptr<const Revision> to_revision;
  std::string reason;
};

// A draft before and after.
struct MovedDraft {
  CodingRow before;
  CarriedOver carried;
};

// Every draft of the study that is pinned to `from`, in key order. The same
// again inside a transaction tells whether anything changed in between.
absl::StatusOr<std::vector<MovedDraft>> CarryDrafts(Reader& reader,
                                                    const Migration& migration);

// What the caller may know of it; nothing of drafts by others of files which
// the caller codes and has not completed.
absl::Status RenderMigration(const Call& call, Reader& reader,
                             const Migration& migration,
                             const std::vector<MovedDraft>& drafts,
                             v1::MigrateDraftsResponse& message);

// Stores the drafts under `to`, with an event each, and the study if it is
// pinned to `from`.
absl::Status StoreMigration(const Call& call, Transaction& transaction,
                            const Migration& migration,
                            const std::vector<MovedDraft>& drafts);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_MIGRATION_H_
