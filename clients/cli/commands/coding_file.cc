#include "clients/cli/coding_file.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/coding.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/lookup.h"
#include "clients/cli/names.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/progress.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/submit.h"
#include "clients/cli/views/coding.h"
#include "clients/cli/words.h"

// A whole document in and out, so that an editor is a usable client.
namespace caselens::cli {
namespace {

struct SaveOptions {
  std::string coding;
  std::string file;
  bool replace = false;
  std::vector<std::string> removed;
  std::vector<std::string> keeps;
};

// The document read before: its etag, if the file carries one, makes sure that
// nobody else's save in between is lost.
absl::StatusOr<std::string> EtagFor(Session& session, const std::string& name,
                                    const v1::Coding& file) {
  if (!file.etag().empty()) return file.etag();
  v1::GetCodingRequest request;
  request.set_name(name);
  CLI_ASSIGN_OR_RETURN(const v1::Coding current, session.Call(request));
  return current.etag();
}

// FIELD@START-END=REASON, where the service named field, start and end.
absl::StatusOr<v1::Keep> ParseKeep(absl::string_view argument) {
  const size_t at = argument.rfind('@');
  const size_t equals = argument.rfind('=');
  v1::Keep keep;
  int start = 0;
  int end = 0;
  const std::vector<absl::string_view> span =
      at < equals && equals != absl::string_view::npos
          ? absl::StrSplit(argument.substr(at + 1, equals - at - 1), '-')
          : std::vector<absl::string_view>();
  if (span.size() != 2 || !absl::SimpleAtoi(span[0], &start) ||
      !absl::SimpleAtoi(span[1], &end)) {
    return UsageError("--keep: want FIELD@START-END=REASON");
  }
  keep.set_field(std::string(argument.substr(0, at)));
  keep.set_start(start);
  keep.set_end(end);
  CLI_ASSIGN_OR_RETURN(
      const auto reason,
      ParseEnum<v1::KeepReason>("--keep", argument.substr(equals + 1)));
  keep.set_reason(reason);
  return keep;
}

// Both versions, side by side: another save came first.
absl::Status PrintDifferences(Session& session,
                              const v1::SaveAnswersRequest& save) {
  v1::CompareAnswersRequest request;
  request.set_name(save.name());
  *request.mutable_changes() = save.changes();
  CLI_ASSIGN_OR_RETURN(const v1::CompareAnswersResponse compared,
                       session.Call(request));
  return session.Print(compared, DifferencesView(save.changes(), compared));
}

absl::Status SaveCoding(Session& session, const SaveOptions& options) {
  CLI_ASSIGN_OR_RETURN(v1::Coding file, ReadCodingFile(options.file));
  v1::SaveAnswersRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       CodingName(session, options.coding));
  CLI_ASSIGN_OR_RETURN(*request.mutable_etag(),
                       EtagFor(session, request.name(), file));
  *request.mutable_changes() = std::move(*file.mutable_document());
  request.mutable_removed()->Assign(options.removed.begin(),
                                    options.removed.end());
  request.set_replace(options.replace);
  for (const std::string& keep : options.keeps) {
    CLI_ASSIGN_OR_RETURN(*request.add_keeps(), ParseKeep(keep));
  }
  const absl::StatusOr<v1::SaveAnswersResponse> saved = session.Call(request);
  if (absl::IsAborted(saved.status())) {
    CLI_RETURN_IF_ERROR(PrintDifferences(session, request));
  }
  CLI_RETURN_IF_ERROR(saved.status());
  return session.Print(*saved, SaveView(*saved));
}

// The assignment that the file names, or the caller's own of its record.
absl::StatusOr<v1::Assignment> AssignmentOf(Session& session,
                                            const v1::Coding& file) {
  std::string argument = file.assignment();
  if (argument.empty()) {
    if (file.site().empty() || file.record().empty()) {
      return UsageError(
          "the file names no case: want `assignment`, or `site` and `record`");
    }
    argument = absl::StrCat(file.site(), ":", file.record());
  }
  v1::GetAssignmentRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       AssignmentName(session, argument));
  return session.Call(request);
}

