#ifndef TYPOLOGY_AGREEMENT_RATINGS_TABLE_H_
#define TYPOLOGY_AGREEMENT_RATINGS_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/agreement/agreement.h"
#include "typology/agreement/tally.h"

namespace caselens {

struct RatingsFormat {
  ScaleLevel level = ScaleLevel::kNominal;
  // The column that names the units; "" if every column is a coder.
  std::string id_column;
  // Cells that stand for no rating, besides the empty one.
  std::vector<std::string> missing;
  // All categories that coders could choose, in their order. Empty: those that
  // occur, in the order of numbers if all are numbers, else of bytes.
  std::vector<std::string> categories;
};

struct RatingsTable {
  std::vector<std::string> coders;
  Scale scale;
  RatingTally tally{0};
  int64_t empty_units = 0;  // rows without any rating, which are left out
};

// Reads CSV: a header that names the coders, a row a unit, a column a coder.
// Blanks around a cell are dropped. On ordinal and interval scales equal
// numbers are one category, however they are written. Returns INVALID_ARGUMENT
// with line and column for what cannot be read, for a cell that is no number
// (interval) or none of the categories given, and for ordinal categories that
// are not numbers unless their order is given.
absl::StatusOr<RatingsTable> ParseRatings(absl::string_view csv,
                                          const RatingsFormat& format);

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_RATINGS_TABLE_H_
