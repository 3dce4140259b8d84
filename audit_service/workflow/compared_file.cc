#include "audit_service/workflow/compared_file.h"

#include <string>
#include <utility>
#include <vector>

#include "audit_service/api/class_model_api.h"
#include "typology/base/status_macros.h"

namespace caselens {

absl::StatusOr<ComparedFile> CompareFile(const StoredModel& model,
                                         const v1::CaseFile& case_file,
                                         const Document& document) {
  std::vector<std::string> items;
  for (const v1::ClassModel::ItemProfile& item : model.document.profile()) {
    items.push_back(item.item());
  }
  ComparedFile compared;
  compared.file.recorded = RecordedPattern(
      model.document, {case_file.factors().begin(), case_file.factors().end()});
  compared.file.assigned = case_file.membership().modal_class() - 1;
  compared.found = FoundFactors(document, items);
  for (const FoundFactor& factor : compared.found) {
    compared.file.found.push_back(factor.found.value_or(kNotCoded));
  }
  CASELENS_ASSIGN_OR_RETURN(compared.comparison,
                            model.comparer.Compare(compared.file));
  return compared;
}

}  // namespace caselens
