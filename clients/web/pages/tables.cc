#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/table.pb.h"
#include "clients/cli/output/grid.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/table.h"
#include "clients/web/figures.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// The researcher's pages of exact tables: choose, count, and the files behind
// each number. A table is its address.
namespace caselens::web {
namespace {

using Variables =
    google::protobuf::RepeatedPtrField<v1::ListVariablesResponse::Variable>;

struct Alternative {
  const char* value;
  const char* text;
};
constexpr Alternative kUniverses[] = {{"CODINGS", "Files that were read"},
                                      {"RECORDS", "All returns of the sites"}};
constexpr Alternative kUnits[] = {{"FILE", "Files"},
                                  {"FAMILY", "Families"},
                                  {"UNIT", "What the variables are about"}};

// The variables of a table, in an address.
constexpr const char* kPlaces[] = {"rows", "columns", "layers"};

v1::TableQuery QueryOf(const Fields& fields) {
  v1::TableQuery query;
  v1::TableQuery::Universe universe = v1::TableQuery::CODINGS;
  v1::TableQuery::Universe_Parse(fields.Get("universe"), &universe);
  query.set_universe(universe);
  v1::TableQuery::CountBy by = v1::TableQuery::FILE;
  v1::TableQuery::CountBy_Parse(fields.Get("by"), &by);
  query.set_count_by(by);
  for (const char* name : kPlaces) {
    const std::string variable = fields.Get(name);
    if (!variable.empty()) query.add_dimensions(variable);
  }
  const auto keep = [&query](std::string variable, std::string category) {
    v1::TableQuery::Filter& filter = *query.add_filters();
    filter.set_variable(std::move(variable));
    filter.set_category(std::move(category));
  };
  for (const std::string& text : fields.All("filter")) {
    std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    keep(std::move(parts.first), std::move(parts.second));
  }
  if (!fields.Get("only").empty() && !fields.Get("is").empty()) {
    keep(fields.Get("only"), fields.Get("is"));
  }
  return query;
}

std::string FilterText(const v1::TableQuery::Filter& filter) {
  return absl::StrCat(filter.variable(), "=", filter.category());
}

// The query behind `?` of an address.
std::string AsAddress(const v1::TableQuery& query) {
  std::string text =
      absl::StrCat("universe=", v1::TableQuery::Universe_Name(query.universe()),
                   "&by=", v1::TableQuery::CountBy_Name(query.count_by()));
  for (int i = 0; i < query.dimensions_size(); ++i) {
    absl::StrAppend(&text, "&", kPlaces[i], "=",
                    UrlEncoded(query.dimensions(i)));
  }
  for (const v1::TableQuery::Filter& filter : query.filters()) {
    absl::StrAppend(&text, "&filter=", UrlEncoded(FilterText(filter)));
  }
  return text;
}

std::string TablesPath(const Visit& visit) {
  return absl::StrCat("/", visit.Study(), "/tables");
}

// Leads from a number of the table of `query` to its files.
std::string FilesPath(const Visit& visit, const v1::TableQuery& query,
                      const std::vector<std::string>& codes) {
  std::string path =
      absl::StrCat(TablesPath(visit), "/files?", AsAddress(query));
  for (const std::string& code : codes) {
    absl::StrAppend(&path, "&code=", UrlEncoded(code));
  }
  return path;
}

Data OptionData(const std::string& value, const std::string& text,
                const std::string& chosen) {
  Data option("value", value);
  option.set("text", text);
  option.set("selected", value == chosen);
  return option;
}

// Variables by what they are about.
Data VariableGroups(const Variables& variables, const std::string& chosen) {
  std::vector<std::string> units;
  std::map<std::string, Data> by_unit;
  for (const auto& variable : variables) {
    const auto [at, is_new] =
        by_unit.emplace(variable.unit(), Data(Data::type::list));
    if (is_new) units.push_back(variable.unit());
    at->second.push_back(OptionData(
        variable.name(),
        variable.label() == variable.name()
            ? variable.name()
            : absl::StrCat(variable.label(), " (", variable.name(), ")"),
        chosen));
  }
  Data groups(Data::type::list);
  for (const std::string& unit : units) {
    Data group("name", absl::StrCat("Of each ", Plain(unit)));
    group.set("options", by_unit[unit]);
    groups.push_back(group);
  }
  return groups;
}

Data SelectData(const char* name, const char* label, const char* none,
                const Variables& variables, const std::string& chosen) {
  Data data("name", name);
  data.set("label", label);
  SetText(data, "none", none);
  data.set("groups", VariableGroups(variables, chosen));
  return data;
}

std::string Argument(const v1::TableQuery& query, int place) {
  return place < query.dimensions_size() ? query.dimensions(place) : "";
}

void SetForm(const Visit& visit, const v1::TableQuery& query,
             const Variables& variables, Data& data) {
  const std::string universe = v1::TableQuery::Universe_Name(query.universe());
  Data universes(Data::type::list);
  for (const Alternative& one : kUniverses) {
    Data choice("text", one.text);
    choice.set("here", universe == one.value);
    choice.set("href",
               absl::StrCat(TablesPath(visit), "?universe=", one.value));
    universes.push_back(choice);
  }
  data.set("universes", universes);
  data.set("universe", universe);
  data.set("action", TablesPath(visit));
  Data units(Data::type::list);
  for (const Alternative& one : kUnits) {
    units.push_back(OptionData(one.value, one.text,
                               v1::TableQuery::CountBy_Name(query.count_by())));
  }
  data.set("units", units);
  const Fields& asked = visit.request.query;
  const std::string only = asked.Get("is").empty() ? asked.Get("only") : "";
  Data selects(Data::type::list);
  selects.push_back(
      SelectData("rows", "Rows", "", variables, Argument(query, 0)));
  selects.push_back(
      SelectData("columns", "Columns", "None", variables, Argument(query, 1)));
  selects.push_back(SelectData("layers", "One table for each", "None",
                               variables, Argument(query, 2)));
  selects.push_back(
      SelectData("only", "Keep only, by", "Everything", variables, only));
  data.set("selects", selects);
  Data kept(Data::type::list);
  for (int i = 0; i < query.filters_size(); ++i) {
    v1::TableQuery without = query;
    without.mutable_filters()->DeleteSubrange(i, 1);
    Data filter("value", FilterText(query.filters(i)));
    filter.set("remove",
               absl::StrCat(TablesPath(visit), "?", AsAddress(without)));
    kept.push_back(filter);
  }
  data.set("filters", kept);
  data.set("has_filters", !kept.is_empty_list());
  data.set("of", Data(false));
  for (const auto& variable : variables) {
    if (only.empty() || variable.name() != only) continue;
    Data categories(Data::type::list);
    for (const v1::TableCategory& one : variable.categories()) {
      categories.push_back(OptionData(one.code(), one.label(), ""));
    }
    Data of("label", variable.label());
    of.set("categories", categories);
    data.set("of", of);
  }
}

std::string Share(int64_t count, int64_t of) {
  if (of == 0) return "none of 0";
  return absl::StrFormat(
      "%.1f%%", 100. * static_cast<double>(count) / static_cast<double>(of));
}

// A table as a page shows it: every number leads to its files.
class CountedTable {
 public:
  CountedTable(const Visit& visit, const v1::Table& table)
      : visit_(visit), table_(table) {
    for (const v1::Table::Cell& cell : table.cells()) {
      counts_[{cell.codes().begin(), cell.codes().end()}] = cell.count();
    }
  }

