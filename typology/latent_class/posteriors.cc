#include "typology/latent_class/posteriors.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/patterns.h"

namespace caselens {
namespace {

// Turns log-joints into posteriors in place; gives ln of their sum. When every
// class rules the answers out, the posterior is that of no answer: `shares`.
double Normalise(absl::Span<double> log_joint,
                 const std::vector<double>& shares) {
  const double largest = *std::max_element(log_joint.begin(), log_joint.end());
  if (!std::isfinite(largest)) {
    std::copy(shares.begin(), shares.end(), log_joint.begin());
    return largest;
  }
  double sum = 0;
  for (double& value : log_joint) {
    value = std::exp(value - largest);
    sum += value;
  }
  for (double& value : log_joint) value /= sum;
  return largest + std::log(sum);
}

}  // namespace

size_t Posteriors::Modal(size_t pattern) const {
  const absl::Span<const double> p = Of(pattern);
  return static_cast<size_t>(std::max_element(p.begin(), p.end()) - p.begin());
}

RankedClasses Posteriors::Ranked(size_t pattern) const {
  const absl::Span<const double> p = Of(pattern);
  RankedClasses ranked;
  if (class_count == 1) return ranked;
  ranked.modal = Modal(pattern);
  ranked.runner_up = ranked.modal == 0 ? 1 : 0;
  for (size_t k = 0; k < class_count; ++k) {
    if (k != ranked.modal && p[k] > p[ranked.runner_up]) ranked.runner_up = k;
  }
  ranked.margin = p[ranked.modal] - p[ranked.runner_up];
  return ranked;
}

absl::StatusOr<Posteriors> ComputePosteriors(const ClassModel& model,
                                             const PatternTable& patterns) {
  if (model.items != patterns.items) {
    return absl::InvalidArgumentError(
        "the model's items and categories are not those of the data");
  }
  const size_t classes = model.ClassCount();
  const std::vector<size_t> first = CategoryOffsets(model.items);
  const size_t levels = first.back();
  std::vector<double> log_profile(levels * classes);
  for (size_t level = 0; level < levels; ++level) {
    for (size_t k = 0; k < classes; ++k) {
      log_profile[level * classes + k] =
          std::log(model.profile[k * levels + level]);
    }
  }
  std::vector<double> log_shares;
  for (const double share : model.shares) log_shares.push_back(std::log(share));

  Posteriors posteriors;
  posteriors.class_count = classes;
  posteriors.values.resize(patterns.pattern_count * classes);
  posteriors.log_likelihood.resize(patterns.pattern_count);
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    const absl::Span<double> joint =
        absl::MakeSpan(posteriors.values).subspan(p * classes, classes);
    std::copy(log_shares.begin(), log_shares.end(), joint.begin());
    const int16_t* codes = patterns.Codes(p);
    for (size_t j = 0; j < model.items.size(); ++j) {
      if (codes[j] == kNotCoded) continue;
      const double* line =
          &log_profile[(first[j] + static_cast<size_t>(codes[j])) * classes];
      for (size_t k = 0; k < classes; ++k) joint[k] += line[k];
    }
    posteriors.log_likelihood[p] = Normalise(joint, model.shares);
  }
  return posteriors;
}

}  // namespace caselens
