#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "caselens/v1/release.pb.h"
#include "clients/cli/output/grid.h"
#include "clients/cli/output/mean_text.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/release.h"
#include "clients/web/figures.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// What is released, for facilitators and researchers: findings in plain words,
// to be printed, and tables with the reason for each number that is hidden.
namespace caselens::web {
namespace {

std::string WhatIsReleased(const v1::ReleaseOptions& options) {
  const char* what =
      options.profile() == v1::ReleaseOptions::PACK     ? "Statements in words"
      : options.profile() == v1::ReleaseOptions::REPORT ? "Tables, exact"
                                                        : "Tables, rounded";
  return absl::StrCat(what, options.universe() == v1::ReleaseOptions::CODINGS
                                ? ", of files that were read"
                                : ", of all returns");
}

absl::StatusOr<Response> ListReleases(const Visit& visit) {
  v1::ListReleasesRequest request;
  request.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListReleasesResponse all,
                       visit.session.CallAllPages(request));
  Data items(Data::type::list);
  for (const v1::Release& release : all.releases()) {
    if (release.state() != v1::Release::APPROVED) continue;
    const bool is_pack =
        release.options().profile() == v1::ReleaseOptions::PACK;
    Data item("href",
              absl::StrCat("/", release.name(), is_pack ? "" : "/tables"));
    item.set("text", WhatIsReleased(release.options()));
    item.set("sites", absl::StrJoin(release.options().sites(), ", "));
    item.set("released", DateText(release.release_time()));
    item.set("id", LastPart(release.name()));
    item.set("focus", items.is_empty_list());
    items.push_back(item);
  }
  Data data("items", items);
  data.set("has_items", !items.is_empty_list());
  SetTrail({}, data);
  return ShowPage(visit, "releases", "Findings that may be shared", data);
}

std::vector<std::pair<std::string, std::string>> TrailOfReleases(
    const Visit& visit) {
  return {{absl::StrCat("/", visit.Study(), "/releases"),
           "Findings that may be shared"}};
}

absl::StatusOr<Response> ShowPack(const Visit& visit) {
  v1::GetFindingsPackRequest request;
  request.set_name(visit.Named("releases"));
  CLI_ASSIGN_OR_RETURN(const v1::FindingsPack pack,
                       visit.session.Call(request));
  v1::GetReleaseRequest of_release;
  of_release.set_name(request.name());
  CLI_ASSIGN_OR_RETURN(const v1::Release release,
                       visit.session.Call(of_release));
  Data statements(Data::type::list);
  for (const v1::FindingsPack::Statement& one : pack.statements()) {
    Data statement("id", one.id());
    statement.set("text", one.text());
    SetText(statement, "caveat", one.caveat());
    SetText(statement, "principle", one.principle());
    SetText(statement, "question", one.question());
    statements.push_back(statement);
  }
  std::map<std::string, int> reasons;
  for (const v1::FindingsPack::NotStated& one : pack.not_stated()) {
    ++reasons[one.why()];
  }
  Data not_stated(Data::type::list);
  for (const auto& [why, count] : reasons) {
    Data one("why", why);
    one.set("count", absl::StrCat(count));
    not_stated.push_back(one);
  }
  Data data("statements", statements);
  data.set("not_stated", not_stated);
  data.set("has_not_stated", !not_stated.is_empty_list());
  data.set("files", absl::StrCat(pack.files()));
  data.set("sites", absl::StrCat(pack.sites()));
  SetText(data, "rules", release.rules());
  data.set("provenance", pack.provenance());
  data.set("simulated", pack.simulated());
  SetTrail(TrailOfReleases(visit), data);
  return ShowPage(visit, "pack", "Findings for discussion", data);
}

using VariableNames = std::vector<std::string>;

// Every table that the release holds: of one variable, then of more.
std::vector<VariableNames> TablesOf(const v1::Release& release) {
  std::vector<VariableNames> tables;
  for (const v1::Release::Variable& one : release.variables()) {
    tables.push_back({one.name()});
  }
  for (const auto& one : release.options().programme().tables()) {
    if (one.variables_size() > 1) {
      tables.emplace_back(one.variables().begin(), one.variables().end());
    }
  }
  return tables;
}

std::string LabelOf(const v1::Release& release, const std::string& variable) {
  for (const v1::Release::Variable& one : release.variables()) {
    if (one.name() == variable) return one.label();
  }
  return variable;
}

// The table of `variables` in the release of the visit.
std::string TableAddress(const Visit& visit, absl::string_view page,
                         const VariableNames& variables) {
  return absl::StrCat(
      "/", visit.Named("releases"), page,
      absl::StrJoin(variables, "", [](std::string* out, const auto& name) {
        absl::StrAppend(out, out->empty() ? "?" : "&", "of=", UrlEncoded(name));
      }));
}

Data TableLinks(const Visit& visit, const v1::Release& release,
                const std::vector<VariableNames>& tables) {
  Data links(Data::type::list);
  for (const VariableNames& variables : tables) {
    Data link("href", TableAddress(visit, "/tables", variables));
    link.set("text", absl::StrJoin(variables, " by ",
                                   [&](std::string* out, const auto& name) {
                                     out->append(LabelOf(release, name));
                                   }));
    links.push_back(link);
  }
  return links;
}

// Tables of the release that have some of these variables, not all.
std::vector<VariableNames> CoarserThan(const v1::Release& release,
                                       const VariableNames& variables) {
  std::vector<VariableNames> coarser;
  for (const VariableNames& table : TablesOf(release)) {
    const bool is_part =
        std::all_of(table.begin(), table.end(), [&](const std::string& name) {
          return std::find(variables.begin(), variables.end(), name) !=
                 variables.end();
        });
    if (is_part && table.size() < variables.size()) coarser.push_back(table);
  }
  return coarser;
}

// A released table as a page shows it. Numbers that are hidden lead to why.
class ReleasedTable {
 public:
  explicit ReleasedTable(const v1::ReleaseTable& table) : table_(table) {
    for (const v1::ReleaseTable::Cell& cell : table.cells()) {
      cells_[{cell.categories().begin(), cell.categories().end()}] = &cell;
      if (!cell.has_value() && NumberOf(cell.why()) == 0) {
        reasons_.push_back(cell.why());
      }
    }
  }

