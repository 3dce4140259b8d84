#include "typology/disclosure/linear_bounds.h"

#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <cstddef>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace caselens {
namespace {

constexpr double kLargestColumn = 1e6;
constexpr int kOptimal = 0;

}  // namespace

struct LinearBounds::Solver {
  ClpSimplex model;
  bool started = false;
};

LinearBounds::LinearBounds(size_t columns,
                           const std::vector<LinearConstraint>& constraints)
    : solver_(std::make_unique<Solver>()) {
  std::vector<int> starts = {0};
  std::vector<int> indices;
  std::vector<double> lower;
  std::vector<double> upper;
  for (const LinearConstraint& row : constraints) {
    indices.insert(indices.end(), row.columns.begin(), row.columns.end());
    starts.push_back(static_cast<int>(indices.size()));
    lower.push_back(row.lower <= -kUnbounded ? -COIN_DBL_MAX : row.lower);
    upper.push_back(row.upper >= kUnbounded ? COIN_DBL_MAX : row.upper);
  }
  const std::vector<double> ones(indices.size(), 1.0);
  CoinPackedMatrix matrix;
  matrix.setDimensions(0, static_cast<int>(columns));
  matrix.appendRows(static_cast<int>(constraints.size()), starts.data(),
                    indices.data(), ones.data());
  const std::vector<double> zeros(columns, 0.0);
  const std::vector<double> most(columns, kLargestColumn);
  solver_->model.setLogLevel(0);
  solver_->model.loadProblem(matrix, zeros.data(), most.data(), zeros.data(),
                             lower.data(), upper.data());
  solver_->model.setOptimizationDirection(-1);  // maximise
}

LinearBounds::~LinearBounds() = default;
LinearBounds::LinearBounds(LinearBounds&&) noexcept = default;
LinearBounds& LinearBounds::operator=(LinearBounds&&) noexcept = default;

absl::StatusOr<std::vector<double>> LinearBounds::Maximise(
    const std::vector<double>& weights) {
  ClpSimplex& model = solver_->model;
  if (!solver_->started) {
    // Any feasible basis; only the objective changes from now on.
    model.dual();
    solver_->started = true;
  }
  for (size_t c = 0; c < weights.size(); ++c) {
    model.setObjectiveCoefficient(static_cast<int>(c), weights[c]);
  }
  model.primal(0, 0);
  if (model.status() != kOptimal) {
    model.allSlackBasis(true);
    model.dual();
    model.primal();
  }
  if (model.status() != kOptimal) {
    return absl::InternalError(
        absl::StrCat("the linear solver stopped with status ", model.status()));
  }
  const double* x = model.primalColumnSolution();
  return std::vector<double>(x, x + model.numberColumns());
}

}  // namespace caselens
