#include "typology/latent_class/scoring.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"

namespace caselens {
namespace {

constexpr double kSmallestProbability = 1e-300;
// Classes added up at once, in registers.
constexpr size_t kLanes = 4;

double FlooredLog(double probability) {
  return std::log(std::max(probability, kSmallestProbability));
}

// The largest but for the one at `except`; `except` if it is alone.
size_t LargestIndexExcept(absl::Span<const double> values, size_t except) {
  size_t largest = except;
  for (size_t k = 0; k < values.size(); ++k) {
    if (k == except) continue;
    if (largest == except || values[k] > values[largest]) largest = k;
  }
  return largest;
}

}  // namespace

double NormaliseLogJoint(absl::Span<double> log_joint) {
  const double largest = *std::max_element(log_joint.begin(), log_joint.end());
  double sum = 0;
  for (double& value : log_joint) {
    value = std::exp(value - largest);
    sum += value;
  }
  const double scale = 1 / sum;
  for (double& value : log_joint) value *= scale;
  return largest + std::log(sum);
}

size_t LargestIndex(absl::Span<const double> values) {
  return static_cast<size_t>(std::max_element(values.begin(), values.end()) -
                             values.begin());
}

absl::StatusOr<Scorer> Scorer::Create(ClassModel model) {
  CASELENS_RETURN_IF_ERROR(ValidateClassModel(model));
  return Scorer(std::move(model));
}

Scorer::Scorer(ClassModel model)
    : model_(std::move(model)),
      stride_((model_.ClassCount() + kLanes - 1) / kLanes * kLanes) {
  const size_t classes = model_.ClassCount();
  const std::vector<size_t> offsets = CategoryOffsets(model_.items);
  log_shares_.resize(stride_);
  std::transform(model_.shares.begin(), model_.shares.end(),
                 log_shares_.begin(), FlooredLog);
  for (size_t j = 0; j < model_.items.size(); ++j) {
    rows_.push_back(log_profile_.size());
    log_profile_.resize(log_profile_.size() + stride_);
    for (size_t category = offsets[j]; category < offsets[j + 1]; ++category) {
      for (size_t k = 0; k < classes; ++k) {
        log_profile_.push_back(
            FlooredLog(model_.profile[k * offsets.back() + category]));
      }
      log_profile_.resize(log_profile_.size() + stride_ - classes);
    }
  }
}

void Scorer::AddLogJoint(absl::Span<const int> pattern,
                         absl::Span<double> log_joint) const {
  for (size_t first = 0; first < log_joint.size(); first += kLanes) {
    std::array<double, kLanes> sums{};
    std::copy_n(&log_shares_[first], kLanes, sums.begin());
    for (size_t j = 0; j < pattern.size(); ++j) {
      const double* row = Row(j, pattern[j]) + first;
      for (size_t lane = 0; lane < kLanes; ++lane) sums[lane] += row[lane];
    }
    std::copy_n(sums.begin(), std::min(kLanes, log_joint.size() - first),
                log_joint.begin() + static_cast<std::ptrdiff_t>(first));
  }
}

double Scorer::Posterior(absl::Span<const int> pattern,
                         absl::Span<double> posterior) const {
  AddLogJoint(pattern, posterior);
  return NormaliseLogJoint(posterior);
}

std::vector<double> Scorer::LogJoint(absl::Span<const int> pattern) const {
  std::vector<double> log_joint(model_.ClassCount());
  AddLogJoint(pattern, absl::MakeSpan(log_joint));
  return log_joint;
}

absl::StatusOr<ClassScore> Scorer::Score(absl::Span<const int> pattern) const {
  CASELENS_RETURN_IF_ERROR(ValidatePattern(model_.items, pattern));
  const std::vector<double> log_joint = LogJoint(pattern);
  ClassScore score;
  score.posterior = log_joint;
  score.log_likelihood = NormaliseLogJoint(absl::MakeSpan(score.posterior));
  score.modal = LargestIndex(score.posterior);
  score.runner_up = LargestIndexExcept(score.posterior, score.modal);
  if (score.runner_up != score.modal) {
    score.margin =
        score.posterior[score.modal] - score.posterior[score.runner_up];
  }
  // -ln P(c | x) is the log-likelihood less the log-joint: no further log().
  for (size_t k = 0; k < log_joint.size(); ++k) {
    score.entropy += score.posterior[k] * (score.log_likelihood - log_joint[k]);
  }
  score.entropy = std::max(0.0, score.entropy);  // rounding
  return score;
}

LogRatios Scorer::Contributions(absl::Span<const int> pattern, size_t a,
                                size_t b) const {
  LogRatios ratios{.prior = log_shares_[a] - log_shares_[b], .items = {}};
  ratios.items.reserve(pattern.size());
  for (size_t j = 0; j < pattern.size(); ++j) {
    const double* row = Row(j, pattern[j]);
    ratios.items.push_back(row[a] - row[b]);
  }
  return ratios;
}

absl::StatusOr<ClassScore> Score(const ClassModel& model,
                                 const Pattern& pattern) {
  CASELENS_ASSIGN_OR_RETURN(const Scorer scorer, Scorer::Create(model));
  return scorer.Score(pattern);
}

absl::StatusOr<LogRatios> Contributions(const ClassModel& model,
                                        const Pattern& pattern, size_t a,
                                        size_t b) {
  CASELENS_ASSIGN_OR_RETURN(const Scorer scorer, Scorer::Create(model));
  CASELENS_RETURN_IF_ERROR(ValidatePattern(model.items, pattern));
  if (std::max(a, b) >= model.ClassCount()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "class ", std::max(a, b) + 1, "; want 1 to ", model.ClassCount()));
  }
  return scorer.Contributions(pattern, a, b);
}

}  // namespace caselens
