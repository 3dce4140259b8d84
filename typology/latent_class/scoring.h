#ifndef TYPOLOGY_LATENT_CLASS_SCORING_H_
#define TYPOLOGY_LATENT_CLASS_SCORING_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/latent_class/class_model.h"

namespace caselens {

// Which class a pattern belongs to, and how surely. A modal class alone says
// too little: look at the posterior, the runner-up and the margin with it.
struct ClassScore {
  std::vector<double> posterior;  // P(class | coded answers); adds up to 1
  size_t modal = 0;               // the most probable class; ties: the first
  size_t runner_up = 0;           // the next; `modal` if there is one class
  double margin = 1;              // posterior of modal less that of runner_up
  double entropy = 0;             // of the posterior, in nats; 0 is certain
  double log_likelihood = 0;      // ln P(coded answers)
  bool operator==(const ClassScore&) const = default;
};

// Why a pattern is taken for class a rather than class b, in nats:
//   prior + sum(items) = ln( P(a | answers) / P(b | answers) ).
struct LogRatios {
  double prior = 0;           // ln share of a - ln share of b
  std::vector<double> items;  // ln P(x_j | a) - ln P(x_j | b); 0: not coded
  bool operator==(const LogRatios&) const = default;
};

// Scores patterns against one model:
//   P(c | x) = share_c prod_j P(x_j | c) / sum_d share_d prod_j P(x_j | d)
// over the coded items only, which is the same as summing over every answer
// that the others could have. Works on logarithms and subtracts the largest
// term, so that nothing underflows to 0/0. A probability of 0 counts as 1e-300:
// a pattern that every class rules out belongs to the class that it
// contradicts least, with a log-likelihood below -600.
//
// Immutable; any number of threads may use one Scorer.
// Reference: McLachlan and Peel (2000), Finite Mixture Models, section 1.15.
class Scorer {
 public:
  // Returns INVALID_ARGUMENT if the model is not valid (ValidateClassModel).
  static absl::StatusOr<Scorer> Create(ClassModel model);

  const ClassModel& Model() const { return model_; }

  // Returns INVALID_ARGUMENT if the pattern does not fit (ValidatePattern).
  // Time: items x classes additions, one exp() for each class.
  absl::StatusOr<ClassScore> Score(absl::Span<const int> pattern) const;

  // For many patterns: writes the posterior into `posterior`, which must be as
  // long as there are classes, and returns the log-likelihood. Neither checks
  // the pattern nor allocates.
  double Posterior(absl::Span<const int> pattern,
                   absl::Span<double> posterior) const;

  // The pattern must fit (ValidatePattern), the classes exist.
  LogRatios Contributions(absl::Span<const int> pattern, size_t a,
                          size_t b) const;

  // ln share_c + ln P(coded answers | c), for each class. The pattern must fit.
  std::vector<double> LogJoint(absl::Span<const int> pattern) const;

  double LogShare(size_t c) const { return log_shares_[c]; }
  // ln P(item = category | c); 0 for kNotCoded.
  double LogProbability(size_t item, int category, size_t c) const {
    return Row(item, category)[c];
  }

 private:
  explicit Scorer(ClassModel model);

  // The log-probabilities of an answer in every class, side by side.
  const double* Row(size_t item, int category) const {
    return &log_profile_[rows_[item] +
                         static_cast<size_t>(category + 1) * stride_];
  }
  void AddLogJoint(absl::Span<const int> pattern,
                   absl::Span<double> log_joint) const;

  ClassModel model_;
  // Classes are padded to whole vectors: each run below is `stride_` long.
  size_t stride_ = 0;
  std::vector<double> log_shares_;
  // Each item has a run of zeros for kNotCoded and then one for each category,
  // so that an answer that is left out needs no branch.
  std::vector<double> log_profile_;
  std::vector<size_t> rows_;  // where the runs of each item begin
};

// Turns log-joints into posteriors in place and returns ln sum exp.
double NormaliseLogJoint(absl::Span<double> log_joint);

// The index of the largest value; ties: the first. `values` is not empty.
size_t LargestIndex(absl::Span<const double> values);

// As Scorer::Score and Scorer::Contributions, for a single pattern.
absl::StatusOr<ClassScore> Score(const ClassModel& model,
                                 const Pattern& pattern);
// Also returns INVALID_ARGUMENT if class `a` or `b` does not exist.
absl::StatusOr<LogRatios> Contributions(const ClassModel& model,
                                        const Pattern& pattern, size_t a,
                                        size_t b);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_SCORING_H_
