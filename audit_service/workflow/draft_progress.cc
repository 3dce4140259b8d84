#include "audit_service/workflow/draft_progress.h"

#include <vector>

#include "typology/findings/findings.h"
#include "typology/template/asked.h"

namespace caselens {

DraftProgress MeasureDraft(const Form& form, const Document& document) {
  const Facts facts = FindFacts(document);
  const std::vector<AskedItem> missing =
      Unanswered(form, document, facts, Stage::kCoding);
  DraftProgress progress{
      .unanswered = static_cast<int>(missing.size()),
      .current_high_harm = facts.Has("CURRENT_HIGH_HARM", "")};
  if (!missing.empty()) {
    progress.next_field = missing.front().field->id;
    progress.next_instance = missing.front().instance;
  }
  return progress;
}

}  // namespace caselens
