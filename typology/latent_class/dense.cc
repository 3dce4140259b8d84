#include "typology/latent_class/dense.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace caselens {
namespace {

// A pivot this much smaller than its diagonal entry was lost to rounding.
constexpr double kLostPivot = 1e-13;

// L with L L' = matrix.
std::optional<Square> Cholesky(const Square& matrix) {
  const size_t n = matrix.size;
  Square lower(n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      double sum = matrix.At(i, j);
      for (size_t k = 0; k < j; ++k) sum -= lower.At(i, k) * lower.At(j, k);
      if (i != j) {
        lower.At(i, j) = sum / lower.At(j, j);
      } else if (sum > kLostPivot * matrix.At(i, i)) {
        lower.At(i, i) = std::sqrt(sum);
      } else {
        return std::nullopt;
      }
    }
  }
  return lower;
}

}  // namespace

Square Multiply(const Square& a, const Square& b) {
  const size_t n = a.size;
  Square product(n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < n; ++k) {
      const double factor = a.At(i, k);
      for (size_t j = 0; j < n; ++j) product.At(i, j) += factor * b.At(k, j);
    }
  }
  return product;
}

std::optional<Square> InvertPositive(const Square& matrix) {
  const size_t n = matrix.size;
  const std::optional<Square> lower = Cholesky(matrix);
  if (!lower.has_value()) return std::nullopt;
  // Inverse of L, then inverse = L^-T L^-1.
  Square root(n);
  for (size_t j = 0; j < n; ++j) {
    root.At(j, j) = 1 / lower->At(j, j);
    for (size_t i = j + 1; i < n; ++i) {
      double sum = 0;
      for (size_t k = j; k < i; ++k) sum -= lower->At(i, k) * root.At(k, j);
      root.At(i, j) = sum / lower->At(i, i);
    }
  }
  Square inverse(n);
  for (size_t k = 0; k < n; ++k) {
    for (size_t i = 0; i <= k; ++i) {
      for (size_t j = 0; j <= k; ++j) {
        inverse.At(i, j) += root.At(k, i) * root.At(k, j);
      }
    }
  }
  return inverse;
}

std::optional<Square> Invert(const Square& matrix) {
  const size_t n = matrix.size;
  Square left = matrix;
  Square inverse(n);
  for (size_t i = 0; i < n; ++i) inverse.At(i, i) = 1;
  for (size_t column = 0; column < n; ++column) {
    size_t pivot = column;
    for (size_t row = column + 1; row < n; ++row) {
      if (std::abs(left.At(row, column)) > std::abs(left.At(pivot, column))) {
        pivot = row;
      }
    }
    const double value = left.At(pivot, column);
    if (!(std::abs(value) > std::numeric_limits<double>::min())) {
      return std::nullopt;
    }
    for (size_t j = 0; j < n; ++j) {
      std::swap(left.At(pivot, j), left.At(column, j));
      std::swap(inverse.At(pivot, j), inverse.At(column, j));
    }
    for (size_t j = 0; j < n; ++j) {
      left.At(column, j) /= value;
      inverse.At(column, j) /= value;
    }
    for (size_t row = 0; row < n; ++row) {
      const double factor = left.At(row, column);
      if (row == column || factor == 0) continue;
      for (size_t j = 0; j < n; ++j) {
        left.At(row, j) -= factor * left.At(column, j);
        inverse.At(row, j) -= factor * inverse.At(column, j);
      }
    }
  }
  return inverse;
}

std::vector<size_t> CheapestAssignment(const Square& cost) {
  const size_t n = cost.size;
  // Rows are added one at a time; index 0 stands for "none", so rows and
  // columns are counted from 1 here.
  std::vector<double> row_price(n + 1, 0);
  std::vector<double> column_price(n + 1, 0);
  std::vector<size_t> row_of(n + 1, 0);
  for (size_t added = 1; added <= n; ++added) {
    std::vector<double> slack(n + 1, std::numeric_limits<double>::infinity());
    std::vector<size_t> came_from(n + 1, 0);
    std::vector<bool> visited(n + 1, false);
    row_of[0] = added;
    size_t column = 0;
    while (row_of[column] != 0) {
      visited[column] = true;
      const size_t row = row_of[column];
      double least = std::numeric_limits<double>::infinity();
      size_t next = 0;
      for (size_t j = 1; j <= n; ++j) {
        if (visited[j]) continue;
        const double reduced =
            cost.At(row - 1, j - 1) - row_price[row] - column_price[j];
        if (reduced < slack[j]) {
          slack[j] = reduced;
          came_from[j] = column;
        }
        if (slack[j] < least) {
          least = slack[j];
          next = j;
        }
      }
      for (size_t j = 0; j <= n; ++j) {
        if (visited[j]) {
          row_price[row_of[j]] += least;
          column_price[j] -= least;
        } else {
          slack[j] -= least;
        }
      }
      column = next;
    }
    while (column != 0) {
      row_of[column] = row_of[came_from[column]];
      column = came_from[column];
    }
  }
  std::vector<size_t> column_of(n);
  for (size_t j = 1; j <= n; ++j) column_of[row_of[j] - 1] = j - 1;
  return column_of;
}

}  // namespace caselens
