#include "clients/web/entry_form.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/errors.h"
#include "clients/web/site.h"

namespace caselens::web {
namespace {

// `options.sites[2]` -> `sites`.
std::string NameOf(absl::string_view path) {
  path = path.substr(path.rfind('.') + 1);
  return std::string(path.substr(0, path.find('[')));
}

}  // namespace

int EntryForm::Whole(const std::string& name) {
  int number = 0;
  if (!Text(name).empty() && !absl::SimpleAtoi(Text(name), &number)) {
    problems_[name] = "Enter a whole number.";
  }
  return number;
}

uint64_t EntryForm::Seed(const std::string& name) {
  uint64_t number = 0;
  if (!Text(name).empty() && !absl::SimpleAtoi(Text(name), &number)) {
    problems_[name] = "Enter a whole number that is not negative.";
  }
  return number;
}

double EntryForm::Real(const std::string& name) {
  double number = 0;
  if (!Text(name).empty() && !absl::SimpleAtod(Text(name), &number)) {
    problems_[name] = "Enter a number.";
  }
  return number;
}

bool EntryForm::Refuse(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status) && !absl::IsFailedPrecondition(status) &&
      !absl::IsResourceExhausted(status)) {
    return false;
  }
  const v1::BadRequest violations = cli::ViolationsOf(status);
  for (const auto& one : violations.field_violations()) {
    problems_[NameOf(one.field())] = one.description();
  }
  if (violations.field_violations().empty()) {
    problems_[""] = std::string(status.message());
  }
  return true;
}

Data EntryForm::Field(const std::string& name, absl::string_view label,
                      absl::string_view hint) {
  labels_[name] = std::string(label);
  Data field("name", name);
  field.set("label", std::string(label));
  SetText(field, "hint", hint);
  const auto problem = problems_.find(name);
  SetText(field, "error",
          problem == problems_.end() ? "" : absl::string_view(problem->second));
  for (const char* kind : {"text", "one", "many"}) field.set(kind, false);
  return field;
}

void EntryForm::AddText(const std::string& name, absl::string_view label,
                        absl::string_view hint, absl::string_view usual) {
  Data field = Field(name, label, hint);
  field.set("text", true);
  field.set("value", entered_.Has(name) ? Text(name) : std::string(usual));
  fields_.push_back(field);
}

void EntryForm::AddOptions(const char* kind, Data field,
                           const std::string& name,
                           const std::vector<Option>& options,
                           const std::vector<std::string>& chosen) {
  Data list(Data::type::list);
  for (const Option& option : options) {
    // Errors lead to the first.
    Data one("id", list.is_empty_list()
                       ? name
                       : absl::StrCat(name, "-", option.value));
    one.set("value", option.value);
    one.set("text", option.text);
    one.set("checked", std::find(chosen.begin(), chosen.end(), option.value) !=
                           chosen.end());
    list.push_back(one);
  }
  Data group("options", list);
  field.set(kind, group);
  fields_.push_back(field);
}

void EntryForm::AddChoice(const std::string& name, absl::string_view label,
                          absl::string_view hint,
                          const std::vector<Option>& options) {
  AddOptions("one", Field(name, label, hint), name, options,
             {entered_.Has(name) ? Text(name) : options.front().value});
}

void EntryForm::AddChoices(const std::string& name, absl::string_view label,
                           absl::string_view hint,
                           const std::vector<Option>& options) {
  AddOptions("many", Field(name, label, hint), name, options, All(name));
}

void EntryForm::SetOn(Data& data) const {
  Data errors(Data::type::list);
  for (const auto& [name, message] : problems_) {
    const auto label = labels_.find(name);
    const bool is_shown = label != labels_.end();
    Data error = ErrorData(message, is_shown ? name : "");
    if (is_shown) error.set("where", label->second);
    errors.push_back(error);
  }
  data.set("fields", fields_);
  data.set("has_errors", !errors.is_empty_list());
  data.set("errors", errors);
}

}  // namespace caselens::web
