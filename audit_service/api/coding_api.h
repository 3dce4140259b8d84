#ifndef AUDIT_SERVICE_API_CODING_API_H_
#define AUDIT_SERVICE_API_CODING_API_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/api/errors.h"
#include "caselens/v1/coding.pb.h"
#include "storage/rows.h"
#include "typology/template/document.h"
#include "typology/template/edit.h"
#include "typology/template/violation.h"

namespace caselens {

// A save, parsed; what fits the template is for the template to say.
struct ParsedSave {
  Edit edit;
  std::vector<Fill> fills;
};
absl::StatusOr<ParsedSave> ParseSave(const v1::SaveAnswersRequest& request);

// What `stored` does not hold as `request` would have it. INVALID_ARGUMENT as
// for a save.
absl::Status RenderDifferences(const Document& stored,
                               const v1::CompareAnswersRequest& request,
                               v1::CompareAnswersResponse& message);

// Answers of section K. INVALID_ARGUMENT names the field of `match`.
absl::StatusOr<std::vector<Answer>> ParseMatch(const v1::Match& match);
// The inverse; false if `document` holds no judgement.
bool RenderMatch(const Document& document, v1::Match& match);

// Section K, the judgement of the match, stands in the document of a coding and
// is no part of what is coded blind.
Document WithoutMatch(Document document);
std::vector<Answer> MatchAnswers(const Document& document);

// Everything but the document.
void RenderCoding(const CodingRow& row, v1::Coding& message);
// The document without section K, which is `match`.
void RenderContent(const Document& document, v1::Coding& message);

// INVALID_ARGUMENT with `violations`; OK if there are none.
absl::Status ToStatus(const std::vector<Violation>& violations);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_CODING_API_H_
