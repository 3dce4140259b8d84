#ifndef AUDIT_SERVICE_WORKFLOW_DRAFT_PROGRESS_H_
#define AUDIT_SERVICE_WORKFLOW_DRAFT_PROGRESS_H_

#include <string>

#include "typology/template/document.h"
#include "typology/template/instances.h"

namespace caselens {

// Where a draft stands.
struct DraftProgress {
  int unanswered = 0;  // asked and required answers that are missing
  // The first of them, in the order of the template.
  std::string next_field;
  std::string next_instance;
  bool current_high_harm = false;  // somebody is to be told
};

DraftProgress MeasureDraft(const Form& form, const Document& document);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_DRAFT_PROGRESS_H_
