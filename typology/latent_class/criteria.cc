#include "typology/latent_class/criteria.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"

namespace caselens {
namespace {

double Entropy(absl::Span<const double> shares) {
  double entropy = 0;
  for (const double p : shares) {
    if (p > 0) entropy -= p * std::log(p);
  }
  return entropy;
}

// Which items a pattern answers.
std::string AnsweredItems(const PatternTable& patterns, size_t p) {
  std::string answered;
  for (size_t j = 0; j < patterns.items.size(); ++j) {
    answered.push_back(patterns.Codes(p)[j] == kNotCoded ? '0' : '1');
  }
  return answered;
}

// Compares observed with expected cases of each pattern. Patterns that nobody
// gave add their expected cases to X^2, which is what is left of N.
void ComparePatterns(const PatternTable& patterns, const Posteriors& posteriors,
                     Criteria& criteria) {
  std::vector<std::string> answered(patterns.pattern_count);
  std::map<std::string, double> cases;
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    answered[p] = AnsweredItems(patterns, p);
    cases[answered[p]] += patterns.weights[p];
  }
  double g_squared = 0;
  double x_squared = -patterns.total_weight;
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    const double observed = patterns.weights[p];
    if (observed <= 0) continue;
    const double log_expected =
        std::log(cases[answered[p]]) + posteriors.log_likelihood[p];
    g_squared += 2 * observed * (std::log(observed) - log_expected);
    x_squared += observed * std::exp(std::log(observed) - log_expected);
  }
  criteria.g_squared = g_squared;
  criteria.x_squared = x_squared;
}

void Classify(const PatternTable& patterns, const Posteriors& posteriors,
              Criteria& criteria) {
  const size_t classes = posteriors.class_count;
  criteria.classification_table.assign(classes * classes, 0);
  criteria.modal_cases.assign(classes, 0);
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    const double weight = patterns.weights[p];
    if (weight <= 0) continue;
    const absl::Span<const double> posterior = posteriors.Of(p);
    const size_t modal = posteriors.Modal(p);
    criteria.log_likelihood += weight * posteriors.log_likelihood[p];
    criteria.entropy += weight * Entropy(posterior);
    criteria.modal_cases[modal] += weight;
    for (size_t k = 0; k < classes; ++k) {
      criteria.classification_table[k * classes + modal] +=
          weight * posterior[k];
    }
  }
}

// What follows from the classification table.
void SummariseClassification(Criteria& criteria) {
  const size_t classes = criteria.modal_cases.size();
  const auto& table = criteria.classification_table;
  std::vector<double> shares(classes, 0);
  double right = 0;
  for (size_t k = 0; k < classes; ++k) {
    for (size_t modal = 0; modal < classes; ++modal) {
      shares[k] += table[k * classes + modal] / criteria.cases;
    }
    const double own = table[k * classes + k];
    right += own;
    criteria.modal_mean_posterior.push_back(
        criteria.modal_cases[k] > 0 ? own / criteria.modal_cases[k] : 0);
  }
  criteria.classification_error = std::max(0.0, 1 - right / criteria.cases);
  const double spread = Entropy(shares);
  if (classes == 1 || !(spread > 0)) return;
  const double mean_entropy = criteria.entropy / criteria.cases;
  criteria.entropy_r2_mplus =
      1 - mean_entropy / std::log(static_cast<double>(classes));
  criteria.entropy_r2_latent_gold = 1 - mean_entropy / spread;
  const double blind_error =
      1 - *std::max_element(shares.begin(), shares.end());
  criteria.lambda = 1 - criteria.classification_error / blind_error;
}

void Penalise(Criteria& criteria) {
  const double deviance = -2 * criteria.log_likelihood;
  const auto p = static_cast<double>(criteria.parameters);
  const double log_cases = std::log(criteria.cases);
  criteria.aic = deviance + 2 * p;
  criteria.aic3 = deviance + 3 * p;
  criteria.bic = deviance + p * log_cases;
  criteria.caic = deviance + p * (log_cases + 1);
  criteria.sabic = deviance + p * std::log((criteria.cases + 2) / 24);
  criteria.icl = criteria.bic + 2 * criteria.entropy;
}

}  // namespace

size_t ParameterCount(const std::vector<Item>& items, size_t class_count) {
  size_t of_class = 0;
  for (const Item& item : items) of_class += item.categories.size() - 1;
  return class_count - 1 + class_count * of_class;
}

absl::StatusOr<Criteria> ComputeCriteria(const ClassModel& model,
                                         const PatternTable& patterns) {
  CASELENS_ASSIGN_OR_RETURN(const Posteriors posteriors,
                            ComputePosteriors(model, patterns));
  Criteria criteria;
  criteria.cases = patterns.total_weight;
  criteria.parameters = ParameterCount(model.items, model.ClassCount());
  double possible = 1;
  for (const Item& item : model.items) {
    possible *= static_cast<double>(item.categories.size());
  }
  criteria.degrees_of_freedom = std::min(criteria.cases, possible - 1) -
                                static_cast<double>(criteria.parameters);
  ComparePatterns(patterns, posteriors, criteria);
  Classify(patterns, posteriors, criteria);
  SummariseClassification(criteria);
  Penalise(criteria);
  return criteria;
}

}  // namespace caselens
