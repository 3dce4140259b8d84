#include "typology/latent_class/three_step.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

#include "typology/base/counter_random.h"
#include "typology/base/parallel.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/chi_square.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/dense.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/resample.h"

namespace caselens {
namespace {

using Correction = ThreeStepOptions::Correction;
using Assignment = ThreeStepOptions::Assignment;
constexpr double kTwoPi = 6.283185307179586;

// A case that has the outcome, and how much of it is assigned to a class.
struct Assigned {
  double weight = 0;
  double value = 0;
  size_t assigned = 0;
};

// Step 2.
struct Assignments {
  explicit Assignments(size_t classes) : probabilities(classes) {}
  std::vector<Assigned> cases;
  std::vector<double> shares;
  Square probabilities;  // P(assigned to column | in row)
};

class ThirdStep {
 public:
  ThirdStep(const PatternTable& patterns, const Outcome& outcome,
            const ThreeStepOptions& options)
      : patterns_(patterns),
        outcome_(outcome),
        options_(options),
        columns_(std::max<size_t>(1, outcome.categories.size())) {}

  size_t columns() const { return columns_; }

  // Steps 2 and 3 with a model and the weight of each row.
  absl::StatusOr<std::vector<double>> Estimate(
      const ClassModel& model, absl::Span<const double> weights) const {
    CASELENS_ASSIGN_OR_RETURN(const Posteriors posteriors,
                              ComputePosteriors(model, patterns_));
    const Assignments assignments = Assign(model, posteriors, weights);
    switch (options_.correction) {
      case Correction::kBch:
        return Bch(assignments);
      case Correction::kMaximumLikelihood:
        return MaximumLikelihood(assignments);
      case Correction::kNone:
        break;
    }
    return Weighted(assignments, Identity(model.ClassCount()));
  }

 private:
  static Square Identity(size_t n) {
    Square identity(n);
    for (size_t i = 0; i < n; ++i) identity.At(i, i) = 1;
    return identity;
  }

  Assignments Assign(const ClassModel& model, const Posteriors& posteriors,
                     absl::Span<const double> weights) const {
    const size_t classes = model.ClassCount();
    Assignments assignments(classes);
    assignments.shares.assign(classes, 0);
    double total = 0;
    for (size_t row = 0; row < weights.size(); ++row) {
      const size_t p = patterns_.of_row[row];
      if (weights[row] <= 0 || patterns_.weights[p] <= 0) continue;
      total += weights[row];
      for (size_t s = 0; s < classes; ++s) {
        const double part = PartAssigned(posteriors, p, s);
        if (part == 0) continue;
        for (size_t k = 0; k < classes; ++k) {
          assignments.probabilities.At(k, s) +=
              weights[row] * part * posteriors.Of(p)[k];
        }
        if (std::isnan(outcome_.values[row])) continue;
        assignments.cases.push_back({.weight = weights[row] * part,
                                     .value = outcome_.values[row],
                                     .assigned = s});
      }
    }
    for (size_t k = 0; k < classes; ++k) {
      double sum = 0;
      for (size_t s = 0; s < classes; ++s) {
        sum += assignments.probabilities.At(k, s);
      }
      assignments.shares[k] = sum / total;
      for (size_t s = 0; s < classes && sum > 0; ++s) {
        assignments.probabilities.At(k, s) /= sum;
      }
    }
    return assignments;
  }

  double PartAssigned(const Posteriors& posteriors, size_t p, size_t s) const {
    if (options_.assignment == Assignment::kProportional) {
      return posteriors.Of(p)[s];
    }
    return posteriors.Modal(p) == s ? 1 : 0;
  }

  double ColumnValue(const Assigned& a, size_t column) const {
    if (outcome_.categories.empty()) return a.value;
    return static_cast<size_t>(a.value) == column ? 1 : 0;
  }

  // Means by class, where a case assigned to s counts weight(s, k) in class k.
  std::vector<double> Weighted(const Assignments& assignments,
                               const Square& weight) const {
    const size_t classes = weight.size;
    std::vector<double> sums(classes * columns_, 0);
    std::vector<double> cases(classes, 0);
    for (const Assigned& a : assignments.cases) {
      cases[a.assigned] += a.weight;
      for (size_t c = 0; c < columns_; ++c) {
        sums[a.assigned * columns_ + c] += a.weight * ColumnValue(a, c);
      }
    }
    std::vector<double> means(classes * columns_, 0);
    for (size_t k = 0; k < classes; ++k) {
      double in_class = 0;
      for (size_t s = 0; s < classes; ++s) {
        in_class += weight.At(s, k) * cases[s];
        for (size_t c = 0; c < columns_; ++c) {
          means[k * columns_ + c] += weight.At(s, k) * sums[s * columns_ + c];
        }
      }
      for (size_t c = 0; c < columns_; ++c) means[k * columns_ + c] /= in_class;
    }
    return means;
  }

