#ifndef AUDIT_SERVICE_WORKFLOW_ERASURE_H_
#define AUDIT_SERVICE_WORKFLOW_ERASURE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "audit_service/call.h"
#include "caselens/v1/erasure.pb.h"
#include "storage/store.h"

namespace caselens {

inline constexpr char kErasures[] = "erasures";

struct StoredErasure {
  ResourceRow row;
  v1::Erasure erasure;
};

absl::StatusOr<StoredErasure> ParseErasureRow(ResourceRow row);

// OK if `person` may approve: somebody else asked, and they have coded none of
// `case_files`. FAILED_PRECONDITION with SECOND_PERSON or CODED_A_FILE.
absl::Status CheckMayApprove(Reader& reader, const Scope& scope,
                             const std::string& person,
                             const v1::Erasure& erasure,
                             const std::vector<std::string>& case_files);

// Ids of the files that `erasure` is of now.
absl::StatusOr<std::vector<std::string>> FilesOf(Reader& reader,
                                                 const Scope& scope,
                                                 const v1::Erasure& erasure);

// Removes all rows of the files, each with an event, and notes in `erasure`
// how many there were.
absl::Status EraseFiles(Transaction& transaction, const Call& call,
                        const std::vector<std::string>& case_files,
                        v1::Erasure& erasure);

// Whether `scope` covers the site of an erasure.
bool Covers(const Scope& scope, const v1::Erasure& erasure);

// What is signed: text of a signed note, never that of a checkpoint of the log
// named `origin`. `head` is the note of the history's head.
std::string CertificateText(absl::string_view origin,
                            const v1::Erasure& erasure, absl::string_view head);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_ERASURE_H_
