#ifndef CLIENTS_WEB_ENTRY_FORM_H_
#define CLIENTS_WEB_ENTRY_FORM_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "clients/web/form_view.h"
#include "clients/web/http/message.h"

namespace caselens::web {

// A form of numbers and choices that asks the service for something: as
// `_entry_form` shows it, with what was entered and what the service has
// against it. The name of a field is the last part of its path in the request:
// `classes_to` of `options.classes_to`.
class EntryForm {
 public:
  struct Option {
    std::string value;
    std::string text;
  };

  explicit EntryForm(const Fields& entered) : entered_(entered) {}

  // What was entered. A text that is no number of the kind is a problem.
  std::string Text(const std::string& name) const { return entered_.Get(name); }
  std::vector<std::string> All(const std::string& name) const {
    return entered_.All(name);
  }
  int Whole(const std::string& name);
  uint64_t Seed(const std::string& name);
  double Real(const std::string& name);

  // Takes over what the service says is wrong. False if `status` is of another
  // kind.
  bool Refuse(const absl::Status& status);
  bool IsRefused() const { return !problems_.empty(); }

  // Fields, from top to bottom. `usual` stands there to begin with.
  void AddText(const std::string& name, absl::string_view label,
               absl::string_view hint, absl::string_view usual);
  // One of them; the first to begin with.
  void AddChoice(const std::string& name, absl::string_view label,
                 absl::string_view hint, const std::vector<Option>& options);
  // As many of them as one likes; none to begin with.
  void AddChoices(const std::string& name, absl::string_view label,
                  absl::string_view hint, const std::vector<Option>& options);

  // `fields`, and the summary of what is wrong.
  void SetOn(Data& data) const;

 private:
  Data Field(const std::string& name, absl::string_view label,
             absl::string_view hint);
  void AddOptions(const char* kind, Data field, const std::string& name,
                  const std::vector<Option>& options,
                  const std::vector<std::string>& chosen);

  const Fields& entered_;
  std::map<std::string, std::string> problems_;  // by name; "" of no field
  std::map<std::string, std::string> labels_;    // of fields that are shown
  Data fields_{Data::type::list};
};

}  // namespace caselens::web

#endif  // CLIENTS_WEB_ENTRY_FORM_H_
