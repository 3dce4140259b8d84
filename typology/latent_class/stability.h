#ifndef TYPOLOGY_LATENT_CLASS_STABILITY_H_
#define TYPOLOGY_LATENT_CLASS_STABILITY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

struct StabilityOptions {
  enum class Method {
    kBootstrap,  // refits to cases drawn with replacement
    kSplitHalf,  // fits to two random halves, compared with one another
  };
  Method method = Method::kBootstrap;
  size_t replicates = 100;
  // Random starts of each refit besides the solution itself: a typology is
  // stable only if the search finds it again.
  size_t starts = 32;
  uint64_t seed = 1;
  size_t threads = 1;
  // Cases of a cluster are drawn or put in a half together; empty: no cluster.
  absl::Span<const std::string> clusters = {};
};

// How much of a typology comes back. All cases are classified by both models of
// a replicate after their classes were put in the same order.
struct Stability {
  // Mean over replicates of |in both| / |in either| of each class. Above .75
  // is called stable, below .6 is doubtful (Hennig 2007).
  std::vector<double> jaccard;
  double adjusted_rand = 0;  // mean over replicates (Hubert and Arabie 1985)
  double changed_share = 0;  // mean share of cases whose class differs
  std::vector<double> adjusted_rand_of;  // one for each replicate
  std::vector<double> changed_share_of;
};

// Returns INVALID_ARGUMENT for no replicates and clusters that are not one for
// each row. Cost: replicates x (1 + starts) fits.
absl::StatusOr<Stability> MeasureStability(const Fit& fit,
                                           const PatternTable& patterns,
                                           const StabilityOptions& options);

// Agreement of two classifications from their cross table of weights
// [a * columns + b], 1 for the same, about 0 for unrelated ones. 1 if both put
// all cases in one class.
double AdjustedRand(const std::vector<double>& table, size_t columns);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_STABILITY_H_
