#include "typology/latent_class/fit.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/base/counter_random.h"
#include "typology/base/parallel.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/aligned.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/em_kernel.h"
#include "typology/latent_class/em_problem.h"
#include "typology/latent_class/expectation_maximisation.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/starts.h"

namespace caselens {
namespace {

// The best solution is run on until rounding hides further gains.
constexpr double kPolishTolerance = 1e-15;

// Random starts that make an optimum more than a chance find.
constexpr size_t kFewestReplications = 2;

// Solutions that varied starts begin from.
constexpr size_t kUnheardChunk = 1024;
constexpr size_t kEliteSize = 8;
// One start in so many of each batch but the first varies one of them.
constexpr size_t kVariedEvery = 4;

// Objectives this close are the same optimum.
double SameOptimum(double objective) {
  return 1e-4 + 1e-10 * std::abs(objective);
}

absl::Status CheckOptions(const PatternTable& patterns,
                          const FitOptions& options) {
  if (options.class_count == 0) {
    return absl::InvalidArgumentError("classes: 0; want at least 1");
  }
  if (patterns.total_weight <= 0) {
    return absl::InvalidArgumentError(
        "no case has both an answer and a weight above 0");
  }
  if (static_cast<double>(options.class_count) > patterns.total_weight) {
    return absl::InvalidArgumentError(absl::StrCat(
        "classes: ", options.class_count,
        "; want at most the number of cases, ", patterns.total_weight));
  }
  if (options.threads == 0) {
    return absl::InvalidArgumentError("threads: 0; want at least 1");
  }
  if (options.estimation == Estimation::kMaximumAPosteriori &&
      !(options.pseudo_cases > 0 && std::isfinite(options.pseudo_cases))) {
    return absl::InvalidArgumentError(absl::StrCat(
        "pseudo cases: ", options.pseudo_cases, "; want above 0 and finite"));
  }
  for (const ClassModel& model : options.initial) {
    if (model.items != patterns.items ||
        model.ClassCount() != options.class_count) {
      return absl::InvalidArgumentError(
          "initial: want models of the items and number of classes to fit");
    }
  }
  const StartOptions& starts = options.starts;
  if (starts.fixed == 0 && (starts.batch == 0 || starts.short_steps == 0 ||
                            starts.finished_of_batch == 0 ||
                            starts.replications == 0 || starts.ceiling == 0)) {
    return absl::InvalidArgumentError(
        "starts: batch, steps, finished, replications and ceiling must be at "
        "least 1");
  }
  return absl::OkStatus();
}

// A finished start.
struct Ending {
  double objective = 0;
  double log_likelihood = 0;
  bool varied = false;
};

// A model in the kernel's layout. A probability of 0 could never grow again, so
// every one gets a little more.
AlignedDoubles FromModel(const ClassModel& model, size_t stride) {
  constexpr double kLeast = 1e-7;
  const size_t classes = model.ClassCount();
  const size_t levels = model.profile.size() / classes;
  AlignedDoubles parameters((1 + levels) * stride, 0.0);
  for (size_t k = 0; k < classes; ++k) {
    parameters[k] = model.shares[k];
    size_t level = 0;
    for (const Item& item : model.items) {
      const double total =
          1 + kLeast * static_cast<double>(item.categories.size());
      for (size_t x = 0; x < item.categories.size(); ++x, ++level) {
        parameters[(1 + level) * stride + k] =
            (model.profile[k * levels + level] + kLeast) / total;
      }
    }
  }
  return parameters;
}

// All starts of one fit.
class Search {
 public:
  Search(const EmProblem& problem, const FitOptions& options)
      : options_(options) {
    const double pseudo_cases =
        options.estimation == Estimation::kMaximumAPosteriori
            ? options.pseudo_cases
            : 0;
    for (size_t i = 0; i < options.threads; ++i) {
      workers_.push_back(std::make_unique<Maximiser>(
          problem, options.class_count, pseudo_cases, options.simd));
    }
  }

  void Go(Fit& fit) {
    for (const ClassModel& model : options_.initial) {
      Finish(workers_[0]->Run(FromModel(model, Stride()), options_.em), true);
      ++starts_;
    }
    if (options_.class_count == 1) {
      OneClass();
      fit.stop_reason = StopReason::kClosedForm;
    } else if (options_.starts.only_initial) {
      fit.stop_reason = StopReason::kFixedStarts;
    } else if (options_.starts.fixed > 0) {
      fit.stop_reason = FixedStarts();
    } else {
      fit.stop_reason = TwoStages();
    }
    fit.starts = starts_;
    fit.finished = endings_.size();
    fit.discarded = discarded_;
    fit.optima = Optima();
    if (endings_.empty()) return;
    Polish();
    fit.steps = steps_;
    fit.converged = best_.converged;
    fit.log_likelihood = best_.log_likelihood;
    fit.log_prior = best_.objective - best_.log_likelihood;
  }

