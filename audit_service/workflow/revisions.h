#ifndef AUDIT_SERVICE_WORKFLOW_REVISIONS_H_
#define AUDIT_SERVICE_WORKFLOW_REVISIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "audit_service/call.h"
#include "caselens/v1/template.pb.h"
#include "storage/store.h"

namespace caselens {

// Template revisions as they are stored: each a resource below its template.
// The row of a published one is never written again; that it is retired is a
// resource of its own.

inline constexpr char kTemplatePattern[] = "templates/{template}";
inline constexpr char kRevisionPattern[] =
    "templates/{template}/revisions/{number}";

struct StoredRevision {
  ResourceRow row;
  v1::Template document;  // with state and retirement

  bool Is(v1::Template::State state) const { return document.state() == state; }
};

// `templates/t/revisions/2` -> `templates/t`.
std::string TemplateOf(absl::string_view revision);

// NOT_FOUND if there is none.
absl::StatusOr<StoredRevision> GetRevision(Reader& reader,
                                           const std::string& name);
// Completes a row.
absl::StatusOr<StoredRevision> ParseRevisionRow(Reader& reader,
                                                const ResourceRow& row);
// Every revision of a template, by number; NOT_FOUND if there is none.
absl::StatusOr<std::vector<StoredRevision>> AllRevisions(
    Reader& reader, const std::string& template_name);
// The newest that is published and not retired; NOT_FOUND if there is none.
absl::StatusOr<StoredRevision> NewestRevision(Reader& reader,
                                              const std::string& template_name);

// FAILED_PRECONDITION, reason REVISION_STATE, unless something may start under
// the revision: it is published and not retired. NOT_FOUND if there is none.
absl::Status CheckInUse(Reader& reader, const std::string& name);

// Whether the caller may manage the template: administrators, and study
// stewards of all sites of a study that uses it.
absl::StatusOr<bool> MayManage(const Call& call, Reader& reader,
                               const std::string& template_name);
// PERMISSION_DENIED unless the caller may.
absl::Status CheckMayManage(const Call& call, Reader& reader,
                            const std::string& template_name);
// The same for taking a published revision out of use: in every study that is
// pinned to it.
absl::Status CheckMayRetire(const Call& call, Reader& reader,
                            const std::string& revision);

// The revision without sections and translations, as answers to changes and
// lists show it.
void RenderRevisionHead(StoredRevision stored, v1::Template& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_REVISIONS_H_
