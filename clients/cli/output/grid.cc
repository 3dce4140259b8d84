#include "clients/cli/output/grid.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "clients/cli/output/text.h"

namespace caselens::cli {
namespace {

constexpr char kGap[] = "  ";

bool IsHeaded(const Grid& grid) {
  return !grid.Columns().empty() && grid.Columns()[0][0] != '_';
}

std::string Heading(const std::string& column) {
  return absl::StrReplaceAll(absl::AsciiStrToUpper(column), {{"_", " "}});
}

// `text` filled with spaces to `width` columns.
std::string Padded(const std::string& text, size_t width, bool right) {
  const size_t has = TerminalWidth(text);
  const std::string fill(width > has ? width - has : 0, ' ');
  return right ? fill + text : text + fill;
}

std::string Line(const std::vector<Cell>& row,
                 const std::vector<size_t>& widths) {
  std::string line;
  for (size_t k = 0; k < row.size(); ++k) {
    if (k > 0) absl::StrAppend(&line, kGap);
    absl::StrAppend(&line,
                    Padded(Printable(row[k].shown), widths[k], row[k].number));
  }
  absl::StripTrailingAsciiWhitespace(&line);
  return line + "\n";
}

std::string Quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

std::string CsvCell(const Cell& cell) {
  constexpr absl::string_view kFormulaStarts = "=+-@\t\r";
  const bool formula =
      !cell.number && !cell.exact.empty() &&
      kFormulaStarts.find(cell.exact[0]) != absl::string_view::npos;
  return Quoted(formula ? "'" + cell.exact : cell.exact);
}

std::string CsvLine(const std::vector<Cell>& row) {
  return absl::StrJoin(row, ",",
                       [](std::string* out, const Cell& cell) {
                         absl::StrAppend(out, CsvCell(cell));
                       }) +
         "\r\n";
}

}  // namespace

Cell Cell::Number(int64_t value) {
  Cell cell(absl::StrCat(value));
  cell.number = true;
  return cell;
}

Cell Cell::Real(double value, int decimals) {
  std::array<char, 32> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value);
  Cell cell(absl::StrFormat("%.*f", decimals, value));
  // -0.00 says nothing.
  if (cell.shown.find_first_not_of("-0.") == std::string::npos) {
    cell.shown = absl::StrFormat("%.*f", decimals, 0.0);
  }
  cell.exact = std::string(digits.data(), end.ptr);
  cell.number = true;
  return cell;
}

std::string TableText(const Grid& grid) {
  const bool headed = IsHeaded(grid);
  std::vector<Cell> heading;
  std::vector<size_t> widths;
  for (size_t k = 0; k < grid.Columns().size(); ++k) {
    Cell cell(headed ? Heading(grid.Columns()[k]) : "");
    size_t width = TerminalWidth(cell.shown);
    for (const std::vector<Cell>& row : grid.Rows()) {
      width = std::max(width, TerminalWidth(Printable(row[k].shown)));
      cell.number |= row[k].number;
    }
    heading.push_back(std::move(cell));
    widths.push_back(width);
  }
  std::string text = headed ? Line(heading, widths) : "";
  for (const std::vector<Cell>& row : grid.Rows()) {
    absl::StrAppend(&text, Line(row, widths));
  }
  return text;
}

std::string CsvText(const Grid& grid) {
  std::vector<Cell> header(grid.Columns().begin(), grid.Columns().end());
  std::string text = CsvLine(header);
  for (const std::vector<Cell>& row : grid.Rows()) {
    absl::StrAppend(&text, CsvLine(row));
  }
  return text;
}

}  // namespace caselens::cli
