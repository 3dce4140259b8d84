#ifndef TYPOLOGY_LATENT_CLASS_INFORMATION_H_
#define TYPOLOGY_LATENT_CLASS_INFORMATION_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/dense.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// A free parameter: the log-odds of one probability against the largest of its
// distribution. Distributions are the class shares, and each item in each
// class. Probabilities at the boundary have none.
struct FreeParameter {
  size_t distribution = 0;  // 0: shares; 1 + class * items + item
  size_t probability = 0;   // a class, or class * categories_total + category
};

// Derivatives of the log-likelihood in the free parameters.
struct Information {
  explicit Information(size_t n) : observed(n) {}
  std::vector<FreeParameter> parameters;
  // [pattern][parameter]: gradient of ln P(answers) of one case.
  std::vector<std::vector<double>> scores;
  Square observed;  // minus the Hessian of the log-posterior
};

// Louis's formula (1982), exact. `pseudo_cases` as in the fit, 0 for maximum
// likelihood. Cost: patterns x parameters^2. Returns INVALID_ARGUMENT unless
// the model has the items of the patterns.
absl::StatusOr<Information> ComputeInformation(const ClassModel& model,
                                               const PatternTable& patterns,
                                               double pseudo_cases);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_INFORMATION_H_
