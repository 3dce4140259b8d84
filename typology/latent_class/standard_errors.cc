#include "typology/latent_class/standard_errors.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/dense.h"
#include "typology/latent_class/information.h"
#include "typology/latent_class/patterns.h"

namespace caselens {
namespace {

absl::Status CheckOptions(const PatternTable& patterns,
                          const StandardErrorOptions& options) {
  const size_t rows = patterns.of_row.size();
  if (!options.row_weights.empty() && options.row_weights.size() != rows) {
    return absl::InvalidArgumentError(
        absl::StrCat("row weights: ", options.row_weights.size(),
                     "; want one for each of ", rows, " rows"));
  }
  if (options.kind == CovarianceKind::kClusterRobust &&
      options.row_clusters.size() != rows) {
    return absl::InvalidArgumentError(
        absl::StrCat("row clusters: ", options.row_clusters.size(),
                     "; want one for each of ", rows, " rows"));
  }
  return absl::OkStatus();
}

void AddSquare(const std::vector<double>& score, double factor,
               Square& matrix) {
  for (size_t a = 0; a < matrix.size; ++a) {
    const double scaled = factor * score[a];
    for (size_t b = 0; b < matrix.size; ++b) {
      matrix.At(a, b) += scaled * score[b];
    }
  }
}

// Sum over independent units of their squared scores.
Square OuterProduct(const Information& information,
                    const PatternTable& patterns) {
  Square outer(information.observed.size);
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    if (patterns.weights[p] > 0) {
      AddSquare(information.scores[p], patterns.weights[p], outer);
    }
  }
  return outer;
}

// As OuterProduct, where a row of weight w is one unit with w times the score
// of its pattern.
Square RowOuterProduct(const Information& information,
                       const PatternTable& patterns,
                       const std::vector<double>& row_weights) {
  std::vector<double> squared(patterns.pattern_count, 0);
  for (size_t row = 0; row < row_weights.size(); ++row) {
    squared[patterns.of_row[row]] += row_weights[row] * row_weights[row];
  }
  Square outer(information.observed.size);
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    if (patterns.weights[p] > 0) {
      AddSquare(information.scores[p], squared[p], outer);
    }
  }
  return outer;
}

// With the correction clusters / (clusters - 1) for few clusters.
absl::StatusOr<Square> ClusterOuterProduct(
    const Information& information, const PatternTable& patterns,
    const StandardErrorOptions& options) {
  const size_t n = information.observed.size;
  std::map<std::string, std::vector<double>> sums;
  for (size_t row = 0; row < patterns.of_row.size(); ++row) {
    const size_t p = patterns.of_row[row];
    const double weight =
        options.row_weights.empty() ? 1 : options.row_weights[row];
    if (patterns.weights[p] <= 0 || weight <= 0) continue;
    std::vector<double>& sum = sums[options.row_clusters[row]];
    sum.resize(n, 0);
    for (size_t a = 0; a < n; ++a) {
      sum[a] += weight * information.scores[p][a];
    }
  }
  const auto clusters = static_cast<double>(sums.size());
  if (sums.size() < 2) {
    return absl::InvalidArgumentError(
        "row clusters: want at least 2 different clusters");
  }
  Square outer(n);
  for (const auto& [_, sum] : sums) {
    AddSquare(sum, clusters / (clusters - 1), outer);
  }
  return outer;
}

absl::StatusOr<Square> Covariance(const Information& information,
                                  const PatternTable& patterns,
                                  const StandardErrorOptions& options) {
  const bool plain_outer = options.kind == CovarianceKind::kOuterProduct;
  const std::optional<Square> inverse = InvertPositive(
      plain_outer ? OuterProduct(information, patterns) : information.observed);
  if (!inverse.has_value()) {
    return absl::FailedPreconditionError(
        "the information matrix is singular: the model is not identified by "
        "these data, or its fit has not converged");
  }
  if (plain_outer || options.kind == CovarianceKind::kObservedInformation) {
    return *inverse;
  }
  Square middle(inverse->size);
  if (options.kind == CovarianceKind::kClusterRobust) {
    CASELENS_ASSIGN_OR_RETURN(
        middle, ClusterOuterProduct(information, patterns, options));
  } else if (options.row_weights.empty()) {
    middle = OuterProduct(information, patterns);
  } else {
    middle = RowOuterProduct(information, patterns, options.row_weights);
  }
  return Multiply(Multiply(*inverse, middle), *inverse);
}

// Delta method within one distribution whose free parameters are
// [begin, end): dp_i/dx_b = p_i (1{i = b} - p_b).
double DeltaError(double p, std::optional<size_t> own, size_t begin, size_t end,
                  const std::vector<double>& probability_of,
                  const Square& covariance) {
  double variance = 0;
  for (size_t a = begin; a < end; ++a) {
    const double da = p * ((own == a ? 1.0 : 0.0) - probability_of[a]);
    for (size_t b = begin; b < end; ++b) {
      const double db = p * ((own == b ? 1.0 : 0.0) - probability_of[b]);
      variance += da * db * covariance.At(a, b);
    }
  }
  return std::sqrt(std::max(0.0, variance));
}

}  // namespace

absl::StatusOr<StandardErrors> ComputeStandardErrors(
    const ClassModel& model, const PatternTable& patterns,
    const StandardErrorOptions& options) {
  CASELENS_RETURN_IF_ERROR(CheckOptions(patterns, options));
  CASELENS_ASSIGN_OR_RETURN(
      const Information information,
      ComputeInformation(model, patterns, options.pseudo_cases));
  CASELENS_ASSIGN_OR_RETURN(const Square covariance,
                            Covariance(information, patterns, options));
  const std::vector<FreeParameter>& free = information.parameters;
  std::vector<double> probability_of;
  for (const FreeParameter& parameter : free) {
    probability_of.push_back(parameter.distribution == 0
                                 ? model.shares[parameter.probability]
                                 : model.profile[parameter.probability]);
  }
  // The free parameters of a distribution are side by side.
  const auto error_of = [&](size_t distribution, size_t index, double p) {
    size_t begin = 0;
    while (begin < free.size() && free[begin].distribution < distribution) {
      ++begin;
    }
    size_t end = begin;
    std::optional<size_t> own;
    while (end < free.size() && free[end].distribution == distribution) {
      if (free[end].probability == index) own = end;
      ++end;
    }
    return DeltaError(p, own, begin, end, probability_of, covariance);
  };
  StandardErrors errors;
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    errors.shares.push_back(error_of(0, k, model.shares[k]));
  }
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    for (size_t j = 0; j < model.items.size(); ++j) {
      for (size_t x = 0; x < model.items[j].categories.size(); ++x) {
        const size_t index = errors.profile.size();
        errors.profile.push_back(error_of(1 + k * model.items.size() + j, index,
                                          model.profile[index]));
      }
    }
  }
  return errors;
}

}  // namespace caselens
