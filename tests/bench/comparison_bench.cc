// Scoring of records and comparison of coded files, against the published model
// of site C1 (17 binary items, 6 classes). Rates are for one core.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "absl/types/span.h"

#include "tests/typology/random_model.h"
#include "typology/comparison/audited_file.h"
#include "typology/comparison/comparison.h"
#include "typology/comparison/many_files.h"
#include "typology/comparison/population.h"
#include "typology/latent_class/published.h"
#include "typology/latent_class/scoring.h"

namespace caselens {
namespace {

constexpr size_t kFiles = 1024;

PublishedModel C1() {
  auto published = FindPublishedModel("c1-published");
  if (!published.ok()) std::abort();
  return *std::move(published);
}

Comparer C1Comparer() {
  PublishedModel c1 = C1();
  auto comparer = Comparer::Create({.model = std::move(c1.table.model),
                                    .dva_items = std::move(c1.dva_items),
                                    .clamp = c1.table.clamp});
  if (!comparer.ok()) std::abort();
  return *std::move(comparer);
}

std::vector<Pattern> Records() {
  const PublishedModel c1 = C1();
  std::mt19937_64 random(1);
  std::vector<Pattern> records;
  for (size_t i = 0; i < kFiles; ++i) {
    records.push_back(DrawRecord(c1.table.model, c1.dva_items, random));
  }
  return records;
}

// Files in which the auditor found `added` factors that the return lacks;
// `not_coded` factors are left out.
std::vector<FileToCompare> Files(size_t added, size_t not_coded) {
  std::mt19937_64 random(2);
  std::vector<FileToCompare> files;
  for (const Pattern& record : Records()) {
    FileToCompare file{.assigned = 0, .recorded = record, .found = record};
    for (int& grade : file.found) grade *= 2;
    for (size_t left = added; left > 0;) {
      int& grade = file.found[static_cast<size_t>(RandomBelow(17, random))];
      if (grade == 2) continue;
      grade = 2;
      --left;
    }
    for (size_t i = 0; i < not_coded; ++i) file.found[16 - i] = kNotCoded;
    files.push_back(std::move(file));
  }
  return files;
}

void CountItems(benchmark::State& state) {
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}

// The posterior alone, as an import or a table over many records needs it.
void ClassifyPosterior(benchmark::State& state) {
  const auto scorer = Scorer::Create(C1().table.model);
  const std::vector<Pattern> records = Records();
  std::vector<double> posterior(6);
  size_t i = 0;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(
        scorer->Posterior(records[i++ % kFiles], absl::MakeSpan(posterior)));
  }
  CountItems(state);
}
BENCHMARK(ClassifyPosterior);

// Checked, with modal class, runner-up, margin and entropy.
void Classify(benchmark::State& state) {
  const auto scorer = Scorer::Create(C1().table.model);
  const std::vector<Pattern> records = Records();
  size_t i = 0;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(scorer->Score(records[i++ % kFiles]));
  }
  CountItems(state);
}
BENCHMARK(Classify);

void RunCompare(benchmark::State& state, size_t not_coded) {
  const Comparer comparer = C1Comparer();
  const std::vector<FileToCompare> files =
      Files(static_cast<size_t>(state.range(0)), not_coded);
  size_t i = 0;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(comparer.Compare(files[i++ % kFiles]));
  }
  CountItems(state);
}

// Every factor is coded: the table of tail probabilities is at hand.
void CompareTailCached(benchmark::State& state) { RunCompare(state, 0); }
BENCHMARK(CompareTailCached)->ArgName("added")->Arg(0)->Arg(2)->Arg(7);

// One factor is not coded: the table is built for this file.
void CompareTailBuilt(benchmark::State& state) { RunCompare(state, 1); }
BENCHMARK(CompareTailBuilt)->ArgName("added")->Arg(0)->Arg(2)->Arg(7);

// Counts and estimates over many compared files of a random draw.
void SummariseFiles(benchmark::State& state) {
  const Comparer comparer = C1Comparer();
  std::vector<AuditedFile> files;
  for (FileToCompare& file : Files(2, 0)) {
    AuditedFile audited{.draw = DrawKind::kRandom, .saw_ticks = false};
    file.assigned = files.size() % 6;
    audited.comparison = *comparer.Compare(file);
    audited.file = std::move(file);
    audited.found_when.assign(17, FoundWhen::kThatDocument);
    audited.judgement = Judgement::kPartial;
    audited.extra_needs = {"POVERTY"};
    files.push_back(std::move(audited));
  }
  const auto count = static_cast<size_t>(state.range(0));
  for (auto _ : state) {
    auto counter = ManyFiles::Create(
        {.shape = {.class_count = 6,
                   .dva_items = std::vector<bool>(17),
                   .single_issue = std::vector<bool>(6, true)},
         .class_frames = std::vector<size_t>(6, 1'000'000)});
    for (size_t i = 0; i < count; ++i) {
      benchmark::DoNotOptimize(counter->Add(files[i % kFiles]));
    }
    const Population population(counter->random(), Population::Ticks::kNotSeen);
    benchmark::DoNotOptimize(population.Sizes());
    benchmark::DoNotOptimize(population.JudgementAgreement());
    for (const FactorCounts& factor : population.counts().factors) {
      benchmark::DoNotOptimize(population.OfAll(factor.missed));
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * count));
}
BENCHMARK(SummariseFiles)
    ->ArgName("files")
    ->Arg(8)
    ->Arg(1000)
    ->Arg(100'000)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace caselens
