#include "typology/latent_class/bootstrap.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "typology/base/counter_random.h"
#include "typology/base/parallel.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/resample.h"

namespace caselens {
namespace {

// Replicates between looks at the stopping rule, whatever the threads.
constexpr size_t kBatch = 20;

// The model with its largest class in two: one half as it is, the other drawn
// towards the middle, so that EM can tell them apart.
ClassModel WithSplitClass(const ClassModel& model) {
  ClassModel split = model;
  const size_t levels = model.profile.size() / model.ClassCount();
  const auto largest = static_cast<size_t>(
      std::max_element(model.shares.begin(), model.shares.end()) -
      model.shares.begin());
  split.shares[largest] /= 2;
  split.shares.push_back(split.shares[largest]);
  split.labels.push_back("split");
  size_t level = largest * levels;
  for (const Item& item : model.items) {
    const double even = 1 / static_cast<double>(item.categories.size());
    for (size_t x = 0; x < item.categories.size(); ++x, ++level) {
      split.profile.push_back(0.7 * model.profile[level] + 0.3 * even);
    }
  }
  return split;
}

absl::StatusOr<double> Replicate(const Fit& smaller, size_t larger_classes,
                                 const PatternTable& patterns,
                                 const BootstrapTestOptions& options,
                                 size_t i) {
  const PatternTable drawn =
      DrawLike(patterns, smaller.model,
               CounterRandom({options.seed, larger_classes, i}));
  FitOptions fit;
  fit.estimation = smaller.estimation;
  fit.pseudo_cases = smaller.pseudo_cases;
  fit.seed = options.seed + i;
  // Far below what the ratio's decision can feel.
  fit.em.tolerance = 1e-11;
  fit.starts.batch = options.starts;
  fit.starts.ceiling = options.starts;
  fit.starts.finished_of_batch = std::max<size_t>(1, options.starts / 4);
  fit.starts.short_steps = 30;

  fit.class_count = smaller.model.ClassCount();
  fit.initial = {smaller.model};
  CASELENS_ASSIGN_OR_RETURN(const Fit null, FitClasses(drawn, fit));
  fit.class_count = larger_classes;
  fit.initial = {WithSplitClass(null.model)};
  CASELENS_ASSIGN_OR_RETURN(const Fit alternative, FitClasses(drawn, fit));
  return 2 * (alternative.log_likelihood - null.log_likelihood);
}

// Counts one more replicate; false when the rule says that it was the last.
bool Count(double ratio, const BootstrapTestOptions& options,
           BootstrapTest& test) {
  test.replicates.push_back(ratio);
  if (ratio >= test.likelihood_ratio) ++test.exceedances;
  test.stopped_early = options.stop_at_exceedances > 0 &&
                       test.exceedances >= options.stop_at_exceedances;
  return !test.stopped_early;
}

}  // namespace

absl::StatusOr<BootstrapTest> TestOneClassMore(
    const Fit& smaller, const Fit& larger, const PatternTable& patterns,
    const BootstrapTestOptions& options) {
  const size_t classes = smaller.model.ClassCount();
  if (larger.model.ClassCount() != classes + 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("the larger model has ", larger.model.ClassCount(),
                     " classes; want ", classes + 1));
  }
  if (options.replicates == 0 || options.starts == 0) {
    return absl::InvalidArgumentError("replicates and starts: want at least 1");
  }
  BootstrapTest test;
  test.classes = classes;
  test.likelihood_ratio = 2 * (larger.log_likelihood - smaller.log_likelihood);
  bool go_on = true;
  for (size_t done = 0; go_on && done < options.replicates; done += kBatch) {
    const size_t count = std::min(kBatch, options.replicates - done);
    std::vector<absl::StatusOr<double>> ratios(count,
                                               absl::UnknownError("not drawn"));
    ParallelFor(options.threads, count, [&](size_t, size_t i) {
      ratios[i] = Replicate(smaller, classes + 1, patterns, options, done + i);
    });
    for (size_t i = 0; go_on && i < count; ++i) {
      CASELENS_RETURN_IF_ERROR(ratios[i].status());
      go_on = Count(*ratios[i], options, test);
    }
    if (options.progress && !options.progress(test.replicates.size())) break;
  }
  const auto exceedances = static_cast<double>(test.exceedances);
  const auto replicates = static_cast<double>(test.replicates.size());
  test.p = test.stopped_early ? exceedances / replicates
                              : (1 + exceedances) / (1 + replicates);
  return test;
}

}  // namespace caselens
