#include "clients/cli/views/template.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/util/json_util.h>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/template.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/names.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

constexpr size_t kMaxTemplateBytes = size_t{16} << 20;

struct ShowTemplateOptions {
  std::string name;
  std::vector<std::string> sections;
  std::string language;
  bool untranslated = false;
};

struct DraftOptions {
  std::string name;
  std::string source;
  std::string file;
};

struct RetireOptions {
  std::string name;
  std::string reason;
};

struct DiffOptions {
  std::string from;
  std::string to;
};

struct MigrateOptions {
  std::string from;
  std::string to;
  std::string reason;
  std::string accept;
};

// `rdac-2026/2` -> `templates/rdac-2026/revisions/2`; the full name as it is.
bool NamesRevision(const std::string& argument) {
  return absl::StrContains(argument, '/') &&
         !(absl::StartsWith(argument, "templates/") &&
           !absl::StrContains(argument, "/revisions/"));
}

absl::StatusOr<std::string> RevisionName(const std::string& argument) {
  if (absl::StrContains(argument, "/revisions/")) return argument;
  const std::vector<std::string> parts = absl::StrSplit(argument, '/');
  if (parts.size() == 2 && parts[0] != "templates") {
    return absl::StrCat("templates/", parts[0], "/revisions/", parts[1]);
  }
  return UsageError(
      absl::StrCat("`", argument, "`: want a revision, rdac-2026/2 say"));
}

// A template or a revision.
absl::StatusOr<std::string> AnyName(const std::string& argument) {
  return NamesRevision(argument) ? RevisionName(argument)
                                 : TopName(argument, "templates");
}

absl::StatusOr<v1::Template> ReadTemplate(const std::string& path) {
  CLI_ASSIGN_OR_RETURN(const std::string text,
                       ReadFile(path, kMaxTemplateBytes));
  v1::Template form;
  const auto status = google::protobuf::util::JsonStringToMessage(text, &form);
  if (status.ok()) return form;
  return UsageError(absl::StrCat(
      path, ": not a template in JSON: ", std::string(status.message())));
}

absl::StatusOr<v1::Template> GetRevision(Session& session,
                                         const std::string& name) {
  v1::GetTemplateRequest request;
  request.set_name(name);
  return session.Call(request);
}

absl::Status ShowTemplate(Session& session,
                          const ShowTemplateOptions& options) {
  v1::GetTemplateRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), AnyName(options.name));
  request.mutable_sections()->Assign(options.sections.begin(),
                                     options.sections.end());
  request.set_language_code(options.untranslated && options.language.empty()
                                ? "cy"
                                : options.language);
  CLI_ASSIGN_OR_RETURN(const v1::Template form, session.Call(request));
  if (options.untranslated) return session.Print(form, UntranslatedView(form));
  View view = TemplateView(form, !options.sections.empty());
  if (options.sections.empty()) {
    view.Say("");
    view.Say("--section C shows a section in full, with every code.");
  }
  return session.Print(form, view);
}

absl::Status ListTemplates(Session& session) {
  CLI_ASSIGN_OR_RETURN(const v1::ListTemplatesResponse templates,
                       session.CallAllPages(v1::ListTemplatesRequest()));
  return session.Print(templates, RevisionsView({templates.templates().begin(),
                                                 templates.templates().end()}));
}

absl::Status ListRevisions(Session& session, const std::string& argument) {
  v1::ListRevisionsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(),
                       TopName(argument, "templates"));
  CLI_ASSIGN_OR_RETURN(const v1::ListRevisionsResponse listed,
                       session.CallAllPages(request));
  std::vector<v1::Template> revisions(listed.revisions().begin(),
                                      listed.revisions().end());
  std::stable_sort(revisions.begin(), revisions.end(),
                   [](const v1::Template& a, const v1::Template& b) {
                     return a.name().size() < b.name().size();
                   });
  return session.Print(listed, RevisionsView(revisions));
}

// A file may have the etag of the draft it was made from.
absl::StatusOr<v1::Template> UpdateDraft(Session& session,
                                         const std::string& name,
                                         const std::string& file) {
  v1::UpdateDraftRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_revision(), ReadTemplate(file));
  request.mutable_revision()->set_name(name);
  if (request.revision().etag().empty()) {
    CLI_ASSIGN_OR_RETURN(const v1::Template stored, GetRevision(session, name));
    request.mutable_revision()->set_etag(stored.etag());
  }
  return session.Call(request);
}

absl::Status DraftRevision(Session& session, const DraftOptions& options) {
  CLI_ASSIGN_OR_RETURN(const std::string name, AnyName(options.name));
  if (NamesRevision(options.name)) {
    if (options.file.empty()) {
      return UsageError("--file: want what the draft is to hold");
    }
    CLI_ASSIGN_OR_RETURN(const v1::Template draft,
                         UpdateDraft(session, name, options.file));
    return session.Print(draft, RevisionView(draft));
  }
  v1::CreateDraftRequest request;
  request.set_parent(name);
  if (!options.source.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_source(),
                         RevisionName(options.source));
  }
  if (!options.file.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_content(),
                         ReadTemplate(options.file));
  }
  CLI_ASSIGN_OR_RETURN(const v1::Template draft, session.Call(request));
  return session.Print(draft, RevisionView(draft));
}

absl::Status PublishRevision(Session& session, const std::string& argument) {
  v1::PublishRevisionRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), RevisionName(argument));
  CLI_ASSIGN_OR_RETURN(const v1::Template draft,
                       GetRevision(session, request.name()));
  request.set_etag(draft.etag());
  CLI_ASSIGN_OR_RETURN(const v1::Template published, session.Call(request));
  return session.Print(published, RevisionView(published));
}

