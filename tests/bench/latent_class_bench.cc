// Speed of the latent class engine on the shapes that docs/latent-class.md
// names. Times are CPU times of all threads. "limit" counters are time as a
// part of a stated limit: below 1 is within it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"

#include "typology/base/counter_random.h"
#include "typology/base/parallel.h"
#include "typology/latent_class/bootstrap.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/em_problem.h"
#include "typology/latent_class/expectation_maximisation.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/simulate.h"
#include "typology/latent_class/starts.h"

namespace caselens {
namespace {

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) +
         1e-9 * static_cast<double>(now.tv_nsec);
}

// Resident memory in MB: `field` is VmRSS (now) or VmHWM (the most since the
// last ForgetPeak).
double MemoryMegabytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(field, 0) == 0) {
      return std::strtod(line.c_str() + field.size() + 1, nullptr) / 1024;
    }
  }
  return 0;
}
void ForgetPeak() { std::ofstream("/proc/self/clear_refs") << 5; }

// Classes of binary items with probabilities from .03 to .85, most low, as the
// study's typologies have them.
ClassModel StudyShaped(size_t classes, size_t items) {
  CounterRandom random({2024, classes, items});
  ClassModel model;
  double total = 0;
  for (size_t k = 0; k < classes; ++k) {
    model.labels.push_back(absl::StrCat("Class ", k + 1));
    model.shares.push_back(1.0 / static_cast<double>(k + 2));
    total += model.shares.back();
    for (size_t j = 0; j < items; ++j) {
      const double p = random.Uniform() < 0.65 ? 0.03 + 0.12 * random.Uniform()
                                               : 0.3 + 0.55 * random.Uniform();
      model.profile.push_back(1 - p);
      model.profile.push_back(p);
    }
  }
  for (double& share : model.shares) share /= total;
  for (size_t j = 0; j < items; ++j) {
    model.items.push_back(
        {.id = absl::StrCat("item", j), .categories = {"0", "1"}});
  }
  return model;
}

PatternTable Study(size_t cases) {
  return Collapse(Simulate(StudyShaped(6, 17), cases, 1).data);
}

