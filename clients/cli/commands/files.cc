#include <memory>
#include <string>
#include <utility>
#include <vector>

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

struct ImportFilesOptions {
  std::string site;
  std::string file;
  bool good_rows = false;
  bool check = false;
};

struct ListFilesOptions {
  std::string site;
  std::string record;
};

View ImportView(const v1::ImportCaseFilesResponse& response,
                const ImportFilesOptions& options) {
  Grid errors({"row", "column", "value", "wanted"});
  for (const auto& error : response.errors()) {
    errors.Add({Cell::Number(error.row()), error.column(), error.value(),
                error.wanted()});
  }
  View view;
  view.Say(options.check ? absl::StrCat("Checked only; ", response.rejected(),
                                        " rows are bad.")
                         : absl::StrCat("Imported ", response.imported(),
                                        " records, ", response.with_dva(),
                                        " with a DVA factor; left out ",
                                        response.rejected(), "."));
  if (response.rejected() > 0) view.Show(errors);
  if (response.rejected() > 0 && !options.good_rows) {
    view.Say(
        "Nothing is imported while a row is bad; --good-rows imports the "
        "others.");
  }
  view.csv = std::move(errors);
  return view;
}

absl::Status ImportFiles(Session& session, const ImportFilesOptions& options) {
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

std::string FactorsText(const v1::CaseFile& file) {
  return absl::StrJoin(file.factors(), ";");
}

// A column of the CSV, which gives all there is.
struct Column {
  const char* name = nullptr;
  Cell (*cell)(const v1::CaseFile& file) = nullptr;
  bool of_class = false;  // empty for a file without class
};

constexpr Column kColumns[] = {
    {"case_file",
     [](const v1::CaseFile& file) -> Cell { return LastId(file.name()); }},
    {"site",
     [](const v1::CaseFile& file) -> Cell { return LastId(file.site()); }},
    {"record", [](const v1::CaseFile& file) -> Cell { return file.record(); }},
    {"child", [](const v1::CaseFile& file) -> Cell { return file.child(); }},
    {"family", [](const v1::CaseFile& file) -> Cell { return file.family(); }},
    {"episode",
     [](const v1::CaseFile& file) -> Cell { return file.episode(); }},
    {"sequence",
     [](const v1::CaseFile& file) -> Cell {
       return Cell::Number(file.sequence());
     }},
    {"nation", [](const v1::CaseFile& file) -> Cell { return file.nation(); }},
    {"record_type",
     [](const v1::CaseFile& file) -> Cell { return file.record_type(); }},
    {"year", [](const v1::CaseFile& file) -> Cell { return file.year(); }},
    {"raw_factors",
     [](const v1::CaseFile& file) -> Cell { return file.raw_factors(); }},
    {"factors",
     [](const v1::CaseFile& file) -> Cell { return FactorsText(file); }},
    {"has_dva",
     [](const v1::CaseFile& file) -> Cell {
       return Cell::Yes(file.has_dva());
     }},
    {"age_band",
     [](const v1::CaseFile& file) -> Cell { return file.age_band(); }},
    {"gender", [](const v1::CaseFile& file) -> Cell { return file.gender(); }},
    {"ethnicity",
     [](const v1::CaseFile& file) -> Cell { return file.ethnicity(); }},
    {"deprivation_decile",
     [](const v1::CaseFile& file) -> Cell {
       return Cell::Number(file.deprivation_decile());
     }},
    {"pathway",
     [](const v1::CaseFile& file) -> Cell { return file.pathway(); }},
    {"decision",
     [](const v1::CaseFile& file) -> Cell { return file.decision(); }},
    {"section_47",
     [](const v1::CaseFile& file) -> Cell { return file.section_47(); }},
    {"modal_class",
     [](const v1::CaseFile& file) -> Cell {
       return Cell::Number(file.membership().modal_class());
     },
     true},
    {"posterior",
     [](const v1::CaseFile& file) -> Cell {
       return Cell::Real(
           PosteriorOf(file.membership(), file.membership().modal_class()));
     },
     true},
    {"runner_up",
     [](const v1::CaseFile& file) -> Cell {
       return Cell::Number(file.membership().runner_up());
     },
     true},
    {"margin",
     [](const v1::CaseFile& file) -> Cell {
       return Cell::Real(file.membership().margin());
     },
     true},
    {"data",
     [](const v1::CaseFile& file) -> Cell {
       return file.membership().simulated() ? "SIMULATED" : "";
     }},
};

Grid AllColumns() {
  std::vector<std::string> names;
  for (const Column& column : kColumns) names.emplace_back(column.name);
  return Grid(names);
}

void AddAllCells(const v1::CaseFile& file, Grid& grid) {
  std::vector<Cell> row;
  for (const Column& column : kColumns) {
    const bool empty = column.of_class && !file.has_membership();
    row.push_back(empty ? Cell("") : column.cell(file));
  }
  grid.Add(std::move(row));
}

View FilesView(const v1::ListCaseFilesResponse& response) {
  View view;
  view.csv = AllColumns();
  Grid shown({"case_file", "site", "record", "year", "type",
              "class, runner-up and margin", "factors"});
  bool simulated = false;
  for (const v1::CaseFile& file : response.case_files()) {
    simulated |= file.membership().simulated();
    AddAllCells(file, view.csv);
    shown.Add({LastId(file.name()), LastId(file.site()), file.record(),
               file.year(), file.record_type(),
               MembershipText(file.membership()), FactorsText(file)});
  }
  view.SayIfSimulated(simulated);
  view.Show(std::move(shown));
  return view;
}

absl::Status ListFiles(Session& session, const ListFilesOptions& options) {
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
  Grid grid = AllColumns();
  AddAllCells(file, grid);
  return session.Print(file, View::OfOne(std::move(grid)));
}

void AddImportFiles(Program& program) {
  auto options = std::make_shared<ImportFilesOptions>();
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
  AddImportFiles(program);
  auto filter = std::make_shared<ListFilesOptions>();
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
