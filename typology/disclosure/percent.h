#ifndef TYPOLOGY_DISCLOSURE_PERCENT_H_
#define TYPOLOGY_DISCLOSURE_PERCENT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "typology/disclosure/release.h"

namespace caselens::disclosure {

// Percentages of the cells of an answer, of its reported total: one decimal
// from exact figures, whole ones from rounded figures. The hidden symbol where
// a cell is hidden, or nothing was reported. Never from what is not published.
std::vector<std::string> Percentages(const Answer& answer);

// The whole numbers of `base` that round to a printed percentage.
struct PossibleCounts {
  int least = 0;
  int most = -1;  // below `least`: none
  bool operator==(const PossibleCounts&) const = default;
};
PossibleCounts CountsBehind(double percentage, int decimals, int base);

// A printed model: sizes of groups as shares of `base` files and, row by row,
// how many of each group have something.
struct PrintedShares {
  double base = 0;
  std::vector<double> group_sizes;              // 0 to 1
  std::vector<std::vector<double>> row_shares;  // [row][group], 0 to 1
};

struct ImpliedCount {
  size_t row = 0;
  size_t group = 0;
  double files = 0;  // base x size x share
  bool operator==(const ImpliedCount&) const = default;
};

// Cells that imply 1 to 4 files. INVALID_ARGUMENT for a share outside 0 to 1, a
// negative base or a row of another length than the groups.
absl::StatusOr<std::vector<ImpliedCount>> SmallCountsImplied(
    const PrintedShares& printed);

// Residual degrees of freedom that a model must have left: one with fewer
// (nearly) repeats its data.
inline constexpr int kFewestDegreesOfFreedom = 10;

// FAILED_PRECONDITION if a model's output implies small counts or has too few
// degrees of freedom; INVALID_ARGUMENT as SmallCountsImplied.
absl::Status CheckModelOutput(const PrintedShares& printed,
                              int residual_degrees_of_freedom);

// A published band of a count: from <= value <= to.
struct ValueBand {
  double from = 0;
  double to = 0;
};

// A mean needs so many files.
inline constexpr int kFewestFilesForMean = 10;

struct BandedMean {
  double mean = 0;
  double step = 0;         // the mean is printed to the nearest step
  int files = 0;           // reported, of those that have a band
  size_t median_cell = 0;  // the cell of the median's band
};

// Mean and median from published bands alone, `bands[i]` belonging to cell i;
// a cell without one ("Unknown") is left out. The step is at least range /
// files, so that no one's value can be worked out from it; no least and no
// greatest value. INVALID_ARGUMENT unless the answer has one dimension, two
// cells have a band, and bands ascend; FAILED_PRECONDITION for fewer than
// kFewestFilesForMean files reported in them.
absl::StatusOr<BandedMean> MeanOfBands(
    const Answer& answer, const std::vector<std::optional<ValueBand>>& bands);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_PERCENT_H_