  // One for each category of a third variable.
  Data Shown() const {
    Data tables(Data::type::list);
    if (table_.dimensions_size() < 2) {
      tables.push_back(TableData(OneWay()));
    } else if (table_.dimensions_size() == 2) {
      tables.push_back(TableData(Crossed()));
    } else {
      for (const v1::TableCategory& layer : table_.dimensions(2).categories()) {
        if (!layer.missing()) tables.push_back(TableData(Crossed(&layer)));
      }
    }
    return tables;
  }

  // What has no value, variable by variable.
  Table Missing() const {
    Table missing = {"Without a value", {"Variable and reason", "Number"}, {}};
    for (const v1::Table::Dimension& dimension : table_.dimensions()) {
      v1::TableQuery alone = table_.query();
      alone.clear_dimensions();
      alone.add_dimensions(dimension.variable());
      for (const v1::TableCategory& one : dimension.categories()) {
        if (!one.missing() || one.total() == 0) continue;
        missing.rows.push_back(
            {{absl::StrCat(dimension.label(), ": ", one.label()), ""},
             {{WithCommas(one.total()),
               FilesPath(visit_, alone, {one.code()})}}});
      }
    }
    return missing;
  }

 private:
  TableCell Number(const std::vector<std::string>& codes) const {
    const auto at = counts_.find(codes);
    const int64_t count = at == counts_.end() ? 0 : at->second;
    return {WithCommas(count),
            count == 0 ? "" : FilesPath(visit_, table_.query(), codes)};
  }

