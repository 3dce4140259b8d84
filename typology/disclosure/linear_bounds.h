#ifndef TYPOLOGY_DISCLOSURE_LINEAR_BOUNDS_H_
#define TYPOLOGY_DISCLOSURE_LINEAR_BOUNDS_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"

namespace caselens::disclosure {

// lower <= sum of the columns <= upper.
struct LinearConstraint {
  std::vector<int> columns;  // each once
  double lower = 0;
  double upper = 0;
};

inline constexpr double kUnbounded = 1e30;

// One column more: at most the sum of `columns`, and at most `cap`. To maximise
// it is to want that many, and no more at the cost of others.
struct CappedSum {
  std::vector<int> columns;
  double cap = 0;
};

// What a linear system says about sums of its columns, all of them >= 0 and
// at most 1e6. Each answer starts from the last one. Not thread-safe; one per
// thread.
class LinearBounds {
 public:
  LinearBounds(size_t columns, const std::vector<LinearConstraint>& constraints,
               const std::vector<CappedSum>& capped);
  ~LinearBounds();
  LinearBounds(const LinearBounds&) = delete;
  LinearBounds& operator=(const LinearBounds&) = delete;
  LinearBounds(LinearBounds&&) noexcept;
  LinearBounds& operator=(LinearBounds&&) noexcept;

  // A solution that maximises the sum of weights x columns, those of `capped`
  // last. Checked against every constraint, whatever the solver says. INTERNAL
  // if there is none: the true data always are one.
  absl::StatusOr<std::vector<double>> Maximise(
      const std::vector<double>& weights);

 private:
  struct Solver;
  std::unique_ptr<Solver> solver_;
};

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_LINEAR_BOUNDS_H_
