#include "clients/cli/views/table.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace caselens::cli {
namespace {

// A page is as wide as it is.
constexpr size_t kManyColumns = 8;

std::string RowLabel(const v1::TableCategory& category) {
  return category.label() == category.code()
             ? category.code()
             : absl::StrCat(category.code(), "  ", category.label());
}

// Counts by the codes of their cells.
class Counts {
 public:
  explicit Counts(const v1::Table& table) {
    for (const v1::Table::Cell& cell : table.cells()) {
      by_codes_[absl::StrJoin(cell.codes(), "\n")] = cell.count();
    }
  }

  int64_t At(const std::vector<std::string>& codes) const {
    const auto at = by_codes_.find(absl::StrJoin(codes, "\n"));
    return at == by_codes_.end() ? 0 : at->second;
  }

 private:
  std::map<std::string, int64_t> by_codes_;
};

std::string Percent(int64_t count, int64_t of) {
  if (of == 0) return "-";
  return absl::StrFormat(
      "%.1f", 100. * static_cast<double>(count) / static_cast<double>(of));
}

Grid OneWayGrid(const v1::Table& table) {
  const v1::Table::Dimension& rows = table.dimensions(0);
  Grid grid({rows.variable(), "count", "percent"});
  for (const v1::TableCategory& category : rows.categories()) {
    if (category.missing()) continue;
    Cell percent = Percent(category.total(), table.denominator());
    percent.number = true;
    grid.Add({RowLabel(category), Cell::Number(category.total()),
              std::move(percent)});
  }
  return grid;
}

// Codes of the second variable; where they are many, of those that something
// was counted of.
std::vector<std::string> ColumnCodes(const v1::Table& table) {
  std::vector<std::string> all;
  std::vector<std::string> counted;
  for (const v1::TableCategory& column : table.dimensions(1).categories()) {
    if (column.missing()) continue;
    all.push_back(column.code());
    if (column.total() > 0) counted.push_back(column.code());
  }
  return all.size() > kManyColumns ? counted : all;
}

// Rows by columns, of a third variable in category `layer`.
Grid CrossGrid(const v1::Table& table, const Counts& counts,
               const std::string& layer) {
  const v1::Table::Dimension& rows = table.dimensions(0);
  const std::vector<std::string> columns = ColumnCodes(table);
  std::vector<std::string> names = {rows.variable()};
  names.insert(names.end(), columns.begin(), columns.end());
  Grid grid(std::move(names));
  for (const v1::TableCategory& row : rows.categories()) {
    if (row.missing()) continue;
    std::vector<Cell> cells = {RowLabel(row)};
    for (const std::string& column : columns) {
      std::vector<std::string> codes = {row.code(), column};
      if (!layer.empty()) codes.push_back(layer);
      cells.push_back(Cell::Number(counts.At(codes)));
    }
    grid.Add(std::move(cells));
  }
  return grid;
}

void ShowCells(const v1::Table& table, View& view) {
  if (table.dimensions_size() == 1) {
    view.Show(OneWayGrid(table));
    return;
  }
  const Counts counts(table);
  view.Say(absl::StrCat("Columns: ", table.dimensions(1).label()));
  if (table.dimensions_size() == 2) {
    view.Show(CrossGrid(table, counts, ""));
    return;
  }
  for (const v1::TableCategory& layer : table.dimensions(2).categories()) {
    if (layer.missing()) continue;
    view.Say(absl::StrCat(table.dimensions(2).label(), ": ", layer.label()));
    view.Show(CrossGrid(table, counts, layer.code()));
  }
}

std::string FilterText(const v1::TableQuery& query) {
  return absl::StrJoin(
      query.filters(), ", ", [](std::string* out, const auto& filter) {
        absl::StrAppend(out, filter.variable(), "=", filter.category());
      });
}

void SayMissing(const v1::Table& table, View& view) {
  for (const v1::Table::Dimension& dimension : table.dimensions()) {
    std::vector<std::string> missing;
    for (const v1::TableCategory& category : dimension.categories()) {
      if (!category.missing() || category.total() == 0) continue;
      missing.push_back(absl::StrCat(category.total(), " ", category.label(),
                                     " (", category.code(), ")"));
    }
    if (missing.empty()) continue;
    view.SayWrapped(absl::StrCat("Without a value of ", dimension.variable(),
                                 ": ", absl::StrJoin(missing, ", ")));
  }
}

// What the numbers of a table are numbers of.
void SayBasis(const v1::Table& table, View& view) {
  const v1::TableQuery& query = table.query();
  const std::string filters = FilterText(query);
  view.SayWrapped(
      absl::StrCat(v1::TableQuery::Universe_Name(query.universe()), " by ",
                   v1::TableQuery::CountBy_Name(query.count_by()), ", n ",
                   table.n(), ", with a value ", table.denominator(),
                   filters.empty() ? "" : absl::StrCat("; only ", filters),
                   "; sites ", absl::StrJoin(query.sites(), " "), "; wave ",
                   v1::Assignment::Wave_Name(query.wave())));
  SayMissing(table, view);
}

void SayProvenance(const v1::Table& table, View& view) {
  const v1::Table::Files& files = table.files();
  view.SayWrapped(absl::StrCat(
      "Files: ", files.sampled(), " counted, ", files.unresolved(),
      " without a coding that counts, ", files.long_term(), " W2, ",
      files.pilot(), " PILOT; ", table.template_(),
      table.snapshot() == 0 ? ""
                            : absl::StrCat("; snapshot ", table.snapshot())));
  view.Say(table.caveat());
  view.SayIfSimulated(table.simulated());
}

// Names of `table`'s variables, then what goes with each cell.
std::vector<std::string> CellColumns(std::vector<std::string> first) {
  for (const char* const name : {"row", "column", "layer", "count"}) {
    first.emplace_back(name);
  }
  return first;
}

void AddCells(const v1::Table& table, const std::vector<Cell>& first,
              Grid& grid) {
  constexpr int kDimensions = 3;
  for (const v1::Table::Cell& cell : table.cells()) {
    std::vector<Cell> row = first;
    for (int d = 0; d < kDimensions; ++d) {
      row.emplace_back(d < cell.codes_size() ? cell.codes(d) : "");
    }
    row.push_back(Cell::Number(cell.count()));
    grid.Add(std::move(row));
  }
}

std::string ShareText(const v1::FindingReport::Share& share) {
  std::string text =
      absl::StrCat(share.category(), ": ", share.k(), " of ", share.n());
  if (share.has_low()) {
    absl::StrAppendFormat(&text, " (95%%: %.2f to %.2f)", share.low(),
                          share.high());
  }
  return text;
}

}  // namespace

