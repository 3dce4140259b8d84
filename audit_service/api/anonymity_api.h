#ifndef AUDIT_SERVICE_API_ANONYMITY_API_H_
#define AUDIT_SERVICE_API_ANONYMITY_API_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "caselens/v1/anonymity.pb.h"
#include "storage/rows.h"
#include "typology/anonymity/guard.h"

namespace caselens {

// What the guard found in one field of a request.
struct FieldFindings {
  std::string field;
  anonymity::ScanResult result;
};

// INVALID_ARGUMENT with every finding, by field, type and offsets: reason
// IDENTIFIER_FOUND if one of them cannot be kept, else IDENTIFIER_POSSIBLE. OK
// if there is none.
absl::Status IdentifiersFound(const std::vector<FieldFindings>& fields);

void RenderCheckedText(const anonymity::ScanResult& result,
                       v1::CheckedText& message);

// Everything but the text.
void RenderKeptSpan(const KeptSpanRow& row, v1::KeptSpan& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_ANONYMITY_API_H_
