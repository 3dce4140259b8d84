#ifndef TYPOLOGY_LATENT_CLASS_FIT_H_
#define TYPOLOGY_LATENT_CLASS_FIT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/expectation_maximisation.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// How many starts, and when enough is enough.
struct StartOptions {
  // Exactly so many random starts, each run to the end; 0: two stages. Then
  // each batch is run for some steps only and its best are finished, until
  // `replications` random starts have reached the best optimum or `ceiling`
  // starts were made. A quarter of each later batch varies the best solutions
  // so far.
  size_t fixed = 0;
  size_t batch = 64;
  size_t short_steps = 40;
  size_t finished_of_batch = 16;
  size_t replications = 5;
  size_t ceiling = 4096;
  // Make no start but FitOptions::initial.
  bool only_initial = false;
};

// What a fit has reached, between batches.
struct FitProgress {
  size_t class_count = 0;
  size_t starts = 0;
  size_t ceiling = 0;
  double best_log_likelihood = 0;
  size_t replicated = 0;
};

struct FitOptions {
  size_t class_count = 1;
  Estimation estimation = Estimation::kMaximumLikelihood;
  double pseudo_cases = 1;  // Latent GOLD's alpha, for kMaximumAPosteriori
  uint64_t seed = 1;
  size_t threads = 1;
  SimdLevel simd = BestSimdLevel();
  StartOptions starts;
  // Solutions to start from as well, with the items of the patterns and
  // class_count classes. They count as varied starts.
  std::vector<ClassModel> initial = {};
  EmOptions em;
  // Called between batches on the caller's thread; false stops the fit there.
  std::function<bool(const FitProgress&)> progress;
};

enum class StopReason {
  kClosedForm,   // one class
  kReplicated,   // the best optimum was reached often enough
  kCeiling,      // it was not, within the ceiling
  kFixedStarts,  // as many as asked for, or the initial ones alone
  kStopped,      // by the progress callback
};
// "closed form", "replicated", "ceiling", "fixed starts" or "stopped".
absl::string_view StopReasonName(StopReason reason);

// A value of the objective where finished starts ended.
struct Optimum {
  double log_likelihood = 0;
  double objective = 0;
  size_t hits = 0;         // random starts that ended here
  size_t varied_hits = 0;  // starts that varied the best solution and did
  bool operator==(const Optimum&) const = default;
};

struct Fit {
  // Classes by share, largest first, labelled "Class 1", "Class 2", ...
  ClassModel model;
  Estimation estimation = Estimation::kMaximumLikelihood;
  double pseudo_cases = 0;
  uint64_t seed = 0;
  double log_likelihood = 0;
  double log_prior = 0;  // 0 for maximum likelihood
  bool converged = false;
  std::vector<Optimum> optima;  // best first
  size_t starts = 0;            // made
  size_t finished = 0;          // run to the end
  size_t discarded = 0;         // impossible or not converged
  size_t steps = 0;             // evaluations of the EM map, of all starts
  StopReason stop_reason = StopReason::kClosedForm;
  std::string simd;  // instruction set

  // Random starts that ended at the best optimum.
  size_t Replicated() const { return optima.empty() ? 0 : optima[0].hits; }
};

// Whether the best optimum was reached from two random starts or more, or there
// is only one (one class). If not, it may not be the maximum, and everything
// built on the fit must say so.
bool IsReplicated(const Fit& fit);

// Fits `options.class_count` classes. The result depends on patterns, seed and
// options, not on `threads` or `simd`. Returns INVALID_ARGUMENT for no class,
// more than the number of cases, no case with an answer, or options out of
// range; INTERNAL when no start converged.
absl::StatusOr<Fit> FitClasses(const PatternTable& patterns,
                               const FitOptions& options);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_FIT_H_