  absl::StatusOr<std::vector<double>> Bch(
      const Assignments& assignments) const {
    const std::optional<Square> inverse = Invert(assignments.probabilities);
    if (!inverse.has_value()) {
      return absl::FailedPreconditionError(
          "two classes are assigned alike: BCH weights do not exist");
    }
    return Weighted(assignments, *inverse);
  }

  // EM over the class given the assigned one and the outcome, with class shares
  // and assignment probabilities as steps 1 and 2 left them.
  std::vector<double> MaximumLikelihood(const Assignments& assignments) const {
    constexpr int kMostSteps = 2000;
    constexpr double kTolerance = 1e-10;
    const size_t classes = assignments.shares.size();
    std::vector<double> means = Weighted(assignments, Identity(classes));
    double variance = options_.variance.value_or(Variance(assignments));
    for (int step = 0; step < kMostSteps; ++step) {
      const std::vector<double> before = means;
      variance = ImproveOnce(assignments, variance, means);
      double change = 0;
      for (size_t i = 0; i < means.size(); ++i) {
        change = std::max(change, std::abs(means[i] - before[i]));
      }
      if (change < kTolerance) break;
    }
    return means;
  }

  static double Variance(const Assignments& assignments) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (const Assigned& a : assignments.cases) {
      n += a.weight;
      sum += a.weight * a.value;
      squares += a.weight * a.value * a.value;
    }
    return squares / n - (sum / n) * (sum / n);
  }

  double Density(const Assigned& a, size_t k, double variance,
                 const std::vector<double>& means) const {
    if (!outcome_.categories.empty()) {
      return means[k * columns_ + static_cast<size_t>(a.value)];
    }
    const double off = a.value - means[k];
    return std::exp(-off * off / (2 * variance)) / std::sqrt(kTwoPi * variance);
  }

  // Gives the variance for the next step.
  double ImproveOnce(const Assignments& assignments, double variance,
                     std::vector<double>& means) const {
    const size_t classes = assignments.shares.size();
    std::vector<double> sums(means.size(), 0);
    std::vector<double> in_class(classes, 0);
    std::vector<double> joint(classes);
    double squares = 0;
    double total = 0;
    for (const Assigned& a : assignments.cases) {
      double sum = 0;
      for (size_t k = 0; k < classes; ++k) {
        joint[k] = assignments.shares[k] *
                   assignments.probabilities.At(k, a.assigned) *
                   Density(a, k, variance, means);
        sum += joint[k];
      }
      if (!(sum > 0)) continue;
      total += a.weight;
      for (size_t k = 0; k < classes; ++k) {
        const double weight = a.weight * joint[k] / sum;
        in_class[k] += weight;
        squares += weight * (a.value - means[k * columns_]) *
                   (a.value - means[k * columns_]);
        for (size_t c = 0; c < columns_; ++c) {
          sums[k * columns_ + c] += weight * ColumnValue(a, c);
        }
      }
    }
    for (size_t i = 0; i < means.size(); ++i) {
      if (in_class[i / columns_] > 0)
        means[i] = sums[i] / in_class[i / columns_];
    }
    return options_.variance.value_or(squares / total);
  }

  const PatternTable& patterns_;
  const Outcome& outcome_;
  const ThreeStepOptions& options_;
  const size_t columns_;
};

absl::Status CheckOptions(const PatternTable& patterns, const Outcome& outcome,
                          const ThreeStepOptions& options) {
  const size_t rows = patterns.of_row.size();
  const auto one_for_each_row = [&](size_t size) {
    return size == 0 || size == rows;
  };
  if (outcome.values.size() != rows ||
      !one_for_each_row(options.row_weights.size()) ||
      !one_for_each_row(options.row_clusters.size())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "outcome, weights and clusters: want one for each of ", rows, " rows"));
  }
  double known = 0;
  for (const double value : outcome.values) {
    if (std::isnan(value)) continue;
    ++known;
    const auto categories = static_cast<double>(outcome.categories.size());
    if (std::isinf(value) ||
        (!outcome.categories.empty() && !(value >= 0 && value < categories))) {
      return absl::InvalidArgumentError(
          absl::StrCat("outcome: ", value, " is not a category or number"));
    }
  }
  if (known == 0) {
    return absl::InvalidArgumentError("outcome: not known of any row");
  }
  return absl::OkStatus();
}