  Table OneWay() const {
    const v1::Table::Dimension& rows = table_.dimensions(0);
    Table shown = {rows.label(), {"Category", "Number", "Share"}, {}};
    for (const v1::TableCategory& row : rows.categories()) {
      if (row.missing()) continue;
      shown.rows.push_back({{row.label(), ""},
                            {Number({row.code()}),
                             {Share(row.total(), table_.denominator()), ""}}});
    }
    return shown;
  }

  // Rows by columns; in `layer` of a third variable without totals, which the
  // service gives over all layers.
  Table Crossed(const v1::TableCategory* layer = nullptr) const {
    const v1::Table::Dimension& rows = table_.dimensions(0);
    const v1::Table::Dimension& columns = table_.dimensions(1);
    Table shown = {absl::StrCat(rows.label(), " by ", columns.label()),
                   {rows.label()},
                   {}};
    if (layer != nullptr) absl::StrAppend(&shown.caption, ": ", layer->label());
    Table::Row all = {{"All", ""}, {}};
    for (const v1::TableCategory& column : columns.categories()) {
      if (column.missing()) continue;
      shown.columns.push_back(column.label());
      all.cells.push_back({WithCommas(column.total()), ""});
    }
    for (const v1::TableCategory& row : rows.categories()) {
      if (row.missing()) continue;
      shown.rows.push_back({{row.label(), ""}, {}});
      std::vector<TableCell>& cells = shown.rows.back().cells;
      for (const v1::TableCategory& column : columns.categories()) {
        if (column.missing()) continue;
        std::vector<std::string> codes = {row.code(), column.code()};
        if (layer != nullptr) codes.push_back(layer->code());
        cells.push_back(Number(codes));
      }
      if (layer == nullptr) cells.push_back({WithCommas(row.total()), ""});
    }
    if (layer == nullptr) {
      shown.columns.emplace_back("All");
      all.cells.push_back({WithCommas(table_.denominator()), ""});
      shown.rows.push_back(all);
    }
    return shown;
  }

