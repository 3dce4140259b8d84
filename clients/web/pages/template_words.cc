#include "clients/web/pages/template_words.h"

#include <string>
#include <utility>

#include "caselens/v1/template.pb.h"
#include "clients/cli/status_macros.h"
#include "clients/web/form_view.h"

namespace caselens::web {

absl::StatusOr<v1::CodingForm> WordsOfTemplate(const Visit& visit,
                                               const std::string& name) {
  v1::GetTemplateRequest request;
  request.set_name(name);
  request.set_language_code("en");
  CLI_ASSIGN_OR_RETURN(v1::Template text, visit.session.Call(request));
  v1::CodingForm form;
  form.mutable_missing_labels()->Swap(text.mutable_missing_labels());
  for (v1::Section& section : *text.mutable_sections()) {
    for (const v1::Field& field : section.fields()) {
      if (field.kind() == v1::Field::LIST) *form.add_lists() = field;
    }
    *form.add_sections()->mutable_section() = std::move(section);
  }
  return form;
}

const v1::Field* FieldNamed(const v1::CodingForm& form, const std::string& id) {
  for (const v1::CodingForm::SectionForm& section : form.sections()) {
    const v1::Field* field = FindField(section.section(), id);
    if (field != nullptr) return field;
  }
  return nullptr;
}

}  // namespace caselens::web
