#ifndef TYPOLOGY_TEMPLATE_TEXTS_H_
#define TYPOLOGY_TEMPLATE_TEXTS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

#include "typology/template/revision.h"

namespace caselens {

// The texts of a revision that a person reads, each under a path:
//
//   title  introduction[0]  sections[A].title  sections[A].guidance
//   fields[A.site].label  (and .definition, .evidence, .tell_apart)
//   fields[A.site].codes[C1].label  (and the same)
//   grids[B.indicators].label  extensions[kinship].label
//   missing_labels[NR].label  missing_labels[NR].definition

// Calls `visit` with every text in the order of the revision, also with those
// that are empty. Translations are not visited.
void ForEachText(
    const RevisionContent& content,
    absl::FunctionRef<void(const std::string& path, const std::string& text)>
        visit);
void ForEachText(
    RevisionContent& content,
    absl::FunctionRef<void(const std::string& path, std::string& text)> visit);

// A revision is written in English; these are the languages it may be
// translated into.
inline constexpr char kEnglish[] = "en";
inline constexpr char kWelsh[] = "cy";
bool IsTranslationLanguage(absl::string_view language);

// Puts the texts of `language` (one of the above) in place of the English ones
// where there are any, and drops all translations. Returns the paths of the
// texts that stay English, in the order of the revision; of English none.
std::vector<std::string> Translate(absl::string_view language,
                                   RevisionContent& content);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_TEXTS_H_
