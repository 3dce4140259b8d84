#ifndef TYPOLOGY_BASE_CSV_H_
#define TYPOLOGY_BASE_CSV_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// One record of a CSV text and the line (from 1) on which it starts.
struct CsvRow {
  int line = 0;
  std::vector<std::string> cells;
};

// Reads the rows of RFC 4180 text one after another, so that a large text need
// not be held as cells. The text must outlive the reader.
class CsvReader {
 public:
  explicit CsvReader(absl::string_view text);
  // Fills `row` with the next row that is not empty; false at the end. Errors
  // as ParseCsv.
  absl::StatusOr<bool> Next(CsvRow& row);

 private:
  absl::string_view rest_;
  int line_ = 1;
};

// Splits RFC 4180 text: commas, double quotes with "" inside, LF or CRLF, an
// optional UTF-8 byte order mark. Empty lines are passed over. Returns
// INVALID_ARGUMENT with the line of a quote that is not closed or of text
// behind a closing quote. Linear in the length of `text`.
absl::StatusOr<std::vector<CsvRow>> ParseCsv(absl::string_view text);

// One line of CSV without its line end; quotes what must be quoted.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace caselens

#endif  // TYPOLOGY_BASE_CSV_H_
