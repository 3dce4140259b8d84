#include "typology/latent_class/bivariate_residuals.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "typology/base/counter_random.h"
#include "typology/base/parallel.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/resample.h"

namespace caselens {
namespace {

double Residual(const ClassModel& model, const PatternTable& patterns,
                const std::vector<size_t>& first, size_t a, size_t b) {
  const size_t rows = first[a + 1] - first[a];
  const size_t columns = first[b + 1] - first[b];
  std::vector<double> observed(rows * columns, 0);
  double cases = 0;
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    const int row = patterns.Codes(p)[a];
    const int column = patterns.Codes(p)[b];
    if (row == kNotCoded || column == kNotCoded) continue;
    observed[static_cast<size_t>(row) * columns +
             static_cast<size_t>(column)] += patterns.weights[p];
    cases += patterns.weights[p];
  }
  double x_squared = 0;
  for (size_t i = 0; i < rows; ++i) {
    for (size_t j = 0; j < columns; ++j) {
      double expected = 0;
      for (size_t k = 0; k < model.ClassCount(); ++k) {
        expected += model.shares[k] *
                    model.profile[k * first.back() + first[a] + i] *
                    model.profile[k * first.back() + first[b] + j];
      }
      expected *= cases;
      const double difference = observed[i * columns + j] - expected;
      if (expected > 0) x_squared += difference * difference / expected;
    }
  }
  return x_squared / static_cast<double>((rows - 1) * (columns - 1));
}

}  // namespace

absl::StatusOr<std::vector<BivariateResidual>> BivariateResiduals(
    const ClassModel& model, const PatternTable& patterns) {
  if (model.items != patterns.items) {
    return absl::InvalidArgumentError(
        "the model's items and categories are not those of the data");
  }
  const std::vector<size_t> first = CategoryOffsets(model.items);
  std::vector<BivariateResidual> residuals;
  for (size_t a = 0; a < model.items.size(); ++a) {
    for (size_t b = a + 1; b < model.items.size(); ++b) {
      if (model.items[a].categories.size() == 1 ||
          model.items[b].categories.size() == 1) {
        continue;
      }
      residuals.push_back({.first = a,
                           .second = b,
                           .value = Residual(model, patterns, first, a, b)});
    }
  }
  return residuals;
}

absl::StatusOr<std::vector<BivariateResidual>> BootstrapBivariateResiduals(
    const Fit& fit, const PatternTable& patterns, size_t replicates,
    uint64_t seed, size_t threads) {
  CASELENS_ASSIGN_OR_RETURN(std::vector<BivariateResidual> residuals,
                            BivariateResiduals(fit.model, patterns));
  std::vector<absl::StatusOr<std::vector<BivariateResidual>>> drawn(
      replicates, absl::UnknownError("not drawn"));
  ParallelFor(threads, replicates, [&](size_t, size_t i) {
    const PatternTable table =
        DrawLike(patterns, fit.model, CounterRandom({seed, i}));
    const absl::StatusOr<Fit> refit = RefitFrom(fit, table);
    drawn[i] =
        refit.ok()
            ? BivariateResiduals(refit->model, table)
            : absl::StatusOr<std::vector<BivariateResidual>>(refit.status());
  });
  std::vector<double> as_large(residuals.size(), 0);
  for (const auto& replicate : drawn) {
    CASELENS_RETURN_IF_ERROR(replicate.status());
    for (size_t r = 0; r < residuals.size(); ++r) {
      as_large[r] += (*replicate)[r].value >= residuals[r].value ? 1 : 0;
    }
  }
  for (size_t r = 0; r < residuals.size(); ++r) {
    residuals[r].bootstrap_p =
        (1 + as_large[r]) / (1 + static_cast<double>(replicates));
  }
  return residuals;
}

}  // namespace caselens