// The draft of the assignment, started if need be: an import that was cut off
// goes on where it stopped.
absl::StatusOr<v1::Coding> DraftOf(Session& session,
                                   const v1::Assignment& assignment) {
  if (assignment.coding().empty()) {
    v1::CreateCodingRequest request;
    CLI_ASSIGN_OR_RETURN(*request.mutable_parent(),
                         StudyOfName(assignment.name()));
    request.set_assignment(assignment.name());
    return session.Call(request);
  }
  v1::GetCodingRequest request;
  request.set_name(assignment.coding());
  CLI_ASSIGN_OR_RETURN(v1::Coding coding, session.Call(request));
  if (coding.state() == v1::Coding::DRAFT) return coding;
  return absl::FailedPreconditionError(absl::StrCat(
      "the record is coded and submitted already, in ", coding.name()));
}

absl::StatusOr<v1::SaveAnswersResponse> ReplaceDocument(Session& session,
                                                        const v1::Coding& draft,
                                                        v1::Document document) {
  v1::SaveAnswersRequest request;
  request.set_name(draft.name());
  request.set_etag(draft.etag());
  *request.mutable_changes() = std::move(document);
  request.set_replace(true);
  return session.Call(request);
}

absl::StatusOr<v1::Coding> ImportDocument(Session& session,
                                          const v1::Coding& file) {
  Progress progress(session.Remarks(), 3);
  progress.Step("finding the assignment");
  CLI_ASSIGN_OR_RETURN(const v1::Assignment assignment,
                       AssignmentOf(session, file));
  CLI_ASSIGN_OR_RETURN(const v1::Coding draft, DraftOf(session, assignment));
  progress.Step("saving");
  CLI_ASSIGN_OR_RETURN(const v1::SaveAnswersResponse saved,
                       ReplaceDocument(session, draft, file.document()));
  progress.Step("submitting");
  return Submit(session, draft.name(), saved.etag());
}

absl::Status ImportCoding(Session& session, const std::string& path) {
  CLI_ASSIGN_OR_RETURN(const v1::Coding file, ReadCodingFile(path));
  CLI_ASSIGN_OR_RETURN(const v1::Coding coding, ImportDocument(session, file));
  return session.Print(coding, CodingStateView(coding));
}

}  // namespace

void AddCodingFileCommands(Program& program) {
  auto options = std::make_shared<SaveOptions>();
  program
      .Add(
          "coding save", "Save answers of a draft from a file",
          "caselens coding show C1:C1-0185 --format json > draft.json\n"
          "  caselens coding save C1:C1-0185 draft.json --replace",
          [options](Session& session) { return SaveCoding(session, *options); })
      .TakesStudy()
      .Needs("CODING", options->coding, "Coding, or SITE:RECORD")
      .Needs("FILE", options->file,
             "A coding as JSON or textproto, `-` for standard input; "
             "`document` is saved, `etag` checked if it is there")
      .Takes("--replace", options->replace,
             "Replace the whole document; otherwise what the file does not "
             "name stays")
      .Takes("--remove", options->removed,
             "Person, relationship, harm or row to remove; repeatable")
      .Takes("--keep", options->keeps,
             "FIELD@START-END=REASON: keep words that were warned of; "
             "NOT_AN_IDENTIFIER, PUBLIC_BODY or NEEDED; repeatable");

  auto file = std::make_shared<std::string>();
  program
      .Add("coding import",
           "Start, save and submit a whole coding from one file; one that was "
           "cut off goes on",
           "caselens coding import --study demo clients/demo/guided_file.json",
           [file](Session& session) { return ImportCoding(session, *file); })
      .TakesStudy()
      .Needs("FILE", *file,
             "A coding as JSON or textproto, `-` for standard input: "
             "`assignment`, or `site` and `record`, and `document`");
}

}  // namespace caselens::cli
