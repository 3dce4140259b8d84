#ifndef TYPOLOGY_LATENT_CLASS_DENSE_H_
#define TYPOLOGY_LATENT_CLASS_DENSE_H_

#include <cstddef>
#include <optional>
#include <vector>

namespace caselens {

// A square matrix, row by row.
struct Square {
  explicit Square(size_t n) : size(n), values(n * n, 0.0) {}
  double& At(size_t row, size_t column) { return values[row * size + column]; }
  double At(size_t row, size_t column) const {
    return values[row * size + column];
  }
  size_t size;
  std::vector<double> values;
};

Square Multiply(const Square& a, const Square& b);

// The inverse of a symmetric positive definite matrix by Cholesky's
// decomposition; nothing if it is not, to rounding. Only the lower triangle
// is read.
std::optional<Square> InvertPositive(const Square& matrix);

// The inverse by Gauss and Jordan with pivots; nothing if singular.
std::optional<Square> Invert(const Square& matrix);

// Which column each row gets so that the sum of costs is least (Hungarian
// method, Kuhn 1955, in the O(n^3) form of Jonker and Volgenant).
std::vector<size_t> CheapestAssignment(const Square& cost);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_DENSE_H_
