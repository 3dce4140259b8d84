#include "typology/assignment/assignment_csv.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"

#include "typology/base/csv.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using Words = std::vector<std::string>;

struct Column {
  absl::string_view name;
  std::string AssignmentCsvRow::*cell;
};

constexpr Column kColumns[] = {{"site", &AssignmentCsvRow::site},
                               {"record", &AssignmentCsvRow::record},
                               {"auditor", &AssignmentCsvRow::auditor},
                               {"rank", &AssignmentCsvRow::rank},
                               {"wave", &AssignmentCsvRow::wave},
                               {"due_date", &AssignmentCsvRow::due_date}};

// The columns of the header, by position.
absl::StatusOr<std::vector<Column>> ParseHeader(const CsvRow& row) {
  std::vector<Column> columns;
  for (const std::string& cell : row.cells) {
    const std::string name =
        absl::AsciiStrToLower(absl::StripAsciiWhitespace(cell));
    const auto* const known = absl::c_find_if(
        kColumns,
        [&name](const Column& column) { return column.name == name; });
    const bool twice = absl::c_any_of(
        columns, [&name](const Column& column) { return column.name == name; });
    if (known == std::end(kColumns) || twice) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", row.line, ": column ", columns.size() + 1,
          ": want each once: ",
          absl::StrJoin(kColumns, ", ",
                        [](std::string* out, const Column& column) {
                          absl::StrAppend(out, column.name);
                        })));
    }
    columns.push_back(*known);
  }
  const bool has_record = absl::c_any_of(
      columns, [](const Column& column) { return column.name == "record"; });
  if (has_record) return columns;
  return absl::InvalidArgumentError("want a column `record`");
}

bool IsDay(const std::string& text) {
  absl::CivilDay day;
  return text.size() == 10 && absl::ParseCivilTime(text, &day);
}

// What is wrong with the words of a row; empty if nothing is.
std::vector<AssignmentCsvError> ErrorsOf(const AssignmentCsvRow& row) {
  std::vector<AssignmentCsvError> errors;
  const auto check = [&](absl::string_view column, const std::string& word,
                         const Words& known) {
    if (word.empty() || absl::c_linear_search(known, word)) return;
    errors.push_back({.line = row.line,
                      .column = std::string(column),
                      .wanted = absl::StrCat(
                          "want ", absl::StrJoin(known, ", "), " or nothing")});
  };
  if (row.record.empty()) {
    errors.push_back({.line = row.line,
                      .column = "record",
                      .wanted = "want the site's id of the record"});
  }
  check("rank", row.rank, {"PRIMARY", "SECOND", "PILOT_CODER"});
  check("wave", row.wave, {"PILOT", "W1", "W2"});
  if (!row.due_date.empty() && !IsDay(row.due_date)) {
    errors.push_back({.line = row.line,
                      .column = "due_date",
                      .wanted = "want a day as YYYY-MM-DD or nothing"});
  }
  return errors;
}

AssignmentCsvRow ParseRow(const std::vector<Column>& columns,
                          const CsvRow& cells) {
  AssignmentCsvRow row{.line = cells.line};
  for (size_t i = 0; i < columns.size(); ++i) {
    row.*columns[i].cell =
        std::string(absl::StripAsciiWhitespace(cells.cells[i]));
  }
  absl::AsciiStrToUpper(&row.rank);
  absl::AsciiStrToUpper(&row.wave);
  return row;
}

void ReadRow(const std::vector<Column>& columns, const CsvRow& cells,
             AssignmentCsv& csv) {
  if (cells.cells.size() != columns.size()) {
    csv.errors.push_back({.line = cells.line,
                          .column = "",
                          .wanted = absl::StrCat("want ", columns.size(),
                                                 " cells, one a column")});
    return;
  }
  AssignmentCsvRow row = ParseRow(columns, cells);
  std::vector<AssignmentCsvError> errors = ErrorsOf(row);
  if (errors.empty()) csv.rows.push_back(std::move(row));
  absl::c_move(errors, std::back_inserter(csv.errors));
}

}  // namespace

absl::StatusOr<AssignmentCsv> ParseAssignmentCsv(absl::string_view text,
                                                 size_t max_rows) {
  CsvReader reader(text);
  CsvRow cells;
  CASELENS_ASSIGN_OR_RETURN(const bool has_header, reader.Next(cells));
  if (!has_header) return absl::InvalidArgumentError("want a header");
  CASELENS_ASSIGN_OR_RETURN(const std::vector<Column> columns,
                            ParseHeader(cells));
  AssignmentCsv csv;
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const bool has_row, reader.Next(cells));
    if (!has_row) return csv;
    if (csv.rows.size() + csv.errors.size() >= max_rows) {
      return absl::InvalidArgumentError(
          absl::StrCat("want at most ", max_rows, " rows"));
    }
    ReadRow(columns, cells, csv);
  }
}

}  // namespace caselens
