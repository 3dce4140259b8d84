#include "typology/comparison/random_additions.h"

#include <algorithm>
#include <cstddef>
#include <random>
#include <utility>
#include <vector>

#include "absl/types/span.h"

#include "typology/latent_class/scoring.h"

namespace caselens {
namespace {

constexpr size_t kMaxSets = 50000;
constexpr double kTieMargin = 1e-9;

// The number of sets of `size` out of `count`, or kMaxSets + 1 if there are
// more than kMaxSets.
size_t CountSets(size_t count, size_t size) {
  size_t sets = 1;
  size = std::min(size, count - size);
  for (size_t i = 1; i <= size; ++i) {
    sets = sets * (count - size + i) / i;
    if (sets > kMaxSets) return kMaxSets + 1;
  }
  return sets;
}

// Adds up what happens to a record under one set of additions after another.
class Tally {
 public:
  Tally(const Scorer& scorer, const RandomAdditionsQuery& query)
      : query_(query), log_joint_(scorer.LogJoint(query.pattern)) {
    for (size_t j = 0; j < query.pattern.size(); ++j) {
      if (query.pattern[j] != 0) continue;
      std::vector<double> change(log_joint_.size());
      for (size_t c = 0; c < change.size(); ++c) {
        change[c] =
            scorer.LogProbability(j, 1, c) - scorer.LogProbability(j, 0, c);
      }
      changes_.push_back(std::move(change));
    }
    std::vector<double> posterior = log_joint_;
    NormaliseLogJoint(absl::MakeSpan(posterior));
    modal_ = LargestIndex(posterior);
    before_ = posterior[query.posterior_of];
  }

  RandomAdditions Run() {
    const size_t additions = std::min(query_.additions, changes_.size());
    result_.exact = CountSets(changes_.size(), additions) <= kMaxSets;
    if (result_.exact) {
      AddEachSet(0, additions, log_joint_);
    } else {
      AddDrawnSets(additions);
    }
    const auto count = static_cast<double>(result_.sets);
    result_.mean_posterior /= count;
    result_.share_modal_changed /= count;
    result_.share_as_far /= count;
    return result_;
  }

 private:
  // Scores every set of `left` more additions out of those from `first` on.
  void AddEachSet(size_t first, size_t left,
                  const std::vector<double>& log_joint) {
    if (left == 0) {
      AddSet(log_joint);
      return;
    }
    std::vector<double> added(log_joint.size());
    for (size_t j = first; j + left <= changes_.size(); ++j) {
      for (size_t c = 0; c < added.size(); ++c) {
        added[c] = log_joint[c] + changes_[j][c];
      }
      AddEachSet(j + 1, left - 1, added);
    }
  }

  void AddDrawnSets(size_t additions) {
    std::mt19937_64 random(query_.seed);
    for (size_t i = 0; i < kMaxSets; ++i) {
      std::vector<double> log_joint = log_joint_;
      // The first steps of a Fisher-Yates shuffle draw a set without bias. The
      // remainder of 64 bits is biased by less than 1e-17, and unlike
      // std::uniform_int_distribution it is the same on every platform.
      for (size_t drawn = 0; drawn < additions; ++drawn) {
        const size_t pick = drawn + random() % (changes_.size() - drawn);
        std::swap(changes_[drawn], changes_[pick]);
        for (size_t c = 0; c < log_joint.size(); ++c) {
          log_joint[c] += changes_[drawn][c];
        }
      }
      AddSet(log_joint);
    }
  }

  void AddSet(const std::vector<double>& log_joint) {
    scratch_ = log_joint;
    NormaliseLogJoint(absl::MakeSpan(scratch_));
    const double after = scratch_[query_.posterior_of];
    const double direction = query_.movement < 0 ? -1 : 1;
    const bool as_far = direction * (after - before_) >=
                        direction * query_.movement - kTieMargin;
    ++result_.sets;
    result_.mean_posterior += after;
    result_.share_modal_changed += LargestIndex(scratch_) != modal_ ? 1 : 0;
    result_.share_as_far += as_far ? 1 : 0;
  }

  const RandomAdditionsQuery& query_;
  std::vector<double> log_joint_;  // of the record before any addition
  std::vector<std::vector<double>> changes_;  // of it, by each absent item
  std::vector<double> scratch_;
  size_t modal_ = 0;        // before any addition
  double before_ = 0;       // posterior of `posterior_of`, likewise
  RandomAdditions result_;  // sums, until Run() divides
};

}  // namespace

RandomAdditions AddAtRandom(const Scorer& scorer,
                            const RandomAdditionsQuery& query) {
  return Tally(scorer, query).Run();
}

}  // namespace caselens
