#include "clients/cli/views/table.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/table.pb.h"
#include "clients/cli/commands/release_table.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

// The first question after a start takes up every coding.
constexpr absl::Duration kCountDeadline = absl::Minutes(10);

using Filters = google::protobuf::RepeatedPtrField<v1::TableQuery::Filter>;

struct TableOptions {
  std::string universe;
  std::string rows;
  std::string columns;
  std::string layers;
  std::vector<std::string> filters;
  std::string by;
  std::string sites;
  std::string wave;
  std::string files_of;
  std::string release;
};

struct CountsOptions {
  std::string of;
  std::string by;
  std::vector<std::string> filters;
  std::string sites;
};

absl::StatusOr<v1::TableQuery::Universe> ParseUniverse(
    const std::string& word) {
  if (word.empty()) return v1::TableQuery::CODINGS;
  return ParseEnum<v1::TableQuery::Universe>("--universe", word);
}

absl::Status ParseFilters(const std::vector<std::string>& texts,
                          Filters& filters) {
  for (const std::string& text : texts) {
    const std::vector<std::string> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (parts.size() != 2) {
      return UsageError("--filter: want VARIABLE=CODE, pathway=CP_PLAN");
    }
    v1::TableQuery::Filter& filter = *filters.Add();
    filter.set_variable(parts[0]);
    filter.set_category(parts[1]);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::TableQuery> MakeQuery(const TableOptions& options) {
  v1::TableQuery query;
  CLI_ASSIGN_OR_RETURN(const v1::TableQuery::Universe universe,
                       ParseUniverse(options.universe));
  query.set_universe(universe);
  for (const std::string* const name :
       {&options.rows, &options.columns, &options.layers}) {
    if (!name->empty()) query.add_dimensions(*name);
  }
  CLI_RETURN_IF_ERROR(ParseFilters(options.filters, *query.mutable_filters()));
  if (!options.by.empty()) {
    CLI_ASSIGN_OR_RETURN(
        const v1::TableQuery::CountBy by,
        ParseEnum<v1::TableQuery::CountBy>("--by", options.by));
    query.set_count_by(by);
  }
  if (!options.wave.empty()) {
    CLI_ASSIGN_OR_RETURN(
        const v1::Assignment::Wave wave,
        ParseEnum<v1::Assignment::Wave>("--wave", options.wave));
    query.set_wave(wave);
  }
  for (std::string& site : SplitList(options.sites)) {
    query.add_sites(std::move(site));
  }
  return query;
}

absl::Status ListFilesBehind(Session& session, const std::string& study,
                             const v1::TableQuery& query,
                             const std::string& cell) {
  v1::ListFilesBehindRequest request;
  request.set_parent(study);
  *request.mutable_query() = query;
  for (std::string& code : SplitList(cell)) request.add_codes(std::move(code));
  CLI_ASSIGN_OR_RETURN(const v1::ListFilesBehindResponse files,
                       session.CallAllPages(request));
  Grid grid({"site", "record", "case_file"});
  for (const v1::ListFilesBehindResponse::File& file : files.files()) {
    grid.Add({file.site(), file.record(), LastId(file.case_file())});
  }
  return session.Print(files, View::Of(std::move(grid)));
}

absl::Status ShowTable(Session& session, const TableOptions& options) {
  if (!options.release.empty()) {
    return PrintReleaseTable(session, {.release = options.release,
                                       .rows = options.rows,
                                       .columns = options.columns,
                                       .filters = options.filters});
  }
  CLI_ASSIGN_OR_RETURN(const v1::TableQuery query, MakeQuery(options));
  CLI_ASSIGN_OR_RETURN(const std::string study, session.Study());
  if (!options.files_of.empty()) {
    return ListFilesBehind(session, study, query, options.files_of);
  }
  v1::CountTableRequest request;
  request.set_parent(study);
  *request.mutable_query() = query;
  CLI_ASSIGN_OR_RETURN(const v1::Table table,
                       session.Call(request, kCountDeadline));
  return session.Print(table, TableView(table));
}

absl::Status ShowCounts(Session& session, const CountsOptions& options) {
  v1::MeasureCountsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_variable(options.of);
  request.set_by(options.by);
  CLI_RETURN_IF_ERROR(
      ParseFilters(options.filters, *request.mutable_filters()));
  for (std::string& site : SplitList(options.sites)) {
    request.add_sites(std::move(site));
  }
  CLI_ASSIGN_OR_RETURN(const v1::MeasureCountsResponse measures,
                       session.Call(request, kCountDeadline));
  return session.Print(measures, MeasuresView(measures));
}

absl::Status ListVariables(Session& session, const std::string& universe,
                           const std::string& contains) {
  v1::ListVariablesRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::TableQuery::Universe parsed,
                       ParseUniverse(universe));
  request.set_universe(parsed);
  request.set_contains(contains);
  CLI_ASSIGN_OR_RETURN(const v1::ListVariablesResponse variables,
                       session.CallAllPages(request));
  Grid grid({"variable", "about", "label", "codes"});
  for (const auto& variable : variables.variables()) {
    grid.Add({variable.name(), variable.unit(), variable.label(),
              absl::StrJoin(variable.categories(), " ",
                            [](std::string* out, const auto& category) {
                              out->append(category.code());
                            })});
  }
  return session.Print(variables, View::Of(std::move(grid)));
}

absl::Status ListFindings(Session& session) {
  v1::ListFindingsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListFindingsResponse findings,
                       session.Call(request, kCountDeadline));
  Grid grid({"finding", "universe", "title"});
  for (const auto& finding : findings.findings()) {
    grid.Add({finding.name(), v1::TableQuery::Universe_Name(finding.universe()),
              finding.title()});
  }
  return session.Print(findings, View::Of(std::move(grid)));
}

