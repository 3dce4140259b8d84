#include "clients/web/form_view.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/web/answers.h"

namespace caselens::web {
namespace {

constexpr size_t kPageSize = 20;
// The keys that choose the first, second, ... option of a question.
constexpr absl::string_view kOptionKeys = "1234567890abcdefghijklm";

// Neighbouring fields of one level are asked together of each instance.
std::map<std::string, std::pair<int, size_t>> RunsOf(
    const v1::Section& section) {
  std::vector<size_t> sizes;
  std::map<std::string, std::pair<int, size_t>> runs;
  for (int i = 0; i < section.fields_size(); ++i) {
    if (i == 0 || section.fields(i).level() != section.fields(i - 1).level()) {
      sizes.push_back(0);
    }
    ++sizes.back();
    runs[section.fields(i).id()].first = static_cast<int>(sizes.size()) - 1;
  }
  for (auto& [field, run] : runs) run.second = sizes[run.first];
  return runs;
}

// The grid whose questions on the page a letter each leads to: the first,
// unless letters choose answers there. Empty if there is none.
std::string JumpGrid(const v1::Section& section, const Page& page) {
  constexpr int kDigits = 10;
  std::string grid;
  for (const v1::CodingForm::Item* item : page) {
    const v1::Field* field = FindField(section, item->field());
    if (field == nullptr) continue;
    if (field->codes_size() + field->missing_size() > kDigits) return "";
    if (grid.empty()) grid = field->grid();
  }
  return grid;
}

bool HasCode(const v1::Answer& answer, const std::string& code) {
  return std::find(answer.codes().begin(), answer.codes().end(), code) !=
         answer.codes().end();
}

Data Option(const std::string& id, const std::string& name,
            const std::string& value, const std::string& label, bool is_checked,
            size_t place) {
  Data option;
  option.set("id", id);
  option.set("name", name);
  option.set("value", value);
  option.set("text", label);
  option.set("checked", is_checked);
  SetText(option, "press", OptionKey(place));
  option.set("first", place == 0);
  option.set("divider", false);
  option.set("lang", false);
  return option;
}

// A text with the marks of what was found in it.
Data Findings(const std::string& path, const std::string& text,
              const v1::CheckedText& found) {
  Data list(Data::type::list);
  for (const v1::TextFinding& finding : found.findings()) {
    Data one;
    const std::string name =
        absl::StrCat(path, "|", finding.start(), "|", finding.end());
    one.set("name", name);
    one.set("id", ElementId(name));
    one.set("span", text.substr(finding.start_byte(),
                                finding.end_byte() - finding.start_byte()));
    one.set("reason", finding.reason());
    one.set("replacement", finding.replacement());
    one.set("may_keep", finding.action() == v1::TextFinding::WARN);
    list.push_back(one);
  }
  return list;
}

void SetDescribed(const std::string& definition, const std::string& evidence,
                  const std::string& tell_apart, Data& data) {
  SetText(data, "definition", definition);
  SetText(data, "evidence", evidence);
  SetText(data, "tell_apart", tell_apart);
}

}  // namespace

void SetText(Data& data, const std::string& name, absl::string_view text) {
  data.set(name, text.empty() ? Data(false) : Data(std::string(text)));
}

absl::string_view OptionKey(size_t place) {
  return place < kOptionKeys.size() ? kOptionKeys.substr(place, 1) : "";
}

const v1::Field* FindField(const v1::Section& section, absl::string_view id) {
  for (const v1::Field& field : section.fields()) {
    if (field.id() == id) return &field;
  }
  return nullptr;
}

std::vector<Page> PagesOf(const v1::CodingForm::SectionForm& section) {
  const auto runs = RunsOf(section.section());
  std::vector<Page> pages(1);
  size_t used = 0;
  std::pair<int, std::string> unit = {-1, ""};
  for (const v1::CodingForm::Item& item : section.items()) {
    const auto [run, size] = runs.at(item.field());
    const std::pair<int, std::string> next = {run, item.instance()};
    if (next != unit) {
      if (used + size > kPageSize && !pages.back().empty()) {
        pages.emplace_back();
        used = 0;
      }
      used += size;
      unit = next;
    }
    pages.back().push_back(&item);
  }
  return pages;
}

std::vector<std::string> ErrorsOf(const v1::CodingForm::Item& item,
                                  const FormNotes& notes) {
  std::vector<std::string> errors;
  const auto at = notes.errors.find(KeyOf(item.field(), item.instance()));
  if (at != notes.errors.end()) errors = at->second;
  if (notes.are_errors_shown) {
    errors.insert(errors.end(), item.errors().begin(), item.errors().end());
  }
  return errors;
}

FormView::FormView(const v1::CodingForm& form)
    : form_(form),
      untranslated_(form.untranslated().begin(), form.untranslated().end()) {
  for (const v1::CodingForm::Subject& subject : form.subjects()) {
    subjects_[subject.instance()] = subject.label();
  }
}

std::string FormView::LanguageOf(const std::string& path) const {
  const bool is_english =
      form_.language_code() != "cy" || untranslated_.contains(path);
  return is_english ? "" : form_.language_code();
}

std::string FormView::Subject(const std::string& instance) const {
  const auto at = subjects_.find(instance);
  return at == subjects_.end() ? instance : at->second;
}

std::string FormView::Words(const v1::Field& field,
                            const v1::Answer& answer) const {
  for (const v1::MissingLabel& label : form_.missing_labels()) {
    if (answer.missing() != 0 && label.missing() == answer.missing()) {
      return label.label();
    }
  }
  if (!answer.text().empty()) return answer.text();
  return absl::StrJoin(answer.codes(), ", ",
                       [&](std::string* out, const std::string& code) {
                         for (const v1::Code& one : field.codes()) {
                           if (one.code() == code) out->append(one.label());
                         }
                       });
}

Data FormView::Options(const v1::Field& field, const v1::Answer& answer,
                       const std::string& key, const std::string& id) const {
  Data options(Data::type::list);
  const std::string name = "a:" + key;
  size_t place = 0;
  const auto id_here = [&] {
    return place == 0 ? id : absl::StrCat(id, "-", place);
  };
  for (const v1::Code& code : field.codes()) {
    Data option = Option(id_here(), name, code.code(), code.label(),
                         HasCode(answer, code.code()), place);
    option.set("exclusive", code.exclusive());
    SetText(option, "lang",
            LanguageOf(absl::StrCat("fields[", field.id(), "].codes[",
                                    code.code(), "].label")));
    options.push_back(option);
    ++place;
  }
  bool is_first = !field.codes().empty();
  for (const int missing : field.missing()) {
    for (const v1::MissingLabel& label : form_.missing_labels()) {
      if (label.missing() != missing) continue;
      Data option = Option(id_here(), name,
                           "~" + v1::Answer::Missing_Name(
                                     static_cast<v1::Answer::Missing>(missing)),
                           label.label(), answer.missing() == missing, place);
      option.set("divider", is_first);
      SetText(option, "lang",
              LanguageOf(
                  absl::StrCat("missing_labels[",
                               v1::Answer::Missing_Name(
                                   static_cast<v1::Answer::Missing>(missing)),
                               "].label")));
      option.set("exclusive", true);
      is_first = false;
      options.push_back(option);
      ++place;
    }
  }
  return options;
}

Data FormView::ListOptions(const std::string& list, const std::string& prefix,
                           const std::string& key,
                           const std::vector<std::string>& chosen) const {
  Data options(Data::type::list);
  size_t place = 0;
  for (const v1::Field& field : form_.lists()) {
    if (field.id() != list) continue;
    for (const v1::Code& code : field.codes()) {
      options.push_back(Option(
          ElementId(absl::StrCat(prefix, key, "-", code.code())), prefix + key,
          code.code(), code.label(),
          std::find(chosen.begin(), chosen.end(), code.code()) != chosen.end(),
          place++));
    }
  }
  return options;
}

std::string FormView::LabelIn(const std::string& list,
                              absl::string_view code) const {
  for (const v1::Field& field : form_.lists()) {
    if (field.id() != list) continue;
    for (const v1::Code& one : field.codes()) {
      if (one.code() == code) return one.label();
    }
  }
  return std::string(code);
}

Data FormView::GradeOf(const v1::Answer& answer, const std::string& key,
                       const v1::Grade* before) const {
  const v1::Grade& grade = answer.grade();
  Data data;
  data.set("before", Data(false));
  if (before != nullptr && !answer.has_grade()) {
    std::vector<std::string> parts = {
        LabelIn("B.confidence", absl::StrCat(before->confidence())),
        LabelIn("B.evidence_level", before->evidence_level())};
    for (const std::string& source : before->sources()) {
      parts.push_back(LabelIn("B.evidence_source", source));
    }
    Data same("value", GradeText(key, *before));
    same.set("text", absl::StrJoin(parts, ", "));
    data.set("before", same);
  }
  data.set("confidence", ListOptions("B.confidence", "c:", key,
                                     {absl::StrCat(grade.confidence())}));
  data.set("levels", ListOptions("B.evidence_level", "e:", key,
                                 {grade.evidence_level()}));
  data.set("sources",
           ListOptions("B.evidence_source", "s:", key,
                       {grade.sources().begin(), grade.sources().end()}));
  return data;
}

Data FormView::Item(const v1::Field& field, const v1::CodingForm::Item& item,
                    const FormNotes& notes) const {
  const std::string key = KeyOf(item.field(), item.instance());
  const auto sent = notes.sent.find(key);
  const v1::Answer& answer =
      sent == notes.sent.end() ? item.answer() : sent->second;
  Data data;
  data.set("key", key);
  data.set("id", ElementId(key));
  data.set("was", Fingerprint(item.answer()));
  data.set("label", field.label());
  SetText(data, "label_lang",
          LanguageOf(absl::StrCat("fields[", field.id(), "].label")));
  SetText(data, "subject",
          item.instance().empty() ? "" : Subject(item.instance()));
  SetDescribed(field.definition(), field.evidence(), field.tell_apart(), data);
  data.set("settled", item.settled() && sent == notes.sent.end());
  data.set("optional", !item.required());
  data.set("graded", field.graded());
  data.set("imported", answer.imported());
  data.set("one", field.kind() == v1::Field::ONE);
  data.set("many", field.kind() == v1::Field::MANY);
  data.set("text_kind", field.kind() == v1::Field::TEXT);
  data.set("long", field.codes_size() > 7);
  // Errors lead to the first option.
  data.set("options", Options(field, answer, key, ElementId(key)));
  Data codes(Data::type::list);
  for (const v1::Code& code : field.codes()) {
    if (code.definition().empty() && code.evidence().empty()) continue;
    Data one("name", code.label());
    SetDescribed(code.definition(), code.evidence(), code.tell_apart(), one);
    codes.push_back(one);
  }
  data.set("codes", codes);
  SetText(data, "text", answer.text());
  SetText(data, "paraphrase", answer.paraphrase());
  const auto before = notes.grades_before.find(key);
  data.set("grade",
           item.takes_grade() || (sent != notes.sent.end() && field.graded() &&
                                  sent->second.has_grade())
               ? GradeOf(answer, key,
                         before == notes.grades_before.end() ? nullptr
                                                             : &before->second)
               : Data(false));
  Data errors(Data::type::list);
  for (const std::string& error : ErrorsOf(item, notes)) {
    errors.push_back(Data("message", error));
  }
  data.set("has_errors", !errors.is_empty_list());
  data.set("errors", errors);
  Data findings(Data::type::list);
  for (const char* part : {"text", "paraphrase"}) {
    v1::Answer place;
    place.set_field(item.field());
    place.set_instance(item.instance());
    const std::string path = PathOf(place, part);
    const auto found = notes.found.find(path);
    if (found == notes.found.end()) continue;
    Data one("path", path);
    SetText(one, "refused", found->second.refused());
    one.set("spans",
            Findings(path,
                     absl::string_view(part) == "text" ? answer.text()
                                                       : answer.paraphrase(),
                     found->second));
    findings.push_back(one);
  }
  data.set("findings", findings);
  data.set("words_open", !answer.paraphrase().empty());
  data.set("focus", false);
  return data;
}

Data FormView::Items(const v1::Section& section, const Page& page,
                     const FormNotes& notes) const {
  bool may_focus = std::none_of(page.begin(), page.end(),
                                [&](const v1::CodingForm::Item* item) {
                                  return !ErrorsOf(*item, notes).empty();
                                });
  const std::string grid = JumpGrid(section, page);
  char letter = 'a';
  Data items(Data::type::list);
  std::string subject;
  for (const v1::CodingForm::Item* item : page) {
    const v1::Field* field = FindField(section, item->field());
    if (field == nullptr) continue;
    Data data = Item(*field, *item, notes);
    data.set("jump", false);
    if (!grid.empty() && field->grid() == grid && letter <= 'z') {
      data.set("jump", std::string(1, letter++));
    }
    if (may_focus && !item->settled()) {
      data.set("focus", true);
      may_focus = false;
    }
    SetText(data, "heading",
            item->instance() == subject ? "" : Subject(item->instance()));
    subject = item->instance();
    items.push_back(data);
  }
  return items;
}

Data FormView::Errors(const Page& page, const FormNotes& notes) const {
  Data errors(Data::type::list);
  for (const v1::CodingForm::Item* item : page) {
    for (const std::string& error : ErrorsOf(*item, notes)) {
      Data one("message", error);
      one.set("id", ElementId(KeyOf(item->field(), item->instance())));
      one.set("where", false);
      errors.push_back(one);
    }
  }
  return errors;
}

}  // namespace caselens::web