  const Visit& visit_;
  const v1::Table& table_;
  std::map<std::vector<std::string>, int64_t> counts_;
};

void SetCounted(const Visit& visit, const v1::Table& table, Data& data) {
  const CountedTable counted(visit, table);
  const Table missing = counted.Missing();
  Data shown("n", WithCommas(table.n()));
  shown.set("n_href", FilesPath(visit, table.query(), {}));
  shown.set("denominator", WithCommas(table.denominator()));
  shown.set("sites", absl::StrJoin(table.query().sites(), ", "));
  shown.set("wave", v1::Assignment::Wave_Name(table.query().wave()));
  shown.set("sampled", WithCommas(table.files().sampled()));
  shown.set("unresolved", WithCommas(table.files().unresolved()));
  shown.set("long_term", WithCommas(table.files().long_term()));
  shown.set("pilot", WithCommas(table.files().pilot()));
  shown.set("revision", table.template_());
  SetText(shown, "snapshot",
          table.snapshot() == 0 ? "" : absl::StrCat(table.snapshot()));
  shown.set("caveat", table.caveat());
  shown.set("tables", counted.Shown());
  shown.set("csv_href",
            absl::StrCat(TablesPath(visit), "/csv?", AsAddress(table.query())));
  shown.set("missing", missing.rows.empty() ? Data(false) : TableData(missing));
  data.set("counted", shown);
  data.set("simulated", table.simulated());
}

absl::StatusOr<Response> ShowTables(const Visit& visit) {
  const v1::TableQuery query = QueryOf(visit.request.query);
  v1::ListVariablesRequest list;
  list.set_parent(visit.Study());
  list.set_universe(query.universe());
  CLI_ASSIGN_OR_RETURN(const v1::ListVariablesResponse variables,
                       visit.session.CallAllPages(list));
  Data data("counted", Data(false));
  SetForm(visit, query, variables.variables(), data);
  SetTrail({}, data);
  int status = 200;
  if (!query.dimensions().empty() && data.get("of")->is_false()) {
    v1::CountTableRequest request;
    request.set_parent(visit.Study());
    *request.mutable_query() = query;
    const absl::StatusOr<v1::Table> table = visit.session.Call(request);
    if (table.ok()) {
      SetCounted(visit, *table, data);
    } else if (absl::IsInvalidArgument(table.status()) ||
               absl::IsFailedPrecondition(table.status())) {
      status = 422;
      data.set("refused", RefusalText(table.status()));
    } else {
      return table.status();
    }
  }
  return ShowPage(visit, "tables", "Exact tables", data, status);
}

absl::StatusOr<Response> DownloadTable(const Visit& visit) {
  v1::CountTableRequest request;
  request.set_parent(visit.Study());
  *request.mutable_query() = QueryOf(visit.request.query);
  CLI_ASSIGN_OR_RETURN(const v1::Table table, visit.session.Call(request));
  return Download("exact-table-not-for-release.csv",
                  cli::CsvText(cli::TableView(table).csv));
}

absl::StatusOr<Response> ShowFilesBehind(const Visit& visit) {
  const Fields& fields = visit.request.query;
  v1::ListFilesBehindRequest request;
  request.set_parent(visit.Study());
  *request.mutable_query() = QueryOf(fields);
  for (const std::string& code : fields.All("code")) request.add_codes(code);
  request.set_page_size(1000);
  request.set_page_token(fields.Get("page_token"));
  CLI_ASSIGN_OR_RETURN(const v1::ListFilesBehindResponse page,
                       visit.session.Call(request));
  Data files(Data::type::list);
  for (const auto& file : page.files()) {
    files.push_back(
        Data("text", absl::StrCat(file.site(), ": ", file.record())));
  }
  const v1::TableQuery& query = request.query();
  Data data("files", files);
  data.set("has_files", !files.is_empty_list());
  SetText(data, "cell", absl::StrJoin(request.codes(), ", "));
  SetText(data, "more",
          page.next_page_token().empty()
              ? ""
              : absl::StrCat(
                    FilesPath(visit, query,
                              {request.codes().begin(), request.codes().end()}),
                    "&page_token=", UrlEncoded(page.next_page_token())));
  SetTrail({{TablesPath(visit), "Exact tables"},
            {absl::StrCat(TablesPath(visit), "?", AsAddress(query)),
             absl::StrJoin(query.dimensions(), " by ")}},
           data);
  return ShowPage(visit, "files_behind", "Files behind a number", data);
}

}  // namespace

std::vector<Route> TableRoutes() {
  return {{"GET", "/studies/*/tables", ShowTables},
          {"GET", "/studies/*/tables/csv", DownloadTable},
          {"GET", "/studies/*/tables/files", ShowFilesBehind}};
}

}  // namespace caselens::web
