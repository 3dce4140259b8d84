#ifndef TYPOLOGY_ASSIGNMENT_ASSIGNMENT_CSV_H_
#define TYPOLOGY_ASSIGNMENT_ASSIGNMENT_CSV_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// One row of a list of files to assign; empty where the row does not say.
struct AssignmentCsvRow {
  int line = 0;
  std::string site;
  std::string record;
  std::string auditor;   // id of a principal
  std::string rank;      // PRIMARY, SECOND or PILOT_CODER
  std::string wave;      // PILOT, W1 or W2
  std::string due_date;  // YYYY-MM-DD
  bool operator==(const AssignmentCsvRow&) const = default;
};

// A cell or row that is not acceptable. The value is not repeated: it may be
// a name in the wrong column.
struct AssignmentCsvError {
  int line = 0;
  std::string column;  // "" for the row as a whole
  std::string wanted;  // "want PRIMARY, SECOND or PILOT_CODER"
  bool operator==(const AssignmentCsvError&) const = default;
};

struct AssignmentCsv {
  std::vector<AssignmentCsvRow> rows;      // without an error
  std::vector<AssignmentCsvError> errors;  // in the file's order
};

// Reads a list of files: a header with `record` and, if wanted, `site`,
// `auditor`, `rank`, `wave`, `due_date`, in any order; a row a file, or a row a
// coder of it. Words may be in any case. What the rows name is looked up by
// others. INVALID_ARGUMENT if `text` is not CSV, has more than `max_rows` rows,
// or a column is missing, unknown or there twice.
absl::StatusOr<AssignmentCsv> ParseAssignmentCsv(absl::string_view text,
                                                 size_t max_rows);

}  // namespace caselens

#endif  // TYPOLOGY_ASSIGNMENT_ASSIGNMENT_CSV_H_
