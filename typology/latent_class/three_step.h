#ifndef TYPOLOGY_LATENT_CLASS_THREE_STEP_H_
#define TYPOLOGY_LATENT_CLASS_THREE_STEP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// Something else that is known of the cases: a pathway, a demographic group, a
// measurement.
struct Outcome {
  // Its categories, or none for a number.
  std::vector<std::string> categories;
  // [row]: the number, or the category's index; NaN where it is not known.
  std::vector<double> values;
};

struct ThreeStepOptions {
  enum class Correction {
    kNone,  // takes assigned classes for true ones; biased towards no
            // difference
    kBch,   // Bolck, Croon and Hagenaars 2004; Vermunt 2010
    kMaximumLikelihood,  // Vermunt 2010
  };
  enum class Assignment { kModal, kProportional };

  Correction correction = Correction::kBch;
  Assignment assignment = Assignment::kModal;
  // Of a number, for kMaximumLikelihood: its variance within classes; absent:
  // one for all classes, estimated.
  std::optional<double> variance = std::nullopt;
  // Bootstrap samples for standard errors; 0: none.
  size_t replicates = 500;
  uint64_t seed = 1;
  size_t threads = 1;
  std::vector<double> row_weights = {};        // empty: 1 each
  std::vector<std::string> row_clusters = {};  // drawn together; empty: none
};

// Difference between two classes in all columns at once.
struct PairTest {
  size_t first = 0;
  size_t second = 0;
  double wald = 0;
  double degrees_of_freedom = 0;
  double p = 1;
};

struct ThreeStep {
  size_t columns = 1;  // categories, or 1 for a number
  // [class * columns + column]: P(category | class), or the mean. BCH
  // estimates of probabilities can lie outside 0 to 1.
  std::vector<double> estimates;
  std::vector<double> standard_errors;  // the same shape; empty without
  std::vector<PairTest> pairs;          // empty without standard errors
};

// Relates the classes of `fit` to an outcome: estimates the model (step 1, done
// already), assigns classes (step 2), and relates them to the outcome while
// correcting for wrong assignments (step 3). Standard errors are from
// bootstrap samples of cases, or clusters, in each of which all three steps are
// done again, so that they carry the uncertainty of steps 1 and 2.
// Returns INVALID_ARGUMENT for options that do not fit the rows, and
// FAILED_PRECONDITION when assignments cannot tell two classes apart.
absl::StatusOr<ThreeStep> RelateToClasses(const Fit& fit,
                                          const PatternTable& patterns,
                                          const Outcome& outcome,
                                          const ThreeStepOptions& options);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_THREE_STEP_H_
