// Time to scan one free-text field, and texts of growing length. The field is
// 500 characters with names, dates and numbers; `p99_us` is the 99th percentile
// of single scans.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "typology/anonymity/guard.h"

namespace caselens::anonymity {
namespace {

constexpr char kNote[] =
    "During the home visit on 14/02/2019 mum (Sarah Brown) disclosed that her "
    "partner Jakub Kowalski controls the money. NHS no. 943 476 5919, crime "
    "ref "
    "CR/12345/19. The children, aged 10-15 years, were seen at St Mary's "
    "Primary "
    "School in Rotherham. MARAC heard that he breached the order three times; "
    "section 47 enquiry under the Children Act 1989. Call back on 07700 "
    "900123. "
    "It is recorded that Will witnessed the assault from the stairs and told "
    "his teacher, who rang the duty team at about ten at night. ";

const Guard& TheGuard() {
  static const auto& guard = *new Guard();
  return guard;
}

void BM_Field(benchmark::State& state) {
  const std::string text = std::string(kNote).substr(0, 500);
  const Guard& guard = TheGuard();
  std::vector<double> times;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(guard.Scan(text));
    const std::chrono::duration<double, std::micro> taken =
        std::chrono::steady_clock::now() - start;
    times.push_back(taken.count());
  }
  std::sort(times.begin(), times.end());
  state.counters["p99_us"] = times[times.size() * 99 / 100];
}
BENCHMARK(BM_Field);

void BM_Long(benchmark::State& state) {
  std::string text;
  while (text.size() < static_cast<size_t>(state.range(0))) text += kNote;
  for (auto _ : state) benchmark::DoNotOptimize(TheGuard().Scan(text));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) *
                          static_cast<int64_t>(text.size()));
}
BENCHMARK(BM_Long)->Arg(1 << 14)->Arg(1 << 17)->Arg(1 << 20)->Unit(
    benchmark::kMillisecond);

void BM_BuildGuard(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Guard());
}
BENCHMARK(BM_BuildGuard)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace caselens::anonymity
