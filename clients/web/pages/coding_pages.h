#ifndef CLIENTS_WEB_PAGES_CODING_PAGES_H_
#define CLIENTS_WEB_PAGES_CODING_PAGES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/coding.pb.h"
#include "clients/web/site.h"

// What the pages of one coding have in common.
namespace caselens::web {

// The form of the coding of the visit: of these sections (`C`), all if none.
absl::StatusOr<v1::CodingForm> GetForm(
    const Visit& visit, const std::vector<std::string>& sections = {});

// `/studies/demo/codings/x`, and a page below it.
std::string CodingPath(const v1::Coding& coding, absl::string_view below = "");
// The page on which a question stands, with its anchor.
std::string ItemPath(const v1::CodingForm& form,
                     const v1::CodingForm::SectionForm& section,
                     const v1::CodingForm::Item& item);
// The page with the first question that has no answer, behind the section
// `after` and then from the start: an answer may make sections before it ask
// more. The check of answers if all have one. On the way from the first section
// to the others people come first.
absl::StatusOr<std::string> NextPath(const Visit& visit,
                                     absl::string_view after = "");

bool IsDraft(const v1::Coding& coding);

// The record, the way back, and whom to tell of a risk.
void SetHead(const v1::CodingForm& form, Data& data);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_PAGES_CODING_PAGES_H_