absl::Status ShowFinding(Session& session, const std::string& name,
                         const std::string& sites) {
  v1::CountFindingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_finding(name);
  for (std::string& site : SplitList(sites)) request.add_sites(std::move(site));
  CLI_ASSIGN_OR_RETURN(const v1::FindingReport report,
                       session.Call(request, kCountDeadline));
  return session.Print(report, FindingView(report));
}

void AddTable(Program& program) {
  auto options = std::make_shared<TableOptions>();
  program
      .Add("table", "Count one, two or three variables, exactly",
           "caselens table --study demo --universe records --rows gender "
           "--cols pathway --filter recorded.child_mh=YES",
           [options](Session& session) { return ShowTable(session, *options); })
      .TakesStudy()
      .Needs("--rows", options->rows, "Variable; `caselens variables` has them")
      .Takes("--cols", options->columns, "Second variable")
      .Takes("--layers", options->layers, "Third variable")
      .Takes("--filter", options->filters,
             "VARIABLE=CODE; several: all of them hold")
      .Takes("--universe", options->universe,
             "records (every return) or codings (files read) [codings]")
      .Takes("--by", options->by, "file, family or unit [file]")
      .Takes("--sites", options->sites, "Ids with commas [all that you read]")
      .Takes("--wave", options->wave, "w1, or w2 by itself [w1]")
      .Takes("--files-of", options->files_of,
             "List the files behind the cell with these codes, SCV,1")
      .Takes("--release", options->release,
             "Look it up in this release instead; takes --rows, --cols and "
             "--filter alone");
}

void AddCounts(Program& program) {
  auto options = std::make_shared<CountsOptions>();
  program
      .Add(
          "counts", "Median and mean of how many of something files have",
          "caselens counts --study demo --of PERSON.count --by class",
          [options](Session& session) { return ShowCounts(session, *options); })
      .TakesStudy()
      .Needs("--of", options->of, "Variable that counts, PERSON.count")
      .Takes("--by", options->by, "For each category of this variable")
      .Takes("--filter", options->filters, "VARIABLE=CODE of files")
      .Takes("--sites", options->sites, "Ids with commas [all that you read]");
}

void AddVariables(Program& program) {
  auto universe = std::make_shared<std::string>();
  auto contains = std::make_shared<std::string>();
  program
      .Add("variables", "List what can be counted",
           "caselens variables --study demo --contains typology",
           [universe, contains](Session& session) {
             return ListVariables(session, *universe, *contains);
           })
      .TakesStudy()
      .Takes("--universe", *universe, "records or codings [codings]")
      .Takes("--contains", *contains, "Only names and labels that hold this");
}

void AddFindings(Program& program) {
  program
      .Add("findings", "List the findings of the study",
           "caselens findings --study demo",
           [](Session& session) { return ListFindings(session); })
      .TakesStudy();
  auto name = std::make_shared<std::string>();
  auto sites = std::make_shared<std::string>();
  program
      .Add("finding", "Count a finding of the study",
           "caselens finding demographics --study demo --sites C1",
           [name, sites](Session& session) {
             return ShowFinding(session, *name, *sites);
           })
      .TakesStudy()
      .Needs("FINDING", *name, "Its name; `caselens findings` has them")
      .Takes("--sites", *sites, "Ids with commas [all that you read]");
}

}  // namespace

void AddTableCommands(Program& program) {
  AddTable(program);
  AddCounts(program);
  AddVariables(program);
  AddFindings(program);
}

}  // namespace caselens::cli
