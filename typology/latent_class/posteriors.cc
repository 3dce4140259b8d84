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

// Classes are padded to whole vectors.
constexpr size_t kVectorLanes = 4;
// Tables of all groups together stay in the second-level cache.
constexpr size_t kMostCodes = 256;
// Below this a product has lost so much to underflow that it is done again with
// logarithms.
constexpr double kSmallestLikelihood = 1e-200;

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

// Items put together in groups. A group has one line of a table for each
// combination of its answers, with the product of their probabilities for every
// class side by side, so that the likelihood of a row is a product of a few
// lines.
class ProductTables {
 public:
  // Groups are no larger than pays off for `patterns` rows.
  ProductTables(const ClassModel& model, size_t patterns)
      : model_(model),
        first_(CategoryOffsets(model.items)),
        stride_((model.ClassCount() + kVectorLanes - 1) / kVectorLanes *
                kVectorLanes) {
    shares_ = model.shares;
    shares_.resize(stride_);
    const size_t most = std::min(kMostCodes, patterns / 8);
    for (size_t j = 0; j < model.items.size();) j = AddGroup(j, most);
  }

  size_t Stride() const { return stride_; }

  // The joint probability of the answers and each class, Stride() long.
  void Joint(const int16_t* codes, double* joint) const {
    std::copy(shares_.begin(), shares_.end(), joint);
    for (const Group& group : groups_) {
      size_t code = 0;
      for (size_t j = group.first; j < group.end; ++j) {
        code += static_cast<size_t>(codes[j] + 1) * steps_[j];
      }
      const double* line = &lines_[group.begin + code * stride_];
      for (size_t k = 0; k < stride_; ++k) joint[k] *= line[k];
    }
  }

  // ln of the same, without underflow; class_count long.
  void LogJoint(const int16_t* codes, absl::Span<double> log_joint) const {
    for (size_t k = 0; k < log_joint.size(); ++k) {
      log_joint[k] = std::log(model_.shares[k]);
      for (size_t j = 0; j < model_.items.size(); ++j) {
        if (codes[j] != kNotCoded) {
          log_joint[k] += std::log(Probability(j, codes[j], k));
        }
      }
    }
  }

 private:
  struct Group {
    size_t first = 0;  // its items
    size_t end = 0;
    size_t begin = 0;  // its first line in lines_
  };

  // 1 for kNotCoded: an item that is left out changes nothing.
  double Probability(size_t item, int answer, size_t k) const {
    if (answer == kNotCoded) return 1;
    return model_.profile[k * first_.back() + first_[item] +
                          static_cast<size_t>(answer)];
  }

  // Adds a group that begins with item `first`; gives the item after it.
  size_t AddGroup(size_t first, size_t most) {
    const size_t begin = lines_.size();
    // The line of no answer; each item then repeats what is there, once
    // multiplied by each of its answers.
    lines_.resize(begin + stride_, 1);
    size_t codes = 1;
    size_t j = first;
    for (; j < model_.items.size(); ++j) {
      const size_t radix = model_.items[j].categories.size() + 1;
      if (j > first && codes * radix > most) break;
      steps_.push_back(codes);
      lines_.resize(begin + codes * radix * stride_);
      for (size_t answer = 1; answer < radix; ++answer) {
        MultiplyLines(begin, codes, j, answer);
      }
      codes *= radix;
    }
    groups_.push_back({.first = first, .end = j, .begin = begin});
    return j;
  }

  void MultiplyLines(size_t begin, size_t codes, size_t item, size_t answer) {
    for (size_t code = 0; code < codes; ++code) {
      const double* from = &lines_[begin + code * stride_];
      double* to = &lines_[begin + (answer * codes + code) * stride_];
      for (size_t k = 0; k < model_.ClassCount(); ++k) {
        to[k] = from[k] * Probability(item, static_cast<int>(answer) - 1, k);
      }
    }
  }

  const ClassModel& model_;
  std::vector<size_t> first_;
  size_t stride_;
  std::vector<double> shares_;  // padded with zeros
  std::vector<Group> groups_;
  std::vector<size_t> steps_;  // [item]: between the codes of its answers
  std::vector<double> lines_;
};

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
  const ProductTables tables(model, patterns.pattern_count);
  Posteriors posteriors;
  posteriors.class_count = classes;
  posteriors.values.resize(patterns.pattern_count * classes);
  posteriors.log_likelihood.resize(patterns.pattern_count);
  std::vector<double> joint(tables.Stride());
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    const absl::Span<double> posterior =
        absl::MakeSpan(posteriors.values).subspan(p * classes, classes);
    tables.Joint(patterns.Codes(p), joint.data());
    double sum = 0;
    for (size_t k = 0; k < classes; ++k) sum += joint[k];
    if (sum < kSmallestLikelihood) {
      tables.LogJoint(patterns.Codes(p), posterior);
      posteriors.log_likelihood[p] = Normalise(posterior, model.shares);
      continue;
    }
    for (size_t k = 0; k < classes; ++k) posterior[k] = joint[k] / sum;
    posteriors.log_likelihood[p] = std::log(sum);
  }
  return posteriors;
}

}  // namespace caselens