  // One for each category of a third variable.
  Data Shown() const {
    Data tables(Data::type::list);
    if (table_.dimensions_size() < 2) {
      tables.push_back(TableData(OneWay()));
    } else if (table_.dimensions_size() == 2) {
      tables.push_back(TableData(Crossed({})));
    } else {
      for (const auto& layer : table_.dimensions(2).categories()) {
        tables.push_back(TableData(Crossed(layer)));
      }
    }
    return tables;
  }

  Data Reasons() const {
    Data list(Data::type::list);
    for (const std::string& reason : reasons_) {
      Data one("number", absl::StrCat(NumberOf(reason)));
      one.set("text", reason);
      list.push_back(one);
    }
    return list;
  }

 private:
  // From 1; 0 if it is not there.
  size_t NumberOf(const std::string& reason) const {
    const auto at = std::find(reasons_.begin(), reasons_.end(), reason);
    return at == reasons_.end()
               ? 0
               : static_cast<size_t>(at - reasons_.begin()) + 1;
  }

  TableCell Number(const std::vector<std::string>& codes) const {
    const auto at = cells_.find(codes);
    if (at == cells_.end()) return {};
    const v1::ReleaseTable::Cell& cell = *at->second;
    if (cell.has_value()) return {WithCommas(cell.value()), ""};
    const size_t why = NumberOf(cell.why());
    return {absl::StrCat("c (", why, ")"), absl::StrCat("#why-", why)};
  }

  Table OneWay() const {
    const v1::ReleaseTable::Dimension& rows = table_.dimensions(0);
    Table shown = {rows.label(), {"Category", "Number", "Percent"}, {}};
    for (const v1::Release::Category& row : rows.categories()) {
      const auto at = cells_.find({row.code()});
      shown.rows.push_back(
          {{row.label(), ""},
           {Number({row.code()}),
            {at == cells_.end() ? "" : at->second->percentage(), ""}}});
    }
    return shown;
  }

