#ifndef CLIENTS_CLI_OUTPUT_GRID_H_
#define CLIENTS_CLI_OUTPUT_GRID_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace caselens::cli {

// One cell: what a person reads, and what a program gets.
struct Cell {
  // NOLINTBEGIN(google-explicit-constructor): rows are written as lists.
  Cell(std::string text) : shown(std::move(text)), exact(shown) {}
  Cell(absl::string_view text) : Cell(std::string(text)) {}
  Cell(const char* text) : Cell(std::string(text)) {}
  // NOLINTEND(google-explicit-constructor)

  static Cell Number(int64_t value);
  // Shown with `decimals`; exact is the shortest text that gives the double.
  static Cell Real(double value, int decimals = 3);
  static Cell Yes(bool value) { return value ? "yes" : "no"; }

  std::string shown;
  std::string exact;
  // Written by this program, not text of anybody: right-aligned, and never
  // taken for a formula.
  bool number = false;
};

// Rows under named columns. Names are lower case with `_`.
class Grid {
 public:
  Grid() = default;
  explicit Grid(std::vector<std::string> columns)
      : columns_(std::move(columns)) {}

  // One cell for each column.
  void Add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }

  const std::vector<std::string>& Columns() const { return columns_; }
  const std::vector<std::vector<Cell>>& Rows() const { return rows_; }

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// Aligned columns under a heading in capitals, for people. Names starting with
// `_` head nothing: the grid of labels and values of one resource.
std::string TableText(const Grid& grid);

// RFC 4180 with a header, lines ended by CRLF. Text that a spreadsheet would
// take for a formula (starting with = + - @, tab or carriage return) gets a '
// in front; numbers do not.
std::string CsvText(const Grid& grid);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_OUTPUT_GRID_H_
