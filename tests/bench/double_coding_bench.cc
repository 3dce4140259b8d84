// Two codings of one file: brought together, compared and counted. What a
// report of agreement does for every file, beside reading it.

#include <cstddef>
#include <vector>

#include <benchmark/benchmark.h>

#include "tests/typology/double_coding/random_coding.h"
#include "typology/double_coding/disagreements.h"
#include "typology/double_coding/study_tally.h"

namespace caselens {
namespace {

using Pair = std::vector<Document>;

std::vector<Pair> SomePairs() {
  RandomCodings codings(1);
  std::vector<Pair> pairs;
  for (int i = 0; i < 200; ++i) {
    const Document a = codings.Next();
    pairs.push_back({a, codings.Renamed(codings.Recoded(a))});
  }
  return pairs;
}

void BM_CompareAndTallyAFile(benchmark::State& state) {
  const std::vector<Pair> pairs = SomePairs();
  const Form form = RdacForm();
  StudyTally tally(2);
  size_t at = 0;
  for (auto _ : state) {
    const Pair& pair = pairs[at++ % pairs.size()];
    if (!tally.Add(CompareCodings(form, pair), {0, 1}).ok())
      state.SkipWithError("not added");
  }
  state.counters["fields"] = static_cast<double>(tally.Fields().size());
}
BENCHMARK(BM_CompareAndTallyAFile)->Unit(benchmark::kMicrosecond);

void BM_MeasureAllFields(benchmark::State& state) {
  const Form form = RdacForm();
  StudyTally tally(2);
  for (const Pair& pair : SomePairs())
    if (!tally.Add(CompareCodings(form, pair), {0, 1}).ok())
      state.SkipWithError("not added");
  for (auto _ : state)
    for (const auto& [id, field] : tally.Fields())
      benchmark::DoNotOptimize(field.Measure({}));
}
BENCHMARK(BM_MeasureAllFields)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace caselens