  // Rows by columns, in `layer` of a third variable if it has a code.
  Table Crossed(const v1::Release::Category& layer) const {
    const v1::ReleaseTable::Dimension& rows = table_.dimensions(0);
    const v1::ReleaseTable::Dimension& columns = table_.dimensions(1);
    Table shown = {absl::StrCat(rows.label(), " by ", columns.label()),
                   {rows.label()},
                   {}};
    if (!layer.code().empty()) {
      absl::StrAppend(&shown.caption, ": ", layer.label());
    }
    for (const v1::Release::Category& column : columns.categories()) {
      shown.columns.push_back(column.label());
    }
    for (const v1::Release::Category& row : rows.categories()) {
      shown.rows.push_back({{row.label(), ""}, {}});
      for (const v1::Release::Category& column : columns.categories()) {
        std::vector<std::string> codes = {row.code(), column.code()};
        if (!layer.code().empty()) codes.push_back(layer.code());
        shown.rows.back().cells.push_back(Number(codes));
      }
    }
    return shown;
  }

  const v1::ReleaseTable& table_;
  std::map<std::vector<std::string>, const v1::ReleaseTable::Cell*> cells_;
  std::vector<std::string> reasons_;
};

absl::StatusOr<v1::ReleaseTable> QueryTable(const Visit& visit,
                                            const VariableNames& variables) {
  v1::QueryReleaseRequest request;
  request.set_name(visit.Named("releases"));
  for (const std::string& name : variables) request.add_dimensions(name);
  return visit.session.Call(request);
}

absl::StatusOr<Response> ShowReleasedTables(const Visit& visit) {
  v1::GetReleaseRequest request;
  request.set_name(visit.Named("releases"));
  CLI_ASSIGN_OR_RETURN(const v1::Release release, visit.session.Call(request));
  Data data("what", WhatIsReleased(release.options()));
  data.set("sites", absl::StrJoin(release.options().sites(), ", "));
  data.set("released", release.state() == v1::Release::APPROVED);
  data.set("links", TableLinks(visit, release, TablesOf(release)));
  data.set("simulated", release.simulated());
  data.set("provenance", release.provenance());
  const VariableNames variables = visit.request.query.All("of");
  data.set("table", Data(false));
  auto trail = TrailOfReleases(visit);
  if (!variables.empty()) {
    CLI_ASSIGN_OR_RETURN(const v1::ReleaseTable table,
                         QueryTable(visit, variables));
    const ReleasedTable released(table);
    const std::vector<VariableNames> coarser = CoarserThan(release, variables);
    Data shown("tables", released.Shown());
    shown.set("total", WithCommas(table.total_reported()));
    shown.set("csv_href", TableAddress(visit, "/csv", variables));
    shown.set("exact", table.exact());
    SetText(shown, "mean", table.has_mean() ? cli::MeanText(table.mean()) : "");
    shown.set("reasons", released.Reasons());
    shown.set("has_reasons", !released.Reasons().is_empty_list());
    shown.set("coarser", TableLinks(visit, release, coarser));
    shown.set("has_coarser", !coarser.empty());
    data.set("table", shown);
    data.set("provenance", table.provenance());
    trail.emplace_back(TableAddress(visit, "/tables", {}), "Released tables");
  }
  SetTrail(trail, data);
  return ShowPage(visit, "release_table", "Released tables", data);
}

absl::StatusOr<Response> DownloadReleasedTable(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::ReleaseTable table,
                       QueryTable(visit, visit.request.query.All("of")));
  return Download(cli::TableFileName(table),
                  cli::CsvText(cli::ReleaseTableCsv(table)));
}

}  // namespace

std::vector<Route> ReleaseRoutes() {
  return {{"GET", "/studies/*/releases", ListReleases},
          {"GET", "/studies/*/releases/*", ShowPack},
          {"GET", "/studies/*/releases/*/tables", ShowReleasedTables},
          {"GET", "/studies/*/releases/*/csv", DownloadReleasedTable}};
}

}  // namespace caselens::web
