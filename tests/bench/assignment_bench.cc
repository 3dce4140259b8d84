#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"

#include "typology/assignment/plan.h"

namespace caselens {
namespace {

// Five sites of a thousand files, a quarter of them for two; everybody may code
// at two sites.
void PlanFiles(benchmark::State& state) {
  constexpr int kSites = 5;
  const auto count = static_cast<int>(state.range(0));
  const auto people = static_cast<int>(state.range(1));
  std::vector<FileToAssign> files;
  for (int i = 0; i < count; ++i) {
    files.push_back({.id = absl::StrCat("f", i),
                     .site = absl::StrCat("C", i % kSites),
                     .stratum = absl::StrCat(i % 7)});
  }
  std::vector<AuditorToAssign> auditors;
  for (int i = 0; i < people; ++i) {
    auditors.push_back({.id = absl::StrCat("a", i),
                        .sites = {absl::StrCat("C", i % kSites),
                                  absl::StrCat("C", (i + 1) % kSites)},
                        .open_files = static_cast<size_t>(i % 4)});
  }
  for (auto _ : state) {
    const auto plan =
        PlanAssignments(files, auditors, {.double_coded_share = .25});
    if (!plan.ok()) std::abort();
    benchmark::DoNotOptimize(*plan);
  }
}
BENCHMARK(PlanFiles)
    ->Args({100, 10})
    ->Args({5'000, 30})
    ->ArgNames({"files", "auditors"})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace caselens
