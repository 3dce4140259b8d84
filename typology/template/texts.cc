#include "typology/template/texts.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/template/revision.h"

namespace caselens {
namespace {

// A field or a code: the same four texts.
template <typename Described, typename Visit>
void VisitDescribed(const std::string& path, Described& described,
                    const Visit& visit) {
  visit(path + ".label", described.label);
  visit(path + ".definition", described.definition);
  visit(path + ".evidence", described.evidence);
  visit(path + ".tell_apart", described.tell_apart);
}

template <typename SectionType, typename Visit>
void VisitSection(SectionType& section, const Visit& visit) {
  const std::string path = absl::StrCat("sections[", section.id, "]");
  visit(path + ".title", section.title);
  visit(path + ".guidance", section.guidance);
  for (auto& field : section.fields) {
    const std::string of_field = absl::StrCat("fields[", field.id, "]");
    VisitDescribed(of_field, field, visit);
    for (auto& code : field.codes)
      VisitDescribed(absl::StrCat(of_field, ".codes[", code.code, "]"), code,
                     visit);
  }
  for (auto& grid : section.grids)
    visit(absl::StrCat("grids[", grid.id, "].label"), grid.label);
}

// `Content` is const or not, and so are the texts.
template <typename Content, typename Visit>
void VisitAll(Content& content, const Visit& visit) {
  visit("title", content.title);
  for (size_t i = 0; i < content.introduction.size(); ++i)
    visit(absl::StrCat("introduction[", i, "]"), content.introduction[i]);
  for (auto& section : content.sections) VisitSection(section, visit);
  for (auto& extension : content.extensions)
    visit(absl::StrCat("extensions[", extension.id, "].label"),
          extension.label);
  for (auto& label : content.missing_labels) {
    const std::string path =
        absl::StrCat("missing_labels[", MissingName(label.missing), "]");
    visit(path + ".label", label.label);
    visit(path + ".definition", label.definition);
  }
}

}  // namespace

void ForEachText(
    const RevisionContent& content,
    absl::FunctionRef<void(const std::string& path, const std::string& text)>
        visit) {
  VisitAll(content, visit);
}

void ForEachText(
    RevisionContent& content,
    absl::FunctionRef<void(const std::string& path, std::string& text)> visit) {
  VisitAll(content, visit);
}

bool IsTranslationLanguage(absl::string_view language) {
  return language == kWelsh;
}

std::vector<std::string> Translate(absl::string_view language,
                                   RevisionContent& content) {
  std::vector<std::string> fell_back;
  const std::vector<Translation> translations =
      std::exchange(content.translations, {});
  if (language == kEnglish) return fell_back;
  const auto translation = std::find_if(
      translations.begin(), translations.end(),
      [&](const Translation& t) { return t.language == language; });
  ForEachText(content, [&](const std::string& path, std::string& text) {
    if (text.empty()) return;
    if (translation != translations.end()) {
      const auto at = translation->texts.find(path);
      if (at != translation->texts.end()) {
        text = at->second;
        return;
      }
    }
    fell_back.push_back(path);
  });
  return fell_back;
}

}  // namespace caselens
