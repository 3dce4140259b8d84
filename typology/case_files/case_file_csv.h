#ifndef TYPOLOGY_CASE_FILES_CASE_FILE_CSV_H_
#define TYPOLOGY_CASE_FILES_CASE_FILE_CSV_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/case_files/case_file.h"
#include "typology/factors/factor_catalogue.h"

namespace caselens {

// One thing that is wrong in a file.
struct CellError {
  int line = 0;        // from 1
  std::string column;  // empty: the line as a whole
  // The rejected value as a message may repeat it (base/shown.h): quoted, cut,
  // and never a value that looks like an identifier. Empty: nothing to show, as
  // for an id, because a refused id may be a name.
  std::string value;
  std::string wanted;  // "want F, M or U"
  bool operator==(const CellError&) const = default;
};

// 'line 3, gender: "X", want F, M or U'.
std::string FormatCellError(const CellError& error);

struct CaseFileCsvOptions {
  std::string nation{};  // ENG or SCO: rows of another nation are errors
  size_t max_rows = 100000;
  size_t max_errors = 1000;  // kept; the others are only counted
};

struct CaseFileCsv {
  std::vector<CaseFile> rows;     // without an error, in the file's order
  std::vector<CellError> errors;  // in the file's order
  size_t error_count = 0;
  size_t rows_read = 0;  // good and bad, without the header
};

// Reads the case files of a site: docs/case-files.md has every column and
// spelling. All errors of a file are found in one pass. A caller imports the
// rows if there are none, or if it was asked for the good rows.
//
// A header error (a column that is missing, unknown or twice) leaves `rows`
// empty, so that a file with a column of names never gets further. Rows
// without a DVA factor are kept; `factors.has_dva` tells them apart.
//
// Returns INVALID_ARGUMENT if `text` is not UTF-8, not CSV (with the line) or
// longer than max_rows. Linear in the length of `text`.
absl::StatusOr<CaseFileCsv> ParseCaseFileCsv(absl::string_view text,
                                             const FactorCatalogue& catalogue,
                                             const CaseFileCsvOptions& options);

}  // namespace caselens

#endif  // TYPOLOGY_CASE_FILES_CASE_FILE_CSV_H_
