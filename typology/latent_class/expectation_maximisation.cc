#include "typology/latent_class/expectation_maximisation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "absl/strings/string_view.h"

#include "typology/latent_class/aligned.h"
#include "typology/latent_class/em_kernel.h"
#include "typology/latent_class/em_problem.h"

namespace caselens {
namespace {

// SQUAREM's longest step: grows while it is reached, shrinks when it overshot.
constexpr double kFirstLongest = 16;
constexpr double kLongestFactor = 4;
constexpr double kMostLongest = 1e6;

const em::Kernel& KernelOf(SimdLevel level) {
  return level == SimdLevel::kAvx2 ? em::kAvx2Kernel : em::kBaselineKernel;
}

}  // namespace

SimdLevel BestSimdLevel() {
  return __builtin_cpu_supports("avx2") ? SimdLevel::kAvx2
                                        : SimdLevel::kBaseline;
}

absl::string_view SimdLevelName(SimdLevel level) {
  return KernelOf(level).name;
}

Maximiser::Maximiser(const EmProblem& problem, size_t class_count,
                     double pseudo_cases, SimdLevel level)
    : problem_(&problem),
      kernel_(&KernelOf(level)),
      shape_{.class_count = class_count,
             .vectors = (class_count + em::kLanes - 1) / em::kLanes},
      prior_{.share = pseudo_cases / static_cast<double>(class_count),
             .level_shares = problem.LevelShares().data()},
      size_((1 + problem.Layout().level_count) * shape_.vectors * em::kLanes) {
  const em::Data& data = problem.Layout();
  const size_t stride = shape_.vectors * em::kLanes;
  ratios_.resize(data.level_count * stride);
  maxima_.resize((data.level_count + em::kLanes - 1) / em::kLanes * em::kLanes);
  products_.resize(data.code_count * stride);
  expected_.resize(data.code_count * stride);
  joint_.resize(em::kBlockRows * stride);
  scratch_ = {.ratios = ratios_.data(),
              .maxima = maxima_.data(),
              .products = products_.data(),
              .expected = expected_.data(),
              .joint = joint_.data()};
}

em::StepResult Maximiser::Step(const AlignedDoubles& in, AlignedDoubles& out) {
  out.resize(size_);
  return kernel_->step(problem_->Layout(), prior_, shape_, in.data(),
                       out.data(), scratch_);
}

void Maximiser::Evaluate(Point& point, AlignedDoubles& next) {
  const em::StepResult result = Step(point.x, next);
  point.log_likelihood = result.log_likelihood;
  point.objective = result.log_likelihood + result.log_prior;
}

EmRun Maximiser::Run(AlignedDoubles start, const EmOptions& options) {
  Point here{.x = std::move(start)};
  Point ahead;
  Point leap;
  AlignedDoubles after_ahead;
  AlignedDoubles after_leap;
  EmRun run;
  double longest = kFirstLongest;

  Evaluate(here, ahead.x);
  run.steps = 1;
  while (std::isfinite(here.objective) && run.steps < options.max_steps) {
    Evaluate(ahead, after_ahead);
    ++run.steps;
    const double wanted = options.tolerance * std::abs(here.objective);
    const double gained = ahead.objective - here.objective;

    leap.x.resize(size_);
    const double length =
        options.accelerate
            ? kernel_->extrapolate(Layout(), shape_, here.x.data(),
                                   ahead.x.data(), after_ahead.data(), longest,
                                   leap.x.data())
            : 1;
    if (length > 1) {
      Evaluate(leap, after_leap);
      ++run.steps;
    }
    const bool leapt = length > 1 && leap.objective >= ahead.objective;
    if (length >= longest) {
      longest = std::min(longest * kLongestFactor, kMostLongest);
    }
    if (length > 1 && !leapt) longest = std::max(2.0, length / kLongestFactor);
    if (leapt) {
      std::swap(here, leap);
      std::swap(ahead.x, after_leap);
    } else {
      std::swap(here, ahead);
      std::swap(ahead.x, after_ahead);
    }
    const double leap_gain = leapt ? here.objective - leap.objective : gained;
    if (leap_gain <= wanted) {
      run.converged = true;
      break;
    }
  }
  run.parameters = std::move(here.x);
  run.objective = here.objective;
  run.log_likelihood = here.log_likelihood;
  return run;
}

}  // namespace caselens
