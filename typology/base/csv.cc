#include "typology/base/csv.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// A position in the text that knows its line.
class Reader {
 public:
  Reader(absl::string_view text, int line) : text_(text), line_(line) {}

  bool AtEnd() const { return at_ == text_.size(); }
  int line() const { return line_; }
  absl::string_view Rest() const { return text_.substr(at_); }

  // Steps over a line end, if one is here.
  bool ConsumeLineEnd() {
    if (absl::StartsWith(Rest(), "\r\n")) ++at_;
    return Consume('\n');
  }
  bool Consume(char wanted) {
    if (AtEnd() || text_[at_] != wanted) return false;
    line_ += wanted == '\n' ? 1 : 0;
    ++at_;
    return true;
  }
  char Take() {
    const char c = text_[at_++];
    line_ += c == '\n' ? 1 : 0;
    return c;
  }
  bool AtCellEnd() const {
    return AtEnd() || text_[at_] == ',' || text_[at_] == '\n' ||
           absl::StartsWith(Rest(), "\r\n");
  }

 private:
  absl::string_view text_;
  size_t at_ = 0;
  int line_;
};

absl::StatusOr<std::string> QuotedCell(Reader& reader) {
  const int opened = reader.line();
  std::string cell;
  while (!reader.AtEnd()) {
    if (!reader.Consume('"')) {
      cell.push_back(reader.Take());
    } else if (reader.Consume('"')) {
      cell.push_back('"');
    } else if (reader.AtCellEnd()) {
      return cell;
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", reader.line(),
                       ": text behind a closing quote; want a comma "
                       "or the end of the line"));
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat("line ", opened, ": a quote is never closed"));
}

absl::StatusOr<std::string> Cell(Reader& reader) {
  if (reader.Consume('"')) return QuotedCell(reader);
  std::string cell;
  while (!reader.AtCellEnd()) cell.push_back(reader.Take());
  return cell;
}

}  // namespace

CsvReader::CsvReader(absl::string_view text) : rest_(text) {
  absl::ConsumePrefix(&rest_, "\xEF\xBB\xBF");
}

absl::StatusOr<bool> CsvReader::Next(CsvRow& row) {
  Reader reader(rest_, line_);
  while (reader.ConsumeLineEnd()) {
  }
  if (reader.AtEnd()) return false;
  row.line = reader.line();
  row.cells.clear();
  do {
    CASELENS_ASSIGN_OR_RETURN(std::string cell, Cell(reader));
    row.cells.push_back(std::move(cell));
  } while (reader.Consume(','));
  reader.ConsumeLineEnd();
  rest_ = reader.Rest();
  line_ = reader.line();
  return true;
}

absl::StatusOr<std::vector<CsvRow>> ParseCsv(absl::string_view text) {
  CsvReader reader(text);
  std::vector<CsvRow> rows;
  while (true) {
    CsvRow row;
    CASELENS_ASSIGN_OR_RETURN(const bool has_row, reader.Next(row));
    if (!has_row) return rows;
    rows.push_back(std::move(row));
  }
}

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.push_back(',');
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
      line += cells[i];
    } else {
      absl::StrAppend(&line, "\"",
                      absl::StrReplaceAll(cells[i], {{"\"", "\"\""}}), "\"");
    }
  }
  return line;
}

}  // namespace caselens
