#include "typology/latent_class/cross_classification.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "typology/latent_class/dense.h"
#include "typology/latent_class/stability.h"

namespace caselens {

double CrossClassification::Jaccard(size_t row, size_t column) const {
  double in_either = -At(row, column);
  for (size_t j = 0; j < columns; ++j) in_either += At(row, j);
  for (size_t i = 0; i < rows; ++i) in_either += At(i, column);
  return in_either > 0 ? At(row, column) / in_either : 0;
}

CrossClassification CrossClassify(absl::Span<const size_t> first, size_t rows,
                                  absl::Span<const size_t> second,
                                  size_t columns) {
  CrossClassification cross{.rows = rows,
                            .columns = columns,
                            .table = std::vector<double>(rows * columns, 0.0),
                            .partner = {}};
  for (size_t i = 0; i < first.size(); ++i) {
    ++cross.table[first[i] * columns + second[i]];
  }
  Square cost(std::max(rows, columns));
  for (size_t i = 0; i < rows; ++i) {
    for (size_t j = 0; j < columns; ++j) cost.At(i, j) = -cross.At(i, j);
  }
  const std::vector<size_t> column_of = CheapestAssignment(cost);
  double kept = 0;
  for (size_t i = 0; i < rows; ++i) {
    cross.partner.emplace_back();
    if (column_of[i] >= columns) continue;
    cross.partner.back() = column_of[i];
    kept += cross.At(i, column_of[i]);
  }
  const auto cases = static_cast<double>(first.size());
  cross.moved = cases - kept;
  if (first.size() > 1)
    cross.adjusted_rand = AdjustedRand(cross.table, columns);
  return cross;
}

}  // namespace caselens