absl::Status RetireRevision(Session& session, const RetireOptions& options) {
  v1::RetireRevisionRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), RevisionName(options.name));
  request.set_reason(options.reason);
  CLI_ASSIGN_OR_RETURN(const v1::Template retired, session.Call(request));
  return session.Print(retired, RevisionView(retired));
}

bool IsFile(const std::string& argument) {
  return absl::EndsWith(argument, ".json") || argument == "-";
}

absl::Status DiffRevisions(Session& session, const DiffOptions& options) {
  v1::DiffRevisionsRequest request;
  if (IsFile(options.from)) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_from_content(),
                         ReadTemplate(options.from));
  } else {
    CLI_ASSIGN_OR_RETURN(*request.mutable_from(), RevisionName(options.from));
  }
  if (IsFile(options.to)) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_to_content(),
                         ReadTemplate(options.to));
  } else {
    CLI_ASSIGN_OR_RETURN(*request.mutable_to(), RevisionName(options.to));
  }
  CLI_ASSIGN_OR_RETURN(const v1::RevisionDiff diff, session.Call(request));
  return session.Print(diff, DiffView(diff));
}

absl::Status MigrateDrafts(Session& session, const MigrateOptions& options) {
  v1::MigrateDraftsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(*request.mutable_from(), RevisionName(options.from));
  CLI_ASSIGN_OR_RETURN(*request.mutable_to(), RevisionName(options.to));
  request.set_reason(options.reason);
  request.set_validate_only(options.accept.empty());
  request.set_etag(options.accept);
  CLI_ASSIGN_OR_RETURN(const v1::MigrateDraftsResponse migration,
                       session.Call(request));
  return session.Print(migration,
                       MigrationView(migration, !options.accept.empty()));
}

void AddShowTemplate(Program& program) {
  auto options = std::make_shared<ShowTemplateOptions>();
  program
      .Add("template show",
           "Show the questions of a template; as CSV, its codebook",
           "caselens template show rdac-2026 --section C",
           [options](Session& session) {
             return ShowTemplate(session, *options);
           })
      .Needs("TEMPLATE", options->name,
             "Id for the newest revision, or TEMPLATE/NUMBER")
      .Takes("--section", options->sections,
             "Only this section, in full; repeatable")
      .Takes("--language", options->language,
             "en or cy; what is not there is shown in English")
      .Takes("--untranslated", options->untranslated,
             "List the texts that are not there in --language [cy]");
}

void AddDraft(Program& program) {
  auto options = std::make_shared<DraftOptions>();
  program
      .Add("template draft",
           "Make a draft of the next revision, or replace one (study stewards, "
           "administrators)",
           "caselens template draft rdac-2026",
           [options](Session& session) {
             return DraftRevision(session, *options);
           })
      .Needs("TEMPLATE", options->name,
             "Id to make a draft, TEMPLATE/NUMBER to replace one")
      .Takes("--source", options->source,
             "Revision to copy [the newest published one]")
      .Takes("--file", options->file,
             "What the draft holds, as `template show --format json` prints "
             "it; `-` is standard input");
}

void AddPublishAndRetire(Program& program) {
  auto name = std::make_shared<std::string>();
  program
      .Add("template publish", "Publish a draft: it never changes again",
           "caselens template publish rdac-2026/2",
           [name](Session& session) { return PublishRevision(session, *name); })
      .Needs("REVISION", *name, "TEMPLATE/NUMBER");
  auto options = std::make_shared<RetireOptions>();
  program
      .Add("template retire",
           "Take a revision out of use: codings go on, none starts",
           "caselens template retire rdac-2026/1 --reason 'revision 2 is in "
           "use'",
           [options](Session& session) {
             return RetireRevision(session, *options);
           })
      .Needs("REVISION", options->name, "TEMPLATE/NUMBER")
      .Needs("--reason", options->reason, "Why; kept with the revision");
}

void AddDiff(Program& program) {
  auto options = std::make_shared<DiffOptions>();
  program
      .Add("template diff",
           "What changed between two revisions, and whether answers carry over",
           "caselens template diff rdac-2026/1 rdac-2026/2",
           [options](Session& session) {
             return DiffRevisions(session, *options);
           })
      .Needs("FROM", options->from, "TEMPLATE/NUMBER, or a file `*.json`")
      .Needs("TO", options->to, "TEMPLATE/NUMBER, or a file `*.json`");
}

void AddMigrate(Program& program) {
  auto options = std::make_shared<MigrateOptions>();
  program
      .Add("template migrate",
           "Move a study and its drafts to another revision; first shows what "
           "would be lost",
           "caselens template migrate --study demo --from rdac-2026/1 --to "
           "rdac-2026/2 --reason 'a code was missing'",
           [options](Session& session) {
             return MigrateDrafts(session, *options);
           })
      .TakesStudy()
      .Needs("--from", options->from, "TEMPLATE/NUMBER of the study")
      .Needs("--to", options->to, "TEMPLATE/NUMBER, published")
      .Needs("--reason", options->reason, "Why; kept with the study")
      .Takes("--accept", options->accept,
             "Do it: what the last line said without this");
}

}  // namespace

void AddTemplateCommands(Program& program) {
  program.Describe("template", "What auditors are asked");
  AddShowTemplate(program);
  program.Add("template list", "List templates, the newest revision of each",
              "caselens template list", ListTemplates);
  auto name = std::make_shared<std::string>();
  program
      .Add("template revisions", "List the revisions of a template",
           "caselens template revisions rdac-2026",
           [name](Session& session) { return ListRevisions(session, *name); })
      .Needs("TEMPLATE", *name, "Id");
  AddDraft(program);
  AddPublishAndRetire(program);
  AddDiff(program);
  AddMigrate(program);
}

}  // namespace caselens::cli
