#ifndef AUDIT_SERVICE_WORKFLOW_BLIND_SUBMISSION_H_
#define AUDIT_SERVICE_WORKFLOW_BLIND_SUBMISSION_H_

#include "absl/status/statusor.h"

#include "storage/store.h"
#include "typology/template/document.h"

namespace caselens {

// What statistics may use of a coding: the last submission that its auditor
// made before anything of the return, the class or another coding was shown.

// Whether there is one: the coding was submitted and is not withdrawn.
bool HasBlindSubmission(const CodingRow& coding);

// That submission. `coding` may come from a list, without its document.
absl::StatusOr<Document> BlindSubmission(Reader& reader,
                                         const CodingRow& coding);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_BLIND_SUBMISSION_H_
