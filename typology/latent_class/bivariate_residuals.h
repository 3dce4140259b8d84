#ifndef TYPOLOGY_LATENT_CLASS_BIVARIATE_RESIDUALS_H_
#define TYPOLOGY_LATENT_CLASS_BIVARIATE_RESIDUALS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// What the model leaves of the association of two items: Pearson's X^2 of
// their observed two-way table against the one that the model implies, all its
// cells, divided by (categories - 1)(categories - 1) (Vermunt and Magidson
// 2005). Cases that answered both items count. Values above about 4 suggest
// that the items are dependent within classes; see the bootstrap p.
struct BivariateResidual {
  size_t first = 0;  // items, first < second; constant items have none
  size_t second = 0;
  double value = 0;
  double bootstrap_p = -1;  // below 0: not asked for
};

absl::StatusOr<std::vector<BivariateResidual>> BivariateResiduals(
    const ClassModel& model, const PatternTable& patterns);

// The same with p = (1 + replicates at least as large) / (1 + replicates) from
// data drawn from the fitted model with the same missing answers, and refitted
// from there.
absl::StatusOr<std::vector<BivariateResidual>> BootstrapBivariateResiduals(
    const Fit& fit, const PatternTable& patterns, size_t replicates,
    uint64_t seed, size_t threads);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_BIVARIATE_RESIDUALS_H_
