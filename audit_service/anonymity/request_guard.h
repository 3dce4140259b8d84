#ifndef AUDIT_SERVICE_ANONYMITY_REQUEST_GUARD_H_
#define AUDIT_SERVICE_ANONYMITY_REQUEST_GUARD_H_

#include "absl/status/status.h"
#include "google/protobuf/message.h"

#include "typology/anonymity/guard.h"

namespace caselens {

// INVALID_ARGUMENT with every finding if a text of `request` may identify
// somebody; the table of text_policy.h says what each field may hold. Texts of
// a coding are left to CodingTexts, those of a template to CheckTemplateTexts.
// Linear in the size of the request.
absl::Status CheckRequestTexts(const anonymity::Guard& guard,
                               const google::protobuf::Message& request);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ANONYMITY_REQUEST_GUARD_H_
