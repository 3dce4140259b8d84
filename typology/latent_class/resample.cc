#include "typology/latent_class/resample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/base/counter_random.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/data_set.h"
#include "typology/latent_class/dense.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/profiles.h"
#include "typology/latent_class/simulate.h"

namespace caselens {

PatternTable DrawLike(const PatternTable& patterns, const ClassModel& model,
                      CounterRandom random) {
  const auto cases = static_cast<size_t>(std::llround(patterns.total_weight));
  DataSet drawn = Simulate(model, cases, random.Next()).data;
  double upto = 0;
  size_t row = 0;
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    upto += patterns.weights[p];
    const auto end = std::min(cases, static_cast<size_t>(std::llround(upto)));
    for (; row < end; ++row) {
      for (size_t j = 0; j < model.items.size(); ++j) {
        if (patterns.Codes(p)[j] == kNotCoded) {
          drawn.codes[row * model.items.size() + j] = kNotCoded;
        }
      }
    }
  }
  return Collapse(drawn);
}

std::vector<double> DrawRows(size_t row_count,
                             absl::Span<const std::string> clusters,
                             CounterRandom random) {
  std::vector<double> times(row_count, 0);
  if (clusters.empty()) {
    for (size_t i = 0; i < row_count; ++i) times[random.Below(row_count)] += 1;
    return times;
  }
  std::map<std::string, size_t> index;
  for (const std::string& cluster : clusters) {
    index.emplace(cluster, index.size());
  }
  std::vector<double> cluster_times(index.size(), 0);
  for (size_t i = 0; i < index.size(); ++i) {
    cluster_times[random.Below(index.size())] += 1;
  }
  for (size_t row = 0; row < row_count; ++row) {
    times[row] = cluster_times[index.at(clusters[row])];
  }
  return times;
}

PatternTable Reweigh(const PatternTable& patterns,
                     absl::Span<const double> weights) {
  PatternTable table = patterns;
  std::fill(table.weights.begin(), table.weights.end(), 0.0);
  for (size_t row = 0; row < weights.size(); ++row) {
    const size_t p = patterns.of_row[row];
    // A pattern without weight had no answers, or no case that counts.
    if (patterns.weights[p] > 0) table.weights[p] += weights[row];
  }
  table.total_weight = 0;
  for (const double weight : table.weights) table.total_weight += weight;
  return table;
}

absl::StatusOr<Fit> RefitFrom(const Fit& fit, const PatternTable& patterns) {
  FitOptions options;
  options.class_count = fit.model.ClassCount();
  options.estimation = fit.estimation;
  options.pseudo_cases = fit.pseudo_cases;
  options.seed = fit.seed;
  options.initial = {fit.model};
  options.starts.only_initial = true;
  options.em.tolerance = 1e-11;
  CASELENS_ASSIGN_OR_RETURN(Fit refit, FitClasses(patterns, options));
  CASELENS_ASSIGN_OR_RETURN(
      refit.model,
      ReorderClasses(refit.model, AlignClasses(fit.model, refit.model)));
  return refit;
}

std::vector<size_t> AlignClasses(const ClassModel& model,
                                 const ClassModel& other) {
  const size_t classes = model.ClassCount();
  const size_t levels = model.profile.size() / classes;
  Square cost(classes);
  for (size_t a = 0; a < classes; ++a) {
    for (size_t b = 0; b < classes; ++b) {
      double distance = 0;
      for (size_t level = 0; level < levels; ++level) {
        const double difference = model.profile[a * levels + level] -
                                  other.profile[b * levels + level];
        distance += difference * difference;
      }
      cost.At(a, b) = distance * std::max(model.shares[a], other.shares[b]);
    }
  }
  return CheapestAssignment(cost);
}

}  // namespace caselens
