#include "typology/latent_class/information.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/profiles.h"

namespace caselens {
namespace {

// Adds a distribution's probabilities that are inside, but the largest, which
// is what the others are measured against.
void AddDistribution(size_t distribution, size_t first,
                     absl::Span<const double> probabilities,
                     std::vector<FreeParameter>& parameters) {
  const auto largest = static_cast<size_t>(
      std::max_element(probabilities.begin(), probabilities.end()) -
      probabilities.begin());
  for (size_t i = 0; i < probabilities.size(); ++i) {
    if (i == largest || probabilities[i] <= kBoundary) continue;
    parameters.push_back(
        {.distribution = distribution, .probability = first + i});
  }
}

std::vector<FreeParameter> FreeParameters(const ClassModel& model,
                                          const std::vector<size_t>& first) {
  std::vector<FreeParameter> parameters;
  AddDistribution(0, 0, model.shares, parameters);
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    for (size_t j = 0; j < model.items.size(); ++j) {
      const size_t begin = k * first.back() + first[j];
      AddDistribution(1 + k * model.items.size() + j, begin,
                      absl::MakeConstSpan(model.profile)
                          .subspan(begin, first[j + 1] - first[j]),
                      parameters);
    }
  }
  return parameters;
}

// The derivatives of one model, pattern by pattern.
class Derivatives {
 public:
  Derivatives(const ClassModel& model, const PatternTable& patterns,
              const Posteriors& posteriors, double pseudo_cases)
      : model_(model),
        patterns_(patterns),
        posteriors_(posteriors),
        pseudo_(pseudo_cases / static_cast<double>(model.ClassCount())),
        first_(CategoryOffsets(model.items)),
        parameters_(FreeParameters(model, first_)),
        information_(parameters_.size()) {}

  Information Compute() && {
    // Weight of answers to each distribution: its part of the complete-data
    // information is that times diag(p) - p p'.
    std::vector<double> answered(1 + model_.ClassCount() * model_.items.size(),
                                 pseudo_);
    answered[0] = patterns_.total_weight +
                  pseudo_ * static_cast<double>(model_.ClassCount());
    for (size_t p = 0; p < patterns_.pattern_count; ++p) {
      AddPattern(p, answered);
    }
    AddComplete(answered);
    information_.parameters = std::move(parameters_);
    return std::move(information_);
  }

 private:
  double Probability(const FreeParameter& parameter) const {
    return parameter.distribution == 0 ? model_.shares[parameter.probability]
                                       : model_.profile[parameter.probability];
  }
  size_t ClassOf(const FreeParameter& parameter) const {
    return (parameter.distribution - 1) / model_.items.size();
  }

  // Derivative of ln(share_k P(answers | k)) of this pattern, for the class k
  // that a profile parameter belongs to; 0 if its item is not answered.
  double ProfileScore(size_t p, const FreeParameter& parameter) const {
    const size_t item = (parameter.distribution - 1) % model_.items.size();
    const int code = patterns_.Codes(p)[item];
    if (code == kNotCoded) return 0;
    const size_t category =
        parameter.probability - ClassOf(parameter) * first_.back();
    const bool given = first_[item] + static_cast<size_t>(code) == category;
    return (given ? 1.0 : 0.0) - Probability(parameter);
  }

  // -sum_k p_k (s_k s_k') + g g' of one pattern: the information that is lost
  // by not knowing the class, less the expectation added at the end.
  void AddPattern(size_t p, std::vector<double>& answered) {
    const size_t n = parameters_.size();
    const absl::Span<const double> posterior = posteriors_.Of(p);
    const double weight = patterns_.weights[p];
    std::vector<double> in_class(n);  // score within its class
    std::vector<double> score(n);
    for (size_t a = 0; a < n; ++a) {
      const FreeParameter& parameter = parameters_[a];
      if (parameter.distribution == 0) {
        score[a] = posterior[parameter.probability] -
                   model_.shares[parameter.probability];
      } else {
        in_class[a] = ProfileScore(p, parameter);
        score[a] = posterior[ClassOf(parameter)] * in_class[a];
      }
    }
    if (weight > 0) {
      AddLost(posterior, weight, in_class, score);
      for (size_t k = 0; k < model_.ClassCount(); ++k) {
        for (size_t j = 0; j < model_.items.size(); ++j) {
          if (patterns_.Codes(p)[j] == kNotCoded) continue;
          answered[1 + k * model_.items.size() + j] += weight * posterior[k];
        }
      }
    }
    information_.scores.push_back(std::move(score));
  }

  void AddLost(absl::Span<const double> posterior, double weight,
               const std::vector<double>& in_class,
               const std::vector<double>& score) {
    for (size_t a = 0; a < parameters_.size(); ++a) {
      for (size_t b = 0; b <= a; ++b) {
        information_.observed.At(a, b) +=
            weight * (score[a] * score[b] -
                      MeanProduct(posterior, parameters_[a], parameters_[b],
                                  in_class[a], in_class[b]));
      }
    }
  }

  // sum_k p_k s_k[a] s_k[b]; parameters are in order of distribution, so that
  // b's is never behind a's.
  double MeanProduct(absl::Span<const double> posterior, const FreeParameter& a,
                     const FreeParameter& b, double in_class_a,
                     double in_class_b) const {
    if (a.distribution == 0) {
      const double both =
          a.probability == b.probability ? posterior[a.probability] : 0.0;
      return both - posterior[a.probability] * model_.shares[b.probability] -
             posterior[b.probability] * model_.shares[a.probability] +
             model_.shares[a.probability] * model_.shares[b.probability];
    }
    const size_t k = ClassOf(a);
    if (b.distribution == 0) {
      const double share_score =
          (b.probability == k ? 1.0 : 0.0) - model_.shares[b.probability];
      return posterior[k] * in_class_a * share_score;
    }
    return ClassOf(b) == k ? posterior[k] * in_class_a * in_class_b : 0;
  }

  void AddComplete(const std::vector<double>& answered) {
    for (size_t a = 0; a < parameters_.size(); ++a) {
      for (size_t b = 0; b <= a; ++b) {
        const FreeParameter& pa = parameters_[a];
        const FreeParameter& pb = parameters_[b];
        if (pa.distribution == pb.distribution) {
          const double diagonal = a == b ? Probability(pa) : 0;
          information_.observed.At(a, b) +=
              answered[pa.distribution] *
              (diagonal - Probability(pa) * Probability(pb));
        }
        information_.observed.At(b, a) = information_.observed.At(a, b);
      }
    }
  }

  const ClassModel& model_;
  const PatternTable& patterns_;
  const Posteriors& posteriors_;
  const double pseudo_;  // for each class
  const std::vector<size_t> first_;
  std::vector<FreeParameter> parameters_;
  Information information_;
};

}  // namespace

absl::StatusOr<Information> ComputeInformation(const ClassModel& model,
                                               const PatternTable& patterns,
                                               double pseudo_cases) {
  CASELENS_ASSIGN_OR_RETURN(const Posteriors posteriors,
                            ComputePosteriors(model, patterns));
  return Derivatives(model, patterns, posteriors, pseudo_cases).Compute();
}

}  // namespace caselens
