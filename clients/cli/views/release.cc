#include "clients/cli/views/release.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/output/mean_text.h"
#include "clients/cli/output/text.h"
#include "nlohmann/json.hpp"

namespace caselens::cli {
namespace {

using v1::Release;
using v1::ReleaseLedgerEntry;
using v1::ReleaseOptions;
using v1::ReleaseTable;

constexpr char kHidden[] = "c";

std::string What(const ReleaseOptions& options) {
  return absl::StrCat(ReleaseOptions::Profile_Name(options.profile()), " of ",
                      ReleaseOptions::Universe_Name(options.universe()));
}

std::string TableNames(
    const google::protobuf::RepeatedPtrField<v1::ReleaseProgramme::Table>&
        tables) {
  return absl::StrJoin(
      tables, "; ",
      [](std::string* out, const v1::ReleaseProgramme::Table& table) {
        absl::StrAppend(out, absl::StrJoin(table.variables(), " x "));
      });
}

std::string ApprovalText(const Release::Approval& approval) {
  std::string text = LastId(approval.approver());
  if (!approval.sites().empty()) {
    absl::StrAppend(&text, ", steward of ",
                    absl::StrJoin(approval.sites(), ", "));
  }
  absl::StrAppend(&text, approval.coded_none() ? ", coded none of the files"
                                               : ", coded some of the files");
  return text;
}

Grid ReleaseCard(const Release& release) {
  Card card;
  card.Add("release", LastId(release.name()))
      .Add("state", Release::State_Name(release.state()))
      .Add("what", What(release.options()))
      .Add("sites", absl::StrJoin(release.options().sites(), ", "));
  if (!release.requester().empty()) {
    card.Add("asked for by", LastId(release.requester()));
  }
  for (const Release::Approval& approval : release.approvals()) {
    card.Add("approved by", ApprovalText(approval));
  }
  for (const std::string& wanted : release.waits_for()) {
    card.Add("waits for", wanted);
  }
  card.Add("failure", release.failure())
      .Add("frozen", TimeText(release.create_time()))
      .Add("released", TimeText(release.release_time()));
  return card.Take();
}

void ShowRefusal(const Release::Refusal& refusal, View& view) {
  view.Say("");
  view.SayWrapped(absl::StrCat("Refused: ", refusal.why(), "."));
  if (!refusal.tables().empty()) {
    view.SayWrapped(
        absl::StrCat("Tables: ", TableNames(refusal.tables()), "."));
  }
  for (const v1::ReleaseProgramme::Grouping& merge : refusal.merges()) {
    view.Say(merge.grouping().empty()
                 ? absl::StrCat("  leave out ", merge.variable())
                 : absl::StrCat("  --group ", merge.variable(), "=",
                                merge.grouping()));
  }
  if (refusal.has_coarser()) {
    view.Say("A coarser programme passes: release create --coarser-than it.");
  }
}

Grid VariableGrid(const Release& release) {
  Grid grid({"variable", "label", "categories", "other_groupings"});
  for (const Release::Variable& variable : release.variables()) {
    grid.Add({variable.name(), variable.label(),
              absl::StrJoin(variable.categories(), " ",
                            [](std::string* out, const Release::Category& one) {
                              out->append(one.code());
                            }),
              absl::StrJoin(variable.groupings(), " ")});
  }
  return grid;
}

Grid ReleaseRows() {
  return Grid({"release", "state", "profile", "universe", "sites",
               "create_time", "release_time", "provenance", "data"});
}

void AddRow(const Release& release, Grid& grid) {
  const ReleaseOptions& options = release.options();
  grid.Add({LastId(release.name()), Release::State_Name(release.state()),
            ReleaseOptions::Profile_Name(options.profile()),
            ReleaseOptions::Universe_Name(options.universe()),
            absl::StrJoin(options.sites(), ";"),
            TimeText(release.create_time()), TimeText(release.release_time()),
            release.provenance(), release.simulated() ? "SIMULATED" : ""});
}

Cell ValueCell(const ReleaseTable::Cell& cell) {
  return cell.has_value() ? Cell::Number(cell.value()) : Cell(kHidden);
}

// The place of a variable among the dimensions, or as many as there are.
size_t PlaceOf(const ReleaseTable& table, const std::string& variable) {
  size_t place = 0;
  for (const ReleaseTable::Dimension& dimension : table.dimensions()) {
    if (dimension.variable() == variable) break;
    ++place;
  }
  return place;
}

const std::string& CategoryAt(const ReleaseTable::Cell& cell, size_t place) {
  return cell.categories(static_cast<int>(place));
}

const ReleaseTable::Dimension& DimensionAt(const ReleaseTable& table,
                                           size_t place) {
  return table.dimensions(static_cast<int>(place));
}

// Rows down, columns across.
Grid Crossed(const ReleaseTable& table, size_t rows, size_t columns) {
  const ReleaseTable::Dimension& down = DimensionAt(table, rows);
  const ReleaseTable::Dimension& across = DimensionAt(table, columns);
  std::vector<std::string> names = {down.variable()};
  for (const Release::Category& category : across.categories()) {
    names.push_back(category.code());
  }
  Grid grid(std::move(names));
  for (const Release::Category& category : down.categories()) {
    std::vector<Cell> row = {category.label()};
    for (const ReleaseTable::Cell& cell : table.cells()) {
      if (CategoryAt(cell, rows) == category.code()) {
        row.push_back(ValueCell(cell));
      }
    }
    grid.Add(std::move(row));
  }
  return grid;
}

Grid OneWay(const ReleaseTable& table) {
  const ReleaseTable::Dimension& down = DimensionAt(table, 0);
  Grid grid({down.variable(), "files", "percent"});
  for (int i = 0; i < table.cells_size(); ++i) {
    const ReleaseTable::Cell& cell = table.cells(i);
    grid.Add(
        {down.categories(i).label(), ValueCell(cell), Cell(cell.percentage())});
  }
  return grid;
}

std::string FirstWhy(const ReleaseTable& table) {
  for (const ReleaseTable::Cell& cell : table.cells()) {
    if (!cell.has_value()) return cell.why();
  }
  return "";
}

}  // namespace

View ReleaseView(const Release& release) {
  View view;
  view.csv = ReleaseRows();
  AddRow(release, view.csv);
  view.SayIfSimulated(release.simulated());
  view.Show(ReleaseCard(release));
  if (release.has_refusal()) ShowRefusal(release.refusal(), view);
  if (!release.variables().empty()) {
    view.Say("");
    view.Show(VariableGrid(release));
    view.Say("");
    view.SayWrapped(absl::StrCat(
        "Tables: ", TableNames(release.options().programme().tables()), "."));
  }
  if (!release.provenance().empty()) {
    view.Say("");
    view.SayWrapped(release.provenance());
  }
  return view;
}

View ReleasesView(const v1::ListReleasesResponse& releases) {
  Grid rows = ReleaseRows();
  for (const Release& release : releases.releases()) AddRow(release, rows);
  View view;
  view.csv = std::move(rows);
  Grid shown({"release", "state", "what", "sites", "frozen", "released"});
  for (const Release& release : releases.releases()) {
    shown.Add(
        {LastId(release.name()), Release::State_Name(release.state()),
         What(release.options()), absl::StrJoin(release.options().sites(), ","),
         TimeText(release.create_time()), TimeText(release.release_time())});
  }
  view.Show(std::move(shown));
  return view;
}

View LedgerView(const v1::ListReleaseLedgerResponse& ledger) {
  Grid grid({"time", "release", "action", "actor", "profile", "universe",
             "sites", "tables", "groups_proved", "fewest_possible",
             "proof_digest", "rules", "digest", "approvers", "purpose",
             "entry"});
  for (const ReleaseLedgerEntry& entry : ledger.entries()) {
    grid.Add(
        {TimeText(entry.time()), LastId(entry.release()),
         ReleaseLedgerEntry::Action_Name(entry.action()), LastId(entry.actor()),
         ReleaseOptions::Profile_Name(entry.profile()),
         ReleaseOptions::Universe_Name(entry.universe()),
         absl::StrJoin(entry.sites(), ";"), Cell::Number(entry.tables_size()),
         Cell::Number(entry.proof().groups()),
         Cell::Number(entry.proof().fewest_possible()),
         absl::BytesToHexString(entry.proof().digest()), entry.rules(),
         entry.digest(),
         absl::StrJoin(entry.approvers(), ";",
                       [](std::string* out, const std::string& name) {
                         out->append(LastId(name));
                       }),
         entry.purpose(), entry.name()});
  }
  View view;
  view.csv = std::move(grid);
  Grid shown(
      {"time", "release", "action", "actor", "what", "sites", "purpose"});
  for (const ReleaseLedgerEntry& entry : ledger.entries()) {
    shown.Add(
        {TimeText(entry.time()), LastId(entry.release()),
         ReleaseLedgerEntry::Action_Name(entry.action()), LastId(entry.actor()),
         absl::StrCat(ReleaseOptions::Profile_Name(entry.profile()), " of ",
                      ReleaseOptions::Universe_Name(entry.universe())),
         absl::StrJoin(entry.sites(), ","), entry.purpose()});
  }
  view.Show(std::move(shown));
  return view;
}

View PackView(const v1::FindingsPack& pack) {
  Grid csv({"id", "statement", "caveat", "principle", "question", "provenance",
            "data"});
  View view;
  view.SayIfSimulated(pack.simulated());
  for (const v1::FindingsPack::Statement& statement : pack.statements()) {
    csv.Add({statement.id(), statement.text(), statement.caveat(),
             statement.principle(), statement.question(), pack.provenance(),
             pack.simulated() ? "SIMULATED" : ""});
    view.SayWrapped(statement.text());
    view.SayWrapped(absl::StrCat("  Note: ", statement.caveat()));
    view.SayWrapped(absl::StrCat("  Principle ", statement.principle(), "."));
    view.SayWrapped(absl::StrCat("  To discuss: ", statement.question()));
    view.Say("");
  }
  for (const v1::FindingsPack::NotStated& statement : pack.not_stated()) {
    view.SayWrapped(absl::StrCat(statement.id(), ": ", statement.why()));
  }
  view.Say("");
  view.SayWrapped(pack.provenance());
  view.csv = std::move(csv);
  return view;
}

View ReleaseTableView(const ReleaseTable& table, const std::string& rows,
                      const std::string& columns) {
  View view;
  view.csv = ReleaseTableCsv(table);
  view.SayIfSimulated(table.simulated());
  if (table.dimensions_size() == 1) {
    view.Show(OneWay(table));
  } else if (table.dimensions_size() == 2) {
    view.Show(Crossed(table, PlaceOf(table, rows), PlaceOf(table, columns)));
  } else {
    view.Show(ReleaseTableCsv(table));
  }
  view.Say("");
  view.Say(absl::StrCat(
      "Total (reported) ", table.total_reported(),
      table.exact() ? "; c is 1 to 4" : "; figures to the nearest 5"));
  if (table.has_mean()) view.Say(MeanText(table.mean()));
  if (const std::string why = FirstWhy(table); !why.empty()) {
    view.SayWrapped(why);
  }
  view.SayWrapped(table.provenance());
  return view;
}

std::string ReleaseTableJson(const ReleaseTable& table, const std::string& rows,
                             const std::string& columns) {
  using Json = nlohmann::ordered_json;
  const auto category = [&](const ReleaseTable::Cell& cell,
                            const std::string& variable) -> Json {
    const size_t place = PlaceOf(table, variable);
    if (place == static_cast<size_t>(table.dimensions_size())) return nullptr;
    return CategoryAt(cell, place);
  };
  Json cells = Json::array();
  for (const ReleaseTable::Cell& cell : table.cells()) {
    Json one;
    one["row"] = category(cell, rows);
    one["col"] = category(cell, columns);
    one["value"] = cell.has_value() ? Json(cell.value()) : Json(kHidden);
    one["why"] = cell.has_value() ? Json(nullptr) : Json(cell.why());
    cells.push_back(std::move(one));
  }
  Json json;
  json["cells"] = std::move(cells);
  json["total_reported"] = table.total_reported();
  if (table.has_mean()) {
    json["mean"] = {{"value", table.mean().value()},
                    {"step", table.mean().step()},
                    {"median_category", table.mean().median_category()},
                    {"files", table.mean().files()}};
  }
  json["provenance"] = table.provenance();
  return absl::StrCat(json.dump(2), "\n");
}

Grid ReleaseTableCsv(const ReleaseTable& table) {
  std::vector<std::string> names;
  for (const ReleaseTable::Dimension& dimension : table.dimensions()) {
    names.push_back(dimension.variable());
  }
  for (const char* const name :
       {"value", "percentage", "why", "exact", "provenance", "data"}) {
    names.emplace_back(name);
  }
  Grid grid(std::move(names));
  for (const ReleaseTable::Cell& cell : table.cells()) {
    std::vector<Cell> row(cell.categories().begin(), cell.categories().end());
    row.push_back(ValueCell(cell));
    row.emplace_back(cell.percentage());
    row.emplace_back(cell.why());
    row.push_back(Cell::Yes(table.exact()));
    row.emplace_back(table.provenance());
    row.emplace_back(table.simulated() ? "SIMULATED" : "");
    grid.Add(std::move(row));
  }
  return grid;
}

std::string TableTitle(const ReleaseTable& table) {
  return absl::StrJoin(
      table.dimensions(), " x ",
      [](std::string* out, const ReleaseTable::Dimension& dimension) {
        out->append(dimension.variable());
      });
}

std::string TableFileName(const ReleaseTable& table) {
  std::string name = absl::StrJoin(
      table.dimensions(), "-by-",
      [](std::string* out, const ReleaseTable::Dimension& dimension) {
        out->append(dimension.variable());
      });
  for (char& c : name) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' &&
        c != '.') {
      c = '_';
    }
  }
  return absl::StrCat(name, ".csv");
}

}  // namespace caselens::cli
