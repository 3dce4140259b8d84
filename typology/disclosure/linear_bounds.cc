#include "typology/disclosure/linear_bounds.h"

#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
namespace caselens::disclosure {
namespace {

constexpr double kLargestColumn = 1e6;
constexpr int kOptimal = 0;
constexpr double kFeasible = 1e-6;

}  // namespace

struct LinearBounds::Solver {
  ClpSimplex model;
  bool started = false;

  // Whether the solution satisfies every constraint.
  bool Holds() const {
    const int columns = model.numberColumns();
    const int rows = model.numberRows();
    const double* x = model.primalColumnSolution();
    std::vector<double> sums(rows);
    model.matrix()->times(x, sums.data());
    return Within(x, model.columnLower(), model.columnUpper(), columns) &&
           Within(sums.data(), model.rowLower(), model.rowUpper(), rows);
  }
  static bool Within(const double* x, const double* lower, const double* upper,
                     int count) {
    for (int i = 0; i < count; ++i) {
      if (x[i] < lower[i] - kFeasible || x[i] > upper[i] + kFeasible) {
        return false;
      }
    }
    return true;
  }
};

LinearBounds::LinearBounds(size_t columns,
                           const std::vector<LinearConstraint>& constraints,
                           const std::vector<CappedSum>& capped)
    : solver_(std::make_unique<Solver>()) {
  std::vector<int> starts = {0};
  std::vector<int> indices;
  std::vector<double> elements;
  std::vector<double> lower;
  std::vector<double> upper;
  for (const LinearConstraint& row : constraints) {
    indices.insert(indices.end(), row.columns.begin(), row.columns.end());
    starts.push_back(static_cast<int>(indices.size()));
    lower.push_back(row.lower);
    upper.push_back(row.upper >= kUnbounded ? COIN_DBL_MAX : row.upper);
  }
  elements.resize(indices.size(), 1.0);
  std::vector<double> most(columns, kLargestColumn);
  for (const CappedSum& sum : capped) {
    indices.insert(indices.end(), sum.columns.begin(), sum.columns.end());
    elements.resize(indices.size(), 1.0);
    indices.push_back(static_cast<int>(most.size()));
    elements.push_back(-1.0);
    starts.push_back(static_cast<int>(indices.size()));
    lower.push_back(0);
    upper.push_back(COIN_DBL_MAX);
    most.push_back(sum.cap);
  }
  CoinPackedMatrix matrix;
  matrix.setDimensions(0, static_cast<int>(most.size()));
  matrix.appendRows(static_cast<int>(lower.size()), starts.data(),
                    indices.data(), elements.data());
  const std::vector<double> zeros(most.size(), 0.0);
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
  model.primal();
  if (model.status() != kOptimal || !solver_->Holds()) {
    model.allSlackBasis(true);
    model.dual();
    model.primal();
  }
  if (model.status() != kOptimal || !solver_->Holds()) {
    return absl::InternalError(
        absl::StrCat("the linear solver stopped with status ", model.status()));
  }
  const double* x = model.primalColumnSolution();
  return std::vector<double>(x, x + model.numberColumns());
}

}  // namespace caselens::disclosure
