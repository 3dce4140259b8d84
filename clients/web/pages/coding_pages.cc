#include "clients/web/pages/coding_pages.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "clients/cli/status_macros.h"
#include "clients/web/answers.h"

namespace caselens::web {

absl::StatusOr<v1::CodingForm> GetForm(
    const Visit& visit, const std::vector<std::string>& sections) {
  v1::GetCodingFormRequest request;
  request.set_name(visit.Coding());
  request.set_language_code(visit.Language());
  for (const std::string& section : sections) request.add_sections(section);
  return visit.session.Call(request);
}

std::string CodingPath(const v1::Coding& coding, absl::string_view below) {
  return absl::StrCat("/", coding.name(), below);
}

bool IsDraft(const v1::Coding& coding) {
  return coding.state() == v1::Coding::DRAFT ||
         coding.state() == v1::Coding::REOPENED;
}

std::string ItemPath(const v1::CodingForm& form,
                     const v1::CodingForm::SectionForm& section,
                     const v1::CodingForm::Item& item) {
  const std::vector<web::Page> pages = PagesOf(section);
  for (size_t i = 0; i < pages.size(); ++i) {
    for (const v1::CodingForm::Item* other : pages[i]) {
      if (other != &item) continue;
      return CodingPath(
          form.coding(),
          absl::StrCat("/sections/", section.section().id(), "/", i + 1));
    }
  }
  return CodingPath(form.coding());
}

absl::StatusOr<std::string> NextPath(const Visit& visit,
                                     absl::string_view after) {
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm form, GetForm(visit));
  const v1::CodingForm::SectionForm* skipped = nullptr;
  const v1::CodingForm::Item* skipped_item = nullptr;
  const bool has_people = !form.coding().document().people().empty() ||
                          visit.request.query.Has("nobody");
  bool is_behind = after.empty();
  bool is_first = true;
  for (const v1::CodingForm::SectionForm& section : form.sections()) {
    if (is_behind && !is_first && !has_people) {
      return CodingPath(form.coding(), "/people");
    }
    is_first = false;
    for (const v1::CodingForm::Item& item : section.items()) {
      if (!item.required() || item.settled()) continue;
      if (is_behind) return ItemPath(form, section, item);
      if (skipped_item == nullptr) {
        skipped = &section;
        skipped_item = &item;
      }
    }
    is_behind |= section.section().id() == after;
  }
  return skipped_item == nullptr ? CodingPath(form.coding(), "/check")
                                 : ItemPath(form, *skipped, *skipped_item);
}

void SetHead(const v1::CodingForm& form, Data& data) {
  const v1::Coding& coding = form.coding();
  data.set("site", coding.site());
  data.set("record", coding.record());
  data.set("simulated", coding.simulated());
  data.set("etag", coding.etag());
  SetText(data, "contact", coding.safeguarding_contact());
  const std::string study = coding.name().substr(0, coding.name().find("/cod"));
  SetTrail({{absl::StrCat("/", study, "/queue"), "Files to code"},
            {CodingPath(coding), "All sections"}},
           data);
}

}  // namespace caselens::web