View TableView(const v1::Table& table) {
  View view;
  view.csv = Grid(CellColumns({}));
  AddCells(table, {}, view.csv);
  view.Say(table.dimensions(0).label());
  ShowCells(table, view);
  SayBasis(table, view);
  SayProvenance(table, view);
  return view;
}

View FindingView(const v1::FindingReport& report) {
  View view;
  view.csv = Grid(CellColumns({"table", "title"}));
  view.Say(report.title());
  view.SayWrapped(report.note());
  view.SayWrapped(report.caveat());
  int64_t number = 0;
  for (const v1::FindingReport::Part& part : report.parts()) {
    AddCells(part.table(), {Cell::Number(++number), part.title()}, view.csv);
    view.Say("");
    view.Say(absl::StrCat(number, ". ", part.title()));
    if (part.has_share()) view.Say(ShareText(part.share()));
    ShowCells(part.table(), view);
    SayBasis(part.table(), view);
  }
  view.Say("");
  if (report.parts_size() > 0) SayProvenance(report.parts(0).table(), view);
  return view;
}

View MeasuresView(const v1::MeasureCountsResponse& measures) {
  Grid grid({"category", "n", "median", "mean", "files_with_0_1_2", "missing"});
  for (const v1::MeasureCountsResponse::Measure& measure :
       measures.measures()) {
    int64_t missing = 0;
    for (const v1::TableCategory& category : measure.missing()) {
      missing += category.total();
    }
    grid.Add({measure.category().empty() ? "all" : measure.category(),
              Cell::Number(measure.n()),
              measure.has_median() ? Cell::Real(measure.median(), 1) : "",
              measure.has_mean() ? Cell::Real(measure.mean(), 2) : "",
              absl::StrJoin(measure.files_with(), " "), Cell::Number(missing)});
  }
  View view = View::Of(std::move(grid));
  view.Say(measures.caveat());
  view.SayIfSimulated(measures.simulated());
  return view;
}

}  // namespace caselens::cli
