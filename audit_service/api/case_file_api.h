#ifndef AUDIT_SERVICE_API_CASE_FILE_API_H_
#define AUDIT_SERVICE_API_CASE_FILE_API_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "caselens/v1/case_file.pb.h"
#include "storage/rows.h"
#include "typology/case_files/case_file.h"
#include "typology/case_files/case_file_csv.h"
#include "typology/template/document.h"

namespace caselens {

// What is stored of an imported row: everything but the site's own ids, which
// are columns of their own. `factors` are keys of the site's scheme.
v1::CaseFile CaseFileDocument(const CaseFile& row,
                              const std::vector<std::string>& factors);
// What a stored document says of the record, as far as it can be counted.
CaseFile CountableRecord(const v1::CaseFile& document);

// What CaseFileDocument made, as stored; DATA_LOSS.
absl::StatusOr<v1::CaseFile> ParseCaseFile(const CaseFileRow& row);

// The resource, with everything that may have to be hidden.
absl::StatusOr<v1::CaseFile> RenderCaseFile(const CaseFileRow& row);

void RenderCellError(const CellError& error,
                     v1::ImportCaseFilesResponse::RowError& message);

// Answers that the return gives to the template's prefilled fields.
std::vector<Answer> PrefilledAnswers(const v1::CaseFile& case_file,
                                     absl::string_view site,
                                     absl::string_view wave);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_CASE_FILE_API_H_
