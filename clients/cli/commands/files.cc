#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "caselens/v1/case_file.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/lookup.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/progress.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/membership.h"

namespace caselens::cli {
namespace {

// More than the service takes: it says what its limit is.
constexpr size_t kMaxCsvBytes = size_t{16} << 20;

struct ImportOptions {
  std::string site;
  std::string file;
  bool good_rows = false;
  bool check = false;
};

struct ListOptions {
  std::string site;
  std::string record;
};

View ImportView(const v1::ImportCaseFilesResponse& response,
                const ImportOptions& options) {
  Grid errors({"row", "column", "value", "wanted"});
  for (const auto& error : response.errors()) {
    errors.Add({Cell::Number(error.row()), error.column(), error.value(),
                error.wanted()});
  }
  View view;
  view.Say(absl::StrCat(options.check ? "Checked only. " : "", "Imported ",
                        response.imported(), " records, ", response.with_dva(),
                        " with a DVA factor; left out ", response.rejected(),
                        "."));
  if (response.rejected() > 0) view.Show(errors);
  if (response.rejected() > 0 && !options.good_rows) {
    view.Say(
        "Nothing is imported while a row is bad; --good-rows imports the "
        "others.");
  }
  view.csv = std::move(errors);
  return view;
}

absl::Status ImportFiles(Session& session, const ImportOptions& options) {
  v1::ImportCaseFilesRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_csv(),
                       ReadFile(options.file, kMaxCsvBytes));
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(),
                       session.Name(options.site, "sites"));
  request.set_good_rows_only(options.good_rows);
  request.set_validate_only(options.check);
  absl::StatusOr<v1::ImportCaseFilesResponse> response;
  {
    Progress progress(session.Remarks(), 1);
    progress.Step(absl::StrCat("importing ", options.file));
    response = session.Call(std::move(request), kImportDeadline);
  }
  CLI_RETURN_IF_ERROR(response.status());
  CLI_RETURN_IF_ERROR(session.Print(*response, ImportView(*response, options)));
  const bool refused = response->rejected() > 0 && !options.good_rows;
  return refused ? AlreadyExplained() : absl::OkStatus();
}

// CSV gives every column; the table what tells files apart.
View FilesView(const v1::ListCaseFilesResponse& response) {
  View view;
  view.csv = Grid({"case_file",
                   "site",
                   "record",
                   "child",
                   "family",
                   "episode",
                   "sequence",
                   "nation",
                   "record_type",
                   "year",
                   "raw_factors",
                   "factors",
                   "has_dva",
                   "age_band",
                   "gender",
                   "ethnicity",
                   "deprivation_decile",
                   "pathway",
                   "decision",
                   "section_47",
                   "modal_class",
                   "posterior",
                   "runner_up",
                   "margin",
                   "data"});
  Grid shown({"case_file", "site", "record", "year", "type", "factors",
              "class, runner-up and margin"});
  bool simulated = false;
  for (const v1::CaseFile& file : response.case_files()) {
    const v1::ClassMembership& membership = file.membership();
    const bool has_class = file.has_membership();
    const std::string factors = absl::StrJoin(file.factors(), ";");
    simulated |= membership.simulated();
    view.csv.Add({LastId(file.name()),
                  LastId(file.site()),
                  file.record(),
                  file.child(),
                  file.family(),
                  file.episode(),
                  Cell::Number(file.sequence()),
                  file.nation(),
                  file.record_type(),
                  file.year(),
                  file.raw_factors(),
                  factors,
                  Cell::Yes(file.has_dva()),
                  file.age_band(),
                  file.gender(),
                  file.ethnicity(),
                  Cell::Number(file.deprivation_decile()),
                  file.pathway(),
                  file.decision(),
                  file.section_47(),
                  has_class ? Cell::Number(membership.modal_class()) : Cell(""),
                  has_class ? Cell::Real(PosteriorOf(membership,
                                                     membership.modal_class()))
                            : Cell(""),
                  has_class ? Cell::Number(membership.runner_up()) : Cell(""),
                  has_class ? Cell::Real(membership.margin()) : Cell(""),
                  membership.simulated() ? "SIMULATED" : ""});
    shown.Add({LastId(file.name()), LastId(file.site()), file.record(),
               file.year(), file.record_type(), factors,
               MembershipText(membership)});
  }
  view.SayIfSimulated(simulated);
  view.Show(std::move(shown));
  return view;
}

absl::Status ListFiles(Session& session, const ListOptions& options) {
  v1::ListCaseFilesRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_site(options.site);
  request.set_record(options.record);
  CLI_ASSIGN_OR_RETURN(const v1::ListCaseFilesResponse files,
                       session.CallAllPages(request));
  return session.Print(files, FilesView(files));
}

absl::Status ShowFile(Session& session, const std::string& name) {
  v1::GetCaseFileRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), CaseFileName(session, name));
  CLI_ASSIGN_OR_RETURN(const v1::CaseFile file, session.Call(request));
  v1::ListCaseFilesResponse one;
  *one.add_case_files() = file;
  return session.Print(file, FilesView(one));
}

void AddImport(Program& program) {
  auto options = std::make_shared<ImportOptions>();
  program
      .Add("files import", "Import a site's return from a CSV",
           "caselens files import --study demo --site C1 clients/demo/c1.csv "
           "--check",
           [options](Session& session) {
             return ImportFiles(session, *options);
           })
      .TakesStudy()
      .Needs("--site", options->site, "Whose return it is")
      .Needs("FILE", options->file, "CSV, `-` for standard input")
      .Takes("--good-rows", options->good_rows,
             "Import the good rows and list the others")
      .Takes("--check", options->check,
             "Only say what is wrong; import nothing");
}

}  // namespace

void AddFilesCommands(Program& program) {
  program.Describe("files", "Case files, as the site's return has them");
  AddImport(program);
  auto filter = std::make_shared<ListOptions>();
  program
      .Add("files list", "List case files",
           "caselens files list --study demo --site C1 --format csv",
           [filter](Session& session) { return ListFiles(session, *filter); })
      .TakesStudy()
      .Takes("--site", filter->site, "Only this site")
      .Takes("--record", filter->record, "Only this record");

  auto name = std::make_shared<std::string>();
  program
      .Add("files show", "Show one case file",
           "caselens files show C1:C1-0185 --study demo",
           [name](Session& session) { return ShowFile(session, *name); })
      .TakesStudy()
      .Needs("FILE", *name, "Case file, or SITE:RECORD");
}

}  // namespace caselens::cli