  const AlignedDoubles& parameters() const { return best_.parameters; }
  size_t Stride() const { return workers_[0]->Shape().vectors * em::kLanes; }

 private:
  bool HasBest() const { return !best_.parameters.empty(); }

  CounterRandom RandomOf(size_t start) const {
    return CounterRandom({options_.seed, options_.class_count, start});
  }

  // Any start leads to the only solution in one step.
  void OneClass() {
    Maximiser& worker = *workers_[0];
    AlignedDoubles next;
    worker.Step(RandomStart(worker.Layout(), worker.Shape(), RandomOf(0)),
                next);
    EmRun run = worker.Run(std::move(next), options_.em);
    ++starts_;
    Finish(std::move(run), false);
  }

  StopReason FixedStarts() {
    size_t done = 0;
    // Threads wait for each other at the end of a chunk: rarely, where nobody
    // listens in between.
    const size_t chunk = options_.progress
                             ? std::max<size_t>(options_.threads * 4, 16)
                             : kUnheardChunk;
    while (done < options_.starts.fixed) {
      const size_t count = std::min(chunk, options_.starts.fixed - done);
      std::vector<EmRun> runs(count);
      ParallelFor(options_.threads, count, [&](size_t worker, size_t i) {
        Maximiser& maximiser = *workers_[worker];
        runs[i] =
            maximiser.Run(RandomStart(maximiser.Layout(), maximiser.Shape(),
                                      RandomOf(done + i)),
                          options_.em);
      });
      for (EmRun& run : runs) Finish(std::move(run), false);
      done += count;
      starts_ += count;
      if (!Report(options_.starts.fixed)) return StopReason::kStopped;
    }
    return StopReason::kFixedStarts;
  }

  StopReason TwoStages() {
    const StartOptions& starts = options_.starts;
    while (starts_ < starts.ceiling) {
      Batch(std::min(starts.batch, starts.ceiling - starts_));
      const std::vector<Optimum> optima = Optima();
      if (!optima.empty() && optima[0].hits >= starts.replications) {
        Report(starts.ceiling);
        return StopReason::kReplicated;
      }
      if (!Report(starts.ceiling)) return StopReason::kStopped;
    }
    return StopReason::kCeiling;
  }

  // Short runs of `count` starts, and the best of them to the end.
  void Batch(size_t count) {
    EmOptions brief = options_.em;
    brief.max_steps = options_.starts.short_steps;
    std::vector<EmRun> runs(count);
    std::vector<bool> varied(count);
    for (size_t i = 0; i < count; ++i)
      varied[i] = !elite_.empty() && i % kVariedEvery == kVariedEvery - 1;
    ParallelFor(options_.threads, count, [&](size_t worker, size_t i) {
      Maximiser& maximiser = *workers_[worker];
      CounterRandom random = RandomOf(starts_ + i);
      runs[i] = maximiser.Run(
          varied[i]
              ? VariedStart(maximiser.Layout(), maximiser.Shape(),
                            elite_[random.Below(elite_.size())].parameters,
                            random)
              : RandomStart(maximiser.Layout(), maximiser.Shape(), random),
          brief);
    });
    starts_ += count;

    for (const EmRun& run : runs) steps_ += run.steps;
    const std::vector<size_t> chosen = BestOf(runs, varied);
    ParallelFor(options_.threads, chosen.size(), [&](size_t worker, size_t i) {
      EmRun& run = runs[chosen[i]];
      if (run.converged) {
        run.steps = 0;  // counted already
        return;
      }
      run = workers_[worker]->Run(std::move(run.parameters), options_.em);
    });
    for (const size_t i : chosen) Finish(std::move(runs[i]), varied[i]);
  }

  // The best short runs of each kind, as many as their part of the batch
  // gives; the others are dropped. Impossible ones are discarded.
  std::vector<size_t> BestOf(const std::vector<EmRun>& runs,
                             const std::vector<bool>& varied) {
    std::vector<size_t> order(runs.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::erase_if(order, [&](size_t i) {
      if (std::isfinite(runs[i].objective)) return false;
      ++discarded_;
      return true;
    });
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return runs[a].objective > runs[b].objective;
    });
    size_t varied_count = 0;
    for (const bool is_varied : varied) varied_count += is_varied ? 1 : 0;
    const size_t finished = options_.starts.finished_of_batch;
    size_t varied_left = varied_count > 0 ? finished / kVariedEvery : 0;
    size_t random_left = finished - varied_left;
    std::vector<size_t> chosen;
    for (const size_t i : order) {
      size_t& left = varied[i] ? varied_left : random_left;
      if (left == 0) continue;
      --left;
      chosen.push_back(i);
    }
    return chosen;
  }

