#include "clients/cli/views/template.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

#include "clients/cli/output/text.h"

namespace caselens::cli {
namespace {

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

void SayIndented(const std::string& text, const std::string& indent,
                 View& view) {
  if (text.empty()) return;
  for (const std::string& line : Wrap(text, kPageColumns - indent.size())) {
    view.Say(indent + line);
  }
}

void SayIf(absl::string_view word, const std::string& text, View& view) {
  if (!text.empty()) SayIndented(absl::StrCat(word, text), "  ", view);
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
    SayIndented(code.definition(), "        ", view);
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
  SayIndented(section.guidance(), "  ", view);
  if (!in_full) {
    view.Show(FieldList(section));
    return;
  }
  for (const v1::Field& field : section.fields()) SayField(field, view);
}

// `2026/3` for `templates/2026/revisions/3`.
std::string ShortName(const std::string& name) {
  return absl::StrReplaceAll(name, {{"templates/", ""}, {"/revisions/", "/"}});
}

std::string CodesText(const v1::LostAnswer& lost) {
  return lost.missing() == v1::Answer::MISSING_UNSPECIFIED
             ? absl::StrJoin(lost.codes(), ";")
             : v1::Answer::Missing_Name(lost.missing());
}

std::string DraftText(const v1::DraftMigration& draft) {
  return absl::StrCat(draft.site(), ":", draft.record());
}

}  // namespace

View TemplateView(const v1::Template& form, bool in_full) {
  View view;
  view.csv = Codebook(form);
  view.Say(absl::StrCat(form.title(), "  (", form.name(), ", ",
                        v1::Template::State_Name(form.state()), ")"));
  if (form.untranslated_size() > 0) {
    view.Say(absl::StrCat(form.untranslated_size(), " of ", form.texts(),
                          " texts are in English: there is no ",
                          form.language_code(), " yet."));
  }
  for (const v1::Section& section : form.sections()) {
    SaySection(section, in_full, view);
  }
  return view;
}

View UntranslatedView(const v1::Template& form) {
  Grid grid({"language", "text"});
  for (const std::string& path : form.untranslated()) {
    grid.Add({form.language_code(), path});
  }
  View view = View::Of(std::move(grid));
  view.Say("");
  view.Say(absl::StrCat(form.untranslated_size(), " of ", form.texts(),
                        " texts are in English."));
  return view;
}

View RevisionView(const v1::Template& revision) {
  Grid problems({"field", "problem"});
  for (const v1::Template::Problem& problem : revision.problems()) {
    problems.Add({problem.field(), problem.description()});
  }
  View view;
  view.csv = RevisionsView({revision}).csv;
  view.Show(Card()
                .Add("revision", revision.name())
                .Add("title", revision.title())
                .Add("state", v1::Template::State_Name(revision.state()))
                .Add("published", TimeText(revision.publish_time()))
                .Add("retired", TimeText(revision.retirement().time()))
                .Add("because", revision.retirement().reason())
                .Take());
  if (revision.problems().empty()) return view;
  view.Say("");
  view.Say("Before it can be published:");
  view.Show(std::move(problems));
  return view;
}

View RevisionsView(const std::vector<v1::Template>& revisions) {
  Grid grid({"revision", "title", "state", "published", "retired", "because",
             "extensions"});
  for (const v1::Template& revision : revisions) {
    grid.Add({revision.name(), revision.title(),
              v1::Template::State_Name(revision.state()),
              TimeText(revision.publish_time()),
              TimeText(revision.retirement().time()),
              revision.retirement().reason(),
              absl::StrJoin(revision.extensions(), ";",
                            [](std::string* out, const v1::Extension& e) {
                              absl::StrAppend(out, e.id());
                            })});
  }
  return View::Of(std::move(grid));
}

View DiffView(const v1::RevisionDiff& diff) {
  Grid grid({"verdict", "change", "of", "where", "answers"});
  Grid csv({"from", "to", "kind", "part", "path", "field", "verdict", "why"});
  for (const v1::RevisionChange& change : diff.changes()) {
    const std::string verdict =
        v1::RevisionChange::Verdict_Name(change.verdict());
    const std::string kind = v1::RevisionChange::Kind_Name(change.kind());
    const std::string part = v1::RevisionChange::Part_Name(change.part());
    grid.Add({verdict, kind, part, change.path(), change.why()});
    csv.Add({diff.from(), diff.to(), kind, part, change.path(), change.field(),
             verdict, change.why()});
  }
  View view;
  view.csv = std::move(csv);
  if (diff.changes().empty()) {
    view.Say("Both hold the same.");
    return view;
  }
  view.Show(std::move(grid));
  view.Say("");
  view.Say(absl::StrCat(diff.carries_over(), " changes let answers stand, ",
                        diff.to_be_answered(), " ask for more, ", diff.lost(),
                        " lose answers."));
  return view;
}

View MigrationView(const v1::MigrateDraftsResponse& migration, bool is_done) {
  Grid grid({"draft", "field", "instance", "codes", "words", "what"});
  Grid csv({"coding", "site", "record", "from", "to", "field", "instance",
            "codes", "words", "part", "why"});
  for (const v1::DraftMigration& draft : migration.migrations()) {
    for (const v1::LostAnswer& lost : draft.lost()) {
      grid.Add(
          {DraftText(draft), lost.field(), lost.instance(), CodesText(lost),
           Cell::Yes(lost.words()),
           lost.part() ? absl::StrCat("in part: ", lost.why()) : lost.why()});
      csv.Add({draft.coding(), draft.site(), draft.record(), migration.from(),
               migration.to(), lost.field(), lost.instance(), CodesText(lost),
               Cell::Yes(lost.words()), Cell::Yes(lost.part()), lost.why()});
    }
  }
  View view;
  view.csv = std::move(csv);
  if (migration.lost_answers() > 0) {
    view.Show(std::move(grid));
    view.Say("");
  }
  view.Say(
      absl::StrCat(is_done ? "Moved " : "Would move ", migration.drafts(),
                   " drafts from ", ShortName(migration.from()), " to ",
                   ShortName(migration.to()), "; ", migration.lost_answers(),
                   is_done ? " answers were" : " answers would be", " lost."));
  if (migration.withheld()) {
    view.Say(
        "You code files of this study: of others' drafts of them nothing is "
        "said.");
  }
  if (!is_done) {
    view.Say(absl::StrCat("To do it: --accept ", migration.etag()));
  }
  return view;
}

}  // namespace caselens::cli
