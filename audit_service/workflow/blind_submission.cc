#include "audit_service/workflow/blind_submission.h"

#include "audit_service/workflow/open_coding.h"
#include "caselens/v1/coding.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {

bool HasBlindSubmission(const CodingRow& coding) {
  switch (coding.state) {
    case v1::Coding::SUBMITTED:
    case v1::Coding::CLASS_REVEALED:
    case v1::Coding::MATCHED:
    case v1::Coding::COMPLETE:
      return true;
    default:
      return false;
  }
}

// A coding is frozen when it is submitted; what comes after that is the match,
// which no figure of coding looks at.
absl::StatusOr<Document> BlindSubmission(Reader& reader,
                                         const CodingRow& coding) {
  const Scope scope{
      .study = coding.study, .all_sites = false, .sites = {coding.site}};
  CASELENS_ASSIGN_OR_RETURN(const CodingRow whole,
                            reader.GetCoding(scope, coding.id));
  return ParseStoredDocument(whole.document);
}

}  // namespace caselens