  void Finish(EmRun run, bool varied) {
    steps_ += run.steps;
    if (!std::isfinite(run.objective) || !run.converged) {
      ++discarded_;
      return;
    }
    endings_.push_back({.objective = run.objective,
                        .log_likelihood = run.log_likelihood,
                        .varied = varied});
    KeepIfElite(run);
    if (!HasBest() || run.objective > best_.objective) best_ = std::move(run);
  }

  // Best first, one for each optimum.
  void KeepIfElite(const EmRun& run) {
    const auto place =
        std::find_if(elite_.begin(), elite_.end(), [&](const EmRun& other) {
          return run.objective > other.objective - SameOptimum(run.objective);
        });
    if (place != elite_.end() && std::abs(place->objective - run.objective) <=
                                     SameOptimum(run.objective)) {
      return;
    }
    elite_.insert(place, run);
    if (elite_.size() > kEliteSize) elite_.pop_back();
  }

  void Polish() {
    EmOptions fine = options_.em;
    fine.tolerance = std::min(fine.tolerance, kPolishTolerance);
    EmRun run = workers_[0]->Run(best_.parameters, fine);
    steps_ += run.steps;
    if (run.objective < best_.objective) return;
    run.converged = true;
    best_ = std::move(run);
  }

  std::vector<Optimum> Optima() const {
    std::vector<Ending> sorted = endings_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Ending& a, const Ending& b) {
                       return a.objective > b.objective;
                     });
    std::vector<Optimum> optima;
    for (const Ending& ending : sorted) {
      if (optima.empty() || optima.back().objective - ending.objective >
                                SameOptimum(ending.objective)) {
        optima.push_back({.log_likelihood = ending.log_likelihood,
                          .objective = ending.objective});
      }
      ++(ending.varied ? optima.back().varied_hits : optima.back().hits);
    }
    return optima;
  }

  bool Report(size_t ceiling) {
    if (!options_.progress) return true;
    const std::vector<Optimum> optima = Optima();
    return options_.progress(
        {.class_count = options_.class_count,
         .starts = starts_,
         .ceiling = ceiling,
         .best_log_likelihood = HasBest()
                                    ? best_.log_likelihood
                                    : -std::numeric_limits<double>::infinity(),
         .replicated = optima.empty() ? 0 : optima[0].hits});
  }

  const FitOptions& options_;
  std::vector<std::unique_ptr<Maximiser>> workers_;
  std::vector<Ending> endings_;
  EmRun best_;
  std::vector<EmRun> elite_;  // what varied starts vary
  size_t starts_ = 0;
  size_t discarded_ = 0;
  size_t steps_ = 0;
};

// The kernel's layout as a model, classes by share.
ClassModel ToModel(const std::vector<Item>& items, size_t class_count,
                   size_t stride, const AlignedDoubles& parameters) {
  std::vector<size_t> order(class_count);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return parameters[a] > parameters[b];
  });
  ClassModel model;
  model.items = items;
  size_t levels = 0;
  for (const Item& item : items) levels += item.categories.size();
  for (size_t k = 0; k < class_count; ++k) {
    model.labels.push_back(absl::StrCat("Class ", k + 1));
    model.shares.push_back(parameters[order[k]]);
    for (size_t level = 0; level < levels; ++level) {
      model.profile.push_back(parameters[(1 + level) * stride + order[k]]);
    }
  }
  return model;
}

}  // namespace

absl::string_view StopReasonName(StopReason reason) {
  switch (reason) {
    case StopReason::kClosedForm:
      return "closed form";
    case StopReason::kReplicated:
      return "replicated";
    case StopReason::kCeiling:
      return "ceiling";
    case StopReason::kFixedStarts:
      return "fixed starts";
    case StopReason::kStopped:
      break;
  }
  return "stopped";
}

bool IsReplicated(const Fit& fit) {
  return fit.stop_reason == StopReason::kClosedForm ||
         fit.Replicated() >= kFewestReplications;
}

absl::StatusOr<Fit> FitClasses(const PatternTable& patterns,
                               const FitOptions& options) {
  CASELENS_RETURN_IF_ERROR(CheckOptions(patterns, options));
  const EmProblem problem(patterns);
  Search search(problem, options);
  const bool map = options.estimation == Estimation::kMaximumAPosteriori;
  Fit fit;
  fit.estimation = options.estimation;
  fit.pseudo_cases = map ? options.pseudo_cases : 0;
  fit.seed = options.seed;
  const absl::string_view simd = SimdLevelName(options.simd);
  fit.simd = std::string(simd);
  search.Go(fit);
  if (fit.optima.empty()) {
    return absl::InternalError(absl::StrCat("classes: ", options.class_count,
                                            "; none of ", fit.starts,
                                            " starts converged"));
  }
  fit.model = ToModel(patterns.items, options.class_count, search.Stride(),
                      search.parameters());
  return fit;
}

}  // namespace caselens
