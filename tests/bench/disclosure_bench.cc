// How long it takes to make and prove a release of the default programme.

#include <cstddef>
#include <variant>

#include <benchmark/benchmark.h>

#include "tests/typology/disclosure/made_data.h"
#include "typology/disclosure/release.h"

namespace caselens::disclosure {
namespace {

void Measure(benchmark::State& state, const Microdata& data,
             ReleaseProfile profile) {
  ReleaseRequest request = RequestFor(data, profile);
  request.gate.threads = 2;
  if (profile == ReleaseProfile::kReport) {
    request.programme.groupings[2] = 0;  // ethnicity in four groups
  }
  size_t tables = 0;
  size_t proofs = 0;
  for (auto _ : state) {
    const auto outcome = MakeRelease(data, request);
    const auto* const release =
        outcome.ok() ? std::get_if<Release>(&*outcome) : nullptr;
    if (release == nullptr) {
      state.SkipWithError("no release");
      return;
    }
    tables = release->tables.size();
    proofs = release->proofs.size();
  }
  state.counters["tables"] = static_cast<double>(tables);
  state.counters["proofs"] = static_cast<double>(proofs);
}

// 17 variables: 17 one-way, 60 two-way and 20 three-way tables.
void ProveLive(benchmark::State& state) {
  Measure(
      state,
      MadeData({.records = static_cast<size_t>(state.range(0)), .factors = 12}),
      ReleaseProfile::kLive);
}
BENCHMARK(ProveLive)->Arg(32)->Arg(1361)->Unit(benchmark::kMillisecond);

void ProveReport(benchmark::State& state) {
  Measure(
      state,
      MadeData({.records = static_cast<size_t>(state.range(0)), .factors = 12}),
      ReleaseProfile::kReport);
}
BENCHMARK(ProveReport)->Arg(1361)->Unit(benchmark::kMillisecond);

// Three sites: an outsider and three insiders.
void ProvePooled(benchmark::State& state) {
  Measure(state,
          MadeData({.records = static_cast<size_t>(state.range(0)),
                    .sites = 3,
                    .factors = 6}),
          ReleaseProfile::kLive);
}
BENCHMARK(ProvePooled)->Arg(1361)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace caselens::disclosure
