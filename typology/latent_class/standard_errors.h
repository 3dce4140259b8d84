#ifndef TYPOLOGY_LATENT_CLASS_STANDARD_ERRORS_H_
#define TYPOLOGY_LATENT_CLASS_STANDARD_ERRORS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

enum class CovarianceKind {
  kObservedInformation,  // H^-1, H = minus the Hessian
  kOuterProduct,         // B^-1, B = sum of squared scores, as poLCA has it
  kRobust,               // H^-1 B H^-1; the one for sampling weights
  kClusterRobust,        // the same with scores added up in clusters first
};

// Standard errors of a model's probabilities, by the delta method from
// log-odds. 0 at the boundary, where there is none.
struct StandardErrors {
  std::vector<double> shares;   // as model.shares
  std::vector<double> profile;  // as model.profile
};

struct StandardErrorOptions {
  CovarianceKind kind = CovarianceKind::kObservedInformation;
  double pseudo_cases = 0;  // as in the fit
  // For kRobust and kClusterRobust: the weight of each row (empty: 1) on the
  // scale of the patterns, and its cluster.
  std::vector<double> row_weights = {};
  std::vector<std::string> row_clusters = {};
};

// Returns FAILED_PRECONDITION when the information is singular (the model is
// not identified, or has not converged) and INVALID_ARGUMENT for options that
// do not fit the patterns. Cost: patterns x parameters^2.
absl::StatusOr<StandardErrors> ComputeStandardErrors(
    const ClassModel& model, const PatternTable& patterns,
    const StandardErrorOptions& options);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_STANDARD_ERRORS_H_
