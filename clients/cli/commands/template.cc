#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "caselens/v1/template.pb.h"
#include "clients/cli/names.h"
#include "clients/cli/output/text.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

constexpr size_t kTextColumns = 92;

struct ShowOptions {
  std::string name;
  std::vector<std::string> sections;
};

std::string KindWord(const v1::Field& field) {
  return absl::AsciiStrToLower(v1::Field::Kind_Name(field.kind()));
}
std::string LevelWord(const v1::Field& field) {
  return absl::AsciiStrToLower(v1::Field::Level_Name(field.level()));
}

// A row a code; a field without codes has one row.
Grid Codebook(const v1::Template& form) {
  Grid grid({"section", "field", "label", "definition", "evidence",
             "tell_apart", "kind", "level", "extension", "required", "code",
             "code_label", "code_definition", "code_evidence",
             "code_tell_apart"});
  const auto add = [&grid](const v1::Section& section, const v1::Field& field,
                           const v1::Code& code) {
    grid.Add({section.id(), field.id(), field.label(), field.definition(),
              field.evidence(), field.tell_apart(), KindWord(field),
              LevelWord(field), field.extension(), Cell::Yes(field.required()),
              code.code(), code.label(), code.definition(), code.evidence(),
              code.tell_apart()});
  };
  for (const v1::Section& section : form.sections()) {
    for (const v1::Field& field : section.fields()) {
      for (const v1::Code& code : field.codes()) add(section, field, code);
      if (field.codes().empty()) add(section, field, v1::Code());
    }
  }
  return grid;
}

// The fields of a section in short: one line each.
Grid FieldList(const v1::Section& section) {
  Grid grid({"field", "asks", "kind", "of", "required", "extension"});
  for (const v1::Field& field : section.fields()) {
    grid.Add({field.id(), field.label(), KindWord(field), LevelWord(field),
              Cell::Yes(field.required()), field.extension()});
  }
  return grid;
}

void SayWrapped(const std::string& text, const std::string& indent,
                View& view) {
  if (text.empty()) return;
  for (const std::string& line : Wrap(text, kTextColumns - indent.size())) {
    view.Say(indent + line);
  }
}

void SayIf(absl::string_view word, const std::string& text, View& view) {
  if (!text.empty()) SayWrapped(absl::StrCat(word, text), "  ", view);
}

// A field in full, with every code.
void SayField(const v1::Field& field, View& view) {
  view.Say("");
  view.Say(absl::StrCat(
      field.id(), "  ", field.label(), "  (", KindWord(field), ", of a ",
      LevelWord(field), field.required() ? ", required" : "",
      field.extension().empty() ? "" : ", extension ", field.extension(), ")"));
  SayIf("", field.definition(), view);
  SayIf("Evidence: ", field.evidence(), view);
  SayIf("Tell apart: ", field.tell_apart(), view);
  for (const v1::Code& code : field.codes()) {
    view.Say(absl::StrCat("    ", code.code(), "  ", code.label()));
    SayWrapped(code.definition(), "        ", view);
  }
  const std::string missing =
      absl::StrJoin(field.missing(), ", ", [](std::string* out, int value) {
        absl::StrAppend(out, v1::Answer::Missing_Name(
                                 static_cast<v1::Answer::Missing>(value)));
      });
  if (!missing.empty()) view.Say("    or " + missing);
}

void SaySection(const v1::Section& section, bool in_full, View& view) {
  view.Say("");
  view.Say(absl::StrCat(section.id(), "  ", section.title()));
  SayWrapped(section.guidance(), "  ", view);
  if (!in_full) {
    view.Show(FieldList(section));
    return;
  }
  for (const v1::Field& field : section.fields()) SayField(field, view);
}

absl::Status ShowTemplate(Session& session, const ShowOptions& options) {
  v1::GetTemplateRequest request;
  request.set_name(options.name);
  if (options.name.find('/') == std::string::npos) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                         TopName(options.name, "templates"));
  }
  request.mutable_sections()->Assign(options.sections.begin(),
                                     options.sections.end());
  CLI_ASSIGN_OR_RETURN(const v1::Template form, session.Call(request));
  View view;
  view.csv = Codebook(form);
  view.Say(absl::StrCat(form.title(), "  (", form.name(), ")"));
  for (const v1::Section& section : form.sections()) {
    SaySection(section, !options.sections.empty(), view);
  }
  if (options.sections.empty()) {
    view.Say("");
    view.Say("--section C shows a section in full, with every code.");
  }
  return session.Print(form, view);
}

absl::Status ListTemplates(Session& session) {
  CLI_ASSIGN_OR_RETURN(const v1::ListTemplatesResponse templates,
                       session.CallAllPages(v1::ListTemplatesRequest()));
  Grid grid({"template", "title", "extensions"});
  for (const v1::Template& form : templates.templates()) {
    grid.Add({form.name(), form.title(),
              absl::StrJoin(form.extensions(), ";",
                            [](std::string* out, const v1::Extension& e) {
                              absl::StrAppend(out, e.id());
                            })});
  }
  return session.Print(templates, View::Of(std::move(grid)));
}

}  // namespace

void AddTemplateCommands(Program& program) {
  program.Describe("template", "What auditors are asked");
  auto options = std::make_shared<ShowOptions>();
  program
      .Add("template show",
           "Show the questions of a template; as CSV, its codebook",
           "caselens template show rdac-2026 --section C",
           [options](Session& session) {
             return ShowTemplate(session, *options);
           })
      .Needs("TEMPLATE", options->name,
             "Id for the newest revision, or "
             "templates/TEMPLATE/revisions/NUMBER")
      .Takes("--section", options->sections,
             "Only this section, in full; repeatable");
  program.Add("template list", "List templates", "caselens template list",
              ListTemplates);
}

}  // namespace caselens::cli
