#include "typology/disclosure/percent.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "typology/base/status_macros.h"

namespace caselens::disclosure {
namespace {

bool IsShare(double share) { return share >= 0 && share <= 1; }

absl::Status CheckShares(const PrintedShares& printed) {
  if (!(printed.base >= 0)) {
    return absl::InvalidArgumentError("base: want 0 or more");
  }
  std::vector<std::vector<double>> rows = printed.row_shares;
  rows.push_back(printed.group_sizes);
  for (const std::vector<double>& row : rows) {
    if (row.size() != printed.group_sizes.size() ||
        !std::all_of(row.begin(), row.end(), IsShare)) {
      return absl::InvalidArgumentError(
          absl::StrCat("shares: want ", printed.group_sizes.size(),
                       " from 0 to 1 in each row"));
    }
  }
  return absl::OkStatus();
}

// 1, 2 or 5 times a power of ten, not below `least`.
double RoundStep(double least) {
  double step = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    if (step * factor >= least) return step * factor;
  }
  return step * 10;
}

// A cell that has a band.
struct BandedCell {
  size_t cell = 0;
  ValueBand band;
  int files = 0;
};

absl::StatusOr<std::vector<BandedCell>> BandedCells(
    const Answer& answer, const std::vector<std::optional<ValueBand>>& bands) {
  std::vector<BandedCell> cells;
  for (size_t i = 0; i < std::min(bands.size(), answer.cells.size()); ++i) {
    if (bands[i].has_value()) {
      cells.push_back({i, *bands[i], answer.cells[i].value.value_or(0)});
    }
  }
  const bool ascend =
      std::is_sorted(cells.begin(), cells.end(),
                     [](const BandedCell& a, const BandedCell& b) {
                       return a.band.to < b.band.from;
                     }) &&
      std::all_of(cells.begin(), cells.end(), [](const BandedCell& cell) {
        return cell.band.from <= cell.band.to;
      });
  if (answer.dimensions.size() != 1 || bands.size() != answer.cells.size() ||
      cells.size() < 2 || !ascend) {
    return absl::InvalidArgumentError(
        "bands: want ascending ones for two cells or more of one dimension");
  }
  return cells;
}

}  // namespace

std::vector<std::string> Percentages(const Answer& answer) {
  std::vector<std::string> percentages;
  const int decimals = answer.form == TableForm::kExact ? 1 : 0;
  for (const AnswerCell& cell : answer.cells) {
    percentages.push_back(
        cell.value.has_value() && answer.total_reported > 0
            ? absl::StrFormat("%.*f%%", decimals,
                              100.0 * *cell.value / answer.total_reported)
            : kHiddenSymbol);
  }
  return percentages;
}

PossibleCounts CountsBehind(double percentage, int decimals, int base) {
  // Either way of rounding a half may have been used.
  const double half = 0.5 * std::pow(10, -decimals) + 1e-9;
  const double least = (percentage - half) * base / 100;
  const double most = (percentage + half) * base / 100;
  return {std::max(0, static_cast<int>(std::ceil(least))),
          std::min(base, static_cast<int>(std::floor(most)))};
}

absl::StatusOr<std::vector<ImpliedCount>> SmallCountsImplied(
    const PrintedShares& printed) {
  CASELENS_RETURN_IF_ERROR(CheckShares(printed));
  std::vector<ImpliedCount> implied;
  for (size_t row = 0; row < printed.row_shares.size(); ++row) {
    for (size_t group = 0; group < printed.group_sizes.size(); ++group) {
      const double files = printed.base * printed.group_sizes[group] *
                           printed.row_shares[row][group];
      const double rounded = std::round(files);
      if (rounded >= 1 && rounded <= kLargestSmallCount) {
        implied.push_back({row, group, files});
      }
    }
  }
  return implied;
}

absl::Status CheckModelOutput(const PrintedShares& printed,
                              int residual_degrees_of_freedom) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<ImpliedCount> implied,
                            SmallCountsImplied(printed));
  if (!implied.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("percentages of ", implied.size(), " cells imply 1 to ",
                     kLargestSmallCount, " files; the first is row ",
                     implied[0].row + 1, ", group ", implied[0].group + 1));
  }
  if (residual_degrees_of_freedom < kFewestDegreesOfFreedom) {
    return absl::FailedPreconditionError(absl::StrCat(
        "residual degrees of freedom: ", residual_degrees_of_freedom,
        ", want at least ", kFewestDegreesOfFreedom));
  }
  return absl::OkStatus();
}

absl::StatusOr<BandedMean> MeanOfBands(
    const Answer& answer, const std::vector<std::optional<ValueBand>>& bands) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<BandedCell> cells,
                            BandedCells(answer, bands));
  BandedMean result;
  double sum = 0;
  for (const BandedCell& cell : cells) {
    result.files += cell.files;
    sum += cell.files * (cell.band.from + cell.band.to) / 2;
  }
  if (result.files < kFewestFilesForMean) {
    return absl::FailedPreconditionError(absl::StrCat(
        "a mean needs at least ", kFewestFilesForMean, " reported files"));
  }
  int below = 0;
  for (const BandedCell& cell : cells) {
    if (2 * below < result.files) result.median_cell = cell.cell;
    below += cell.files;
  }
  const double range = cells.back().band.to - cells.front().band.from;
  result.step = RoundStep(std::max(range, 1.0) / result.files);
  result.mean = std::round(sum / result.files / result.step) * result.step;
  return result;
}

}  // namespace caselens::disclosure
