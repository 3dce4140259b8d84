#ifndef AUDIT_SERVICE_WORKFLOW_CODING_FORM_H_
#define AUDIT_SERVICE_WORKFLOW_CODING_FORM_H_

#include "absl/status/status.h"

#include "audit_service/workflow/open_coding.h"
#include "caselens/v1/coding.pb.h"

namespace caselens {

// Makes a form of `coding`: `message.coding` is set to what the caller may see
// of it, and loses its answers to the items. INVALID_ARGUMENT for a language or
// section that is unknown.
absl::Status RenderCodingForm(const OpenCoding& coding,
                              const v1::GetCodingFormRequest& request,
                              v1::CodingForm& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_CODING_FORM_H_
