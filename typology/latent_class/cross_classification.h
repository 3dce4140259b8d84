#ifndef TYPOLOGY_LATENT_CLASS_CROSS_CLASSIFICATION_H_
#define TYPOLOGY_LATENT_CLASS_CROSS_CLASSIFICATION_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/types/span.h"

namespace caselens {

// Two classifications of the same cases.
struct CrossClassification {
  size_t rows = 0;            // classes of the first
  size_t columns = 0;         // classes of the second
  std::vector<double> table;  // cases at [row * columns + column]
  // Of each row the column that shares most cases with it, so that all pairs
  // together share the most; none where there are fewer columns.
  std::vector<std::optional<size_t>> partner;
  double adjusted_rand = 0;  // Hubert and Arabie 1985; 0 without cases
  double moved = 0;          // cases outside their row's partner

  double At(size_t row, size_t column) const {
    return table[row * columns + column];
  }
  // |in both| / |in either| of a row and a column; 0 if neither has a case.
  double Jaccard(size_t row, size_t column) const;
};

// `first[i]` and `second[i]` are the classes of case i, below `rows` and
// `columns`. Linear in the cases.
CrossClassification CrossClassify(absl::Span<const size_t> first, size_t rows,
                                  absl::Span<const size_t> second,
                                  size_t columns);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_CROSS_CLASSIFICATION_H_
