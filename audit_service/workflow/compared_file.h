#ifndef AUDIT_SERVICE_WORKFLOW_COMPARED_FILE_H_
#define AUDIT_SERVICE_WORKFLOW_COMPARED_FILE_H_

#include <vector>

#include "absl/status/statusor.h"

#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/case_file.pb.h"
#include "typology/comparison/audited_file.h"
#include "typology/comparison/comparison.h"
#include "typology/findings/findings.h"
#include "typology/template/document.h"

namespace caselens {

// A coded file, held against the class of its membership.
struct ComparedFile {
  FileToCompare file;
  std::vector<FoundFactor> found;  // in the order of the model's items
  Comparison comparison;
};

// `case_file` has a membership in `model`.
absl::StatusOr<ComparedFile> CompareFile(const StoredModel& model,
                                         const v1::CaseFile& case_file,
                                         const Document& document);

// The same as counts see it, with what `document` says of the match.
AuditedFile AuditedFileOf(ComparedFile compared, const Document& document,
                          DrawKind draw);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_COMPARED_FILE_H_
