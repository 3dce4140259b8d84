#ifndef TYPOLOGY_LATENT_CLASS_EXPECTATION_MAXIMISATION_H_
#define TYPOLOGY_LATENT_CLASS_EXPECTATION_MAXIMISATION_H_

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/latent_class/aligned.h"
#include "typology/latent_class/em_kernel.h"
#include "typology/latent_class/em_problem.h"

namespace caselens {

// Instruction sets, slowest first. All give the same bytes.
enum class SimdLevel { kBaseline, kAvx2 };

// The best that this machine has.
SimdLevel BestSimdLevel();
// "baseline" or "avx2".
absl::string_view SimdLevelName(SimdLevel level);

// What a run climbs to.
enum class Estimation {
  kMaximumLikelihood,
  // Posterior mode under Latent GOLD's Bayes constants: each class gets a/K
  // pseudo-cases, spread over categories as observed.
  kMaximumAPosteriori,
};

struct EmOptions {
  // Stop when one cycle of three steps raises the objective by less than this
  // part of it.
  double tolerance = 1e-13;
  size_t max_steps = 20000;
  bool accelerate = true;  // SQUAREM
};

// Where a run got to. Parameters are laid out as em::Shape says.
struct EmRun {
  AlignedDoubles parameters;
  double log_likelihood = 0;
  double objective = 0;  // log-likelihood + log-prior
  size_t steps = 0;      // evaluations of the EM map
  bool converged = false;
};

// Expectation maximisation for one number of classes. Each thread has its own;
// they share the problem, which must outlive them.
class Maximiser {
 public:
  Maximiser(const EmProblem& problem, size_t class_count, double pseudo_cases,
            SimdLevel level);

  const em::Data& Layout() const { return problem_->Layout(); }
  const em::Shape& Shape() const { return shape_; }
  size_t ParameterCount() const { return size_; }

  // Climbs from `start`; the objective never falls. An impossible start gives
  // an objective that is not finite.
  EmRun Run(AlignedDoubles start, const EmOptions& options);
  // One step: log-likelihood and log-prior at `in`, next parameters in `out`.
  em::StepResult Step(const AlignedDoubles& in, AlignedDoubles& out);

 private:
  struct Point {
    AlignedDoubles x;
    double objective = 0;
    double log_likelihood = 0;
  };
  // Evaluates point.x; its successor goes to `next`.
  void Evaluate(Point& point, AlignedDoubles& next);

  const EmProblem* problem_;
  const em::Kernel* kernel_;
  em::Shape shape_;
  em::Prior prior_;
  size_t size_;
  AlignedDoubles ratios_;
  AlignedDoubles maxima_;
  AlignedDoubles products_;
  AlignedDoubles expected_;
  AlignedDoubles joint_;
  em::Scratch scratch_;
};

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_EXPECTATION_MAXIMISATION_H_
