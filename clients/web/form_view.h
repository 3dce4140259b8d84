#ifndef CLIENTS_WEB_FORM_VIEW_H_
#define CLIENTS_WEB_FORM_VIEW_H_

#include <cstddef>
#include <kainjow/mustache.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "caselens/v1/anonymity.pb.h"
#include "caselens/v1/coding.pb.h"

namespace caselens::web {

using Data = kainjow::mustache::data;

// A text under `name`; false where it is empty, so that no template takes that
// of something around it.
void SetText(Data& data, const std::string& name, absl::string_view text);

// The key that chooses the option at `place`, from 0; empty if keys are too
// few.
absl::string_view OptionKey(size_t place);

// The questions of a section, page by page. What is on a page depends on the
// fields and on what they are asked of, not on answers, so that a page stays as
// it is while it is filled in.
using Page = std::vector<const v1::CodingForm::Item*>;
std::vector<Page> PagesOf(const v1::CodingForm::SectionForm& section);

// What a page shows of its questions beside what is stored.
struct FormNotes {
  // By key: what was sent and not saved.
  std::map<std::string, v1::Answer> sent;
  // By key: what is wrong with it.
  std::map<std::string, std::vector<std::string>> errors;
  // By path of the text.
  std::map<std::string, v1::CheckedText> found;
  // By key: the grade that was given last before it, in the order of the form.
  std::map<std::string, v1::Grade> grades_before;
  bool are_errors_shown = false;  // those of the items, too
};

// Makes questions into what item.mustache shows.
class FormView {
 public:
  explicit FormView(const v1::CodingForm& form);

  // The first question without an answer gets the focus, unless there are
  // errors.
  Data Items(const v1::Section& section, const Page& page,
             const FormNotes& notes) const;
  // An error for each question of the page that has one, with its anchor.
  Data Errors(const Page& page, const FormNotes& notes) const;
  // `Mother (P2)`; the instance itself if it has no label.
  std::string Subject(const std::string& instance) const;
  // A code or missing value in words.
  std::string Words(const v1::Field& field, const v1::Answer& answer) const;
  // What a question offers; the first option has the id `id`.
  Data Options(const v1::Field& field, const v1::Answer& answer,
               const std::string& key, const std::string& id) const;
  // The parts of a grade; `before` is offered as a whole.
  Data GradeOf(const v1::Answer& answer, const std::string& key,
               const v1::Grade* before = nullptr) const;

 private:
  Data Item(const v1::Field& field, const v1::CodingForm::Item& item,
            const FormNotes& notes) const;
  Data ListOptions(const std::string& list, const std::string& prefix,
                   const std::string& key,
                   const std::vector<std::string>& chosen) const;

  std::string LabelIn(const std::string& list, absl::string_view code) const;

  // The language of the text under `path`, if it is not English.
  std::string LanguageOf(const std::string& path) const;

  const v1::CodingForm& form_;
  std::map<std::string, std::string> subjects_;
  std::set<std::string> untranslated_;
};

// What is wrong with a question; empty if nothing is.
std::vector<std::string> ErrorsOf(const v1::CodingForm::Item& item,
                                  const FormNotes& notes);

const v1::Field* FindField(const v1::Section& section, absl::string_view id);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_FORM_VIEW_H_