// 20 random starts of 6 classes, none pruned, to a relative gain below 1e-13.
void TwentyStarts(benchmark::State& state, double limit_seconds) {
  const auto cases = static_cast<size_t>(state.range(0));
  const SimulatedData data = Simulate(StudyShaped(6, 17), cases, 1);
  double seconds = 0;
  double above_input = 0;
  size_t steps = 0;
  for (auto _ : state) {
    ForgetPeak();
    const double memory = MemoryMegabytes("VmRSS");
    const double before = CpuSeconds();
    FitOptions options;
    options.class_count = 6;
    options.starts.fixed = 20;
    const auto fit = FitClasses(Collapse(data.data), options);
    seconds += CpuSeconds() - before;
    steps += fit->steps;
    above_input = std::max(above_input, MemoryMegabytes("VmHWM") - memory);
  }
  state.counters["mb_above_input"] = above_input;
  const auto runs = static_cast<double>(state.iterations());
  state.counters["cpu_s"] = seconds / runs;
  state.counters["limit"] = seconds / runs / limit_seconds;
  state.counters["us_per_step"] = 1e6 * seconds / static_cast<double>(steps);
}
BENCHMARK_CAPTURE(TwentyStarts, of_1000, 0.05)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(TwentyStarts, of_1000000, 2.0)
    ->Arg(1000000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

void SweepOneToTen(benchmark::State& state) {
  const PatternTable patterns = Study(1052);
  double seconds = 0;
  for (auto _ : state) {
    const double before = CpuSeconds();
    for (size_t k = 1; k <= 10; ++k) {
      FitOptions options;
      options.class_count = k;
      options.starts.fixed = 20;
      benchmark::DoNotOptimize(FitClasses(patterns, options));
    }
    seconds += CpuSeconds() - before;
  }
  const double each = seconds / static_cast<double>(state.iterations());
  state.counters["cpu_s"] = each;
  state.counters["limit"] = each / 0.5;
}
BENCHMARK(SweepOneToTen)->Unit(benchmark::kMillisecond)->Iterations(2);

// Rows that do not collapse. poLCAParallel needs .0203 s a step for 100,000 x
// 17 items; the same for each item is .0358 s for 30.
void RawStep(benchmark::State& state) {
  constexpr double kPoLcaParallel = 0.0203 * 30 / 17;
  const PatternTable patterns =
      Collapse(Simulate(StudyShaped(6, 30), 100000, 1).data);
  const EmProblem problem(patterns);
  Maximiser maximiser(problem, 6, 0, BestSimdLevel());
  const AlignedDoubles in =
      RandomStart(problem.Layout(), maximiser.Shape(), CounterRandom({1}));
  AlignedDoubles out;
  double seconds = 0;
  for (auto _ : state) {
    const double before = CpuSeconds();
    maximiser.Step(in, out);
    seconds += CpuSeconds() - before;
  }
  const double each = seconds / static_cast<double>(state.iterations());
  state.counters["patterns"] = static_cast<double>(patterns.pattern_count);
  state.counters["times_poLCAParallel"] =
      kPoLcaParallel / each * static_cast<double>(patterns.pattern_count) /
      100000;
}
BENCHMARK(RawStep)->Unit(benchmark::kMicrosecond);

// 6 classes against 7, 16 starts a replicate, no early stop.
void BootstrapLikelihoodRatio(benchmark::State& state) {
  const PatternTable patterns = Study(1000);
  FitOptions options;
  options.class_count = 5;
  const Fit smaller = *FitClasses(patterns, options);
  options.class_count = 6;
  const Fit larger = *FitClasses(patterns, options);
  constexpr size_t kReplicates = 50;
  double seconds = 0;
  for (auto _ : state) {
    const double before = CpuSeconds();
    benchmark::DoNotOptimize(TestOneClassMore(
        smaller, larger, patterns,
        {.replicates = kReplicates, .stop_at_exceedances = 0}));
    seconds += CpuSeconds() - before;
  }
  const double of_500 =
      seconds / static_cast<double>(state.iterations()) * 500 / kReplicates;
  state.counters["cpu_s_of_500"] = of_500;
  state.counters["limit"] = of_500 / 20;
}
BENCHMARK(BootstrapLikelihoodRatio)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

// Multiplications that wait for nothing but each other: what a thread can do.
double Arithmetic(size_t threads) {
  const double before = CpuSeconds();
  benchmark::DoNotOptimize(before);
  timespec start{};
  timespec end{};
  clock_gettime(CLOCK_MONOTONIC, &start);
  std::vector<double> results(threads * 16);
  ParallelFor(threads, 2, [&](size_t worker, size_t) {
    double x = 1.0000001;
    for (int i = 0; i < 100'000'000; ++i) x *= 1.0000000001;
    results[worker * 16] = x;
  });
  benchmark::DoNotOptimize(results.data());
  clock_gettime(CLOCK_MONOTONIC, &end);
  return static_cast<double>(end.tv_sec - start.tv_sec) +
         1e-9 * static_cast<double>(end.tv_nsec - start.tv_nsec);
}

double Median(std::vector<double> values) {
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Speed-up of a fit by a second thread, as a part of that of arithmetic: the
// median of rounds that take turns, since neighbours disturb each.
void SecondThread(benchmark::State& state) {
  const PatternTable patterns = Study(100000);
  const auto wall = [&](size_t threads) {
    timespec start{};
    timespec end{};
    FitOptions options;
    options.class_count = 6;
    options.starts.fixed = 32;
    options.threads = threads;
    clock_gettime(CLOCK_MONOTONIC, &start);
    benchmark::DoNotOptimize(FitClasses(patterns, options));
    clock_gettime(CLOCK_MONOTONIC, &end);
    return static_cast<double>(end.tv_sec - start.tv_sec) +
           1e-9 * static_cast<double>(end.tv_nsec - start.tv_nsec);
  };
  std::vector<double> arithmetic;
  std::vector<double> fit;
  for (auto _ : state) {
    arithmetic.push_back(Arithmetic(1) / Arithmetic(2));
    fit.push_back(wall(1) / wall(2));
  }
  state.counters["fit_speedup"] = Median(fit);
  state.counters["arithmetic_speedup"] = Median(arithmetic);
  state.counters["of_arithmetic"] = Median(fit) / Median(arithmetic);
}
BENCHMARK(SecondThread)->Unit(benchmark::kMillisecond)->Iterations(11);

void ScorePatterns(benchmark::State& state) {
  const ClassModel model = StudyShaped(6, 17);
  const PatternTable patterns = Collapse(Simulate(model, 300000, 2).data);
  double seconds = 0;
  for (auto _ : state) {
    const double before = CpuSeconds();
    benchmark::DoNotOptimize(ComputePosteriors(model, patterns));
    seconds += CpuSeconds() - before;
  }
  state.counters["million_patterns_per_s"] =
      1e-6 * static_cast<double>(patterns.pattern_count) *
      static_cast<double>(state.iterations()) / seconds;
}
BENCHMARK(ScorePatterns)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace caselens