// Covariance of the estimates over bootstrap samples.
absl::StatusOr<Square> Bootstrap(const Fit& fit, const PatternTable& patterns,
                                 const ThirdStep& third,
                                 const std::vector<double>& row_weights,
                                 const ThreeStepOptions& options) {
  std::vector<absl::StatusOr<std::vector<double>>> drawn(
      options.replicates, absl::UnknownError("not drawn"));
  ParallelFor(options.threads, options.replicates, [&](size_t, size_t i) {
    std::vector<double> weights =
        DrawRows(row_weights.size(), options.row_clusters,
                 CounterRandom({options.seed, i}));
    for (size_t row = 0; row < weights.size(); ++row) {
      weights[row] *= row_weights[row];
    }
    const absl::StatusOr<Fit> refit =
        RefitFrom(fit, Reweigh(patterns, weights));
    drawn[i] = refit.ok() ? third.Estimate(refit->model, weights)
                          : absl::StatusOr<std::vector<double>>(refit.status());
  });
  const size_t n = fit.model.ClassCount() * third.columns();
  std::vector<double> mean(n, 0);
  const auto replicates = static_cast<double>(options.replicates);
  for (const auto& estimates : drawn) {
    CASELENS_RETURN_IF_ERROR(estimates.status());
    for (size_t a = 0; a < n; ++a) mean[a] += (*estimates)[a] / replicates;
  }
  Square covariance(n);
  for (const auto& estimates : drawn) {
    for (size_t a = 0; a < n; ++a) {
      for (size_t b = 0; b < n; ++b) {
        covariance.At(a, b) += ((*estimates)[a] - mean[a]) *
                               ((*estimates)[b] - mean[b]) / (replicates - 1);
      }
    }
  }
  return covariance;
}

// Wald's test that two classes agree. The last category follows from the
// others.
PairTest TestPair(const ThreeStep& result, const Square& covariance,
                  size_t first, size_t second) {
  const size_t tested = std::max<size_t>(1, result.columns - 1);
  Square of_difference(tested);
  std::vector<double> difference;
  const auto at = [&](size_t k, size_t c) { return k * result.columns + c; };
  for (size_t c = 0; c < tested; ++c) {
    difference.push_back(result.estimates[at(first, c)] -
                         result.estimates[at(second, c)]);
    for (size_t d = 0; d < tested; ++d) {
      of_difference.At(c, d) = covariance.At(at(first, c), at(first, d)) -
                               covariance.At(at(first, c), at(second, d)) -
                               covariance.At(at(second, c), at(first, d)) +
                               covariance.At(at(second, c), at(second, d));
    }
  }
  PairTest test{.first = first,
                .second = second,
                .degrees_of_freedom = static_cast<double>(tested)};
  const std::optional<Square> inverse = InvertPositive(of_difference);
  if (!inverse.has_value()) return test;
  for (size_t c = 0; c < tested; ++c) {
    for (size_t d = 0; d < tested; ++d) {
      test.wald += difference[c] * inverse->At(c, d) * difference[d];
    }
  }
  test.p = ChiSquareTail(test.wald, test.degrees_of_freedom);
  return test;
}

}  // namespace

absl::StatusOr<ThreeStep> RelateToClasses(const Fit& fit,
                                          const PatternTable& patterns,
                                          const Outcome& outcome,
                                          const ThreeStepOptions& options) {
  CASELENS_RETURN_IF_ERROR(CheckOptions(patterns, outcome, options));
  const size_t rows = patterns.of_row.size();
  const std::vector<double> weights = options.row_weights.empty()
                                          ? std::vector<double>(rows, 1)
                                          : options.row_weights;
  const ThirdStep third(patterns, outcome, options);
  ThreeStep result;
  result.columns = third.columns();
  CASELENS_ASSIGN_OR_RETURN(result.estimates,
                            third.Estimate(fit.model, weights));
  if (options.replicates < 2) return result;
  CASELENS_ASSIGN_OR_RETURN(const Square covariance,
                            Bootstrap(fit, patterns, third, weights, options));
  for (size_t a = 0; a < covariance.size; ++a) {
    result.standard_errors.push_back(std::sqrt(covariance.At(a, a)));
  }
  for (size_t a = 0; a < fit.model.ClassCount(); ++a) {
    for (size_t b = a + 1; b < fit.model.ClassCount(); ++b) {
      result.pairs.push_back(TestPair(result, covariance, a, b));
    }
  }
  return result;
}

}  // namespace caselens
