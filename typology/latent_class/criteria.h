#ifndef TYPOLOGY_LATENT_CLASS_CRITERIA_H_
#define TYPOLOGY_LATENT_CLASS_CRITERIA_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// How well a model fits and how well it tells classes apart. N is the total
// weight of cases with an answer, p the number of parameters, LL the
// log-likelihood, E = -sum_i sum_k w_i p_ik ln p_ik the classification entropy.
struct Criteria {
  double log_likelihood = 0;
  double cases = 0;       // N
  size_t parameters = 0;  // p = K - 1 + K sum_j (categories_j - 1)
  // min(N, possible patterns - 1) - p. Below 0 the model is not identified.
  double degrees_of_freedom = 0;

  double aic = 0;    // -2 LL + 2 p
  double aic3 = 0;   // -2 LL + 3 p
  double bic = 0;    // -2 LL + p ln N
  double caic = 0;   // -2 LL + p (ln N + 1)
  double sabic = 0;  // -2 LL + p ln((N + 2) / 24), Sclove 1987
  double icl = 0;    // BIC + 2 E, Biernacki et al. 2000

  // Likelihood-ratio and Pearson statistics against the observed patterns. With
  // missing answers, patterns are compared within those that miss the same
  // items, so that "missing completely at random" is tested along.
  double g_squared = 0;
  double x_squared = 0;

  double entropy = 0;  // E, in nats
  // "Entropy" has two meanings. Absent for one class.
  std::optional<double> entropy_r2_mplus;        // 1 - E / (N ln K)
  std::optional<double> entropy_r2_latent_gold;  // 1 - (E / N) / H(shares)
  // Expected share of cases whose modal class is not theirs.
  double classification_error = 0;
  // By how much the posterior reduces the error of always saying the largest
  // class. Absent for one class.
  std::optional<double> lambda;
  // Expected cases at [class * K + modal class].
  std::vector<double> classification_table;
  // Cases by modal class, and their mean posterior of it.
  std::vector<double> modal_cases;
  std::vector<double> modal_mean_posterior;
};

// Number of free parameters of `class_count` classes of these items.
size_t ParameterCount(const std::vector<Item>& items, size_t class_count);

// Returns INVALID_ARGUMENT unless the model has the items of the patterns.
absl::StatusOr<Criteria> ComputeCriteria(const ClassModel& model,
                                         const PatternTable& patterns);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_CRITERIA_H_
