// Agreement over 10,000 files that two coders coded, 120 fields each. The
// codings are read one after another and forgotten; one core.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"

#include "tests/typology/random_model.h"
#include "typology/agreement/agreement.h"
#include "typology/agreement/network_agreement.h"
#include "typology/agreement/tally.h"

namespace caselens {
namespace {

constexpr size_t kFields = 120;
constexpr size_t kSetFields = 12;      // several choices of 13 codes
constexpr size_t kOrdinalFields = 40;  // 5 ordered codes, weighted
constexpr int kCodes = 5;
constexpr size_t kSetCodes = 13;

// The answers of two coders to the fields of one file, drawn one file at a
// time: nine of ten answers are the same.
class Codings {
 public:
  void Next() {
    for (size_t field = 0; field < kFields - kSetFields; ++field) {
      answers_[field][0] = RandomBelow(kCodes, random_);
      answers_[field][1] =
          Agree() ? answers_[field][0] : RandomBelow(kCodes, random_);
    }
    for (std::array<std::optional<uint64_t>, 2>& sets : sets_) {
      sets[0] = Set();
      sets[1] = Agree() ? *sets[0] : Set();
    }
  }
  const std::array<int, 2>& Answers(size_t field) const {
    return answers_[field];
  }
  const std::array<std::optional<uint64_t>, 2>& Sets(size_t field) const {
    return sets_[field];
  }

 private:
  bool Agree() { return RandomBelow(10, random_) > 0; }
  uint64_t Set() {
    uint64_t set = 0;
    for (int i = 0; i < 3; ++i) {
      set |= uint64_t{1} << static_cast<unsigned>(
                 RandomBelow(static_cast<int>(kSetCodes), random_));
    }
    return set;
  }

  std::mt19937_64 random_{1};
  std::array<std::array<int, 2>, kFields - kSetFields> answers_{};
  std::array<std::array<std::optional<uint64_t>, 2>, kSetFields> sets_{};
};

std::vector<std::string> Labels(size_t count) {
  std::vector<std::string> labels;
  for (size_t k = 0; k < count; ++k) labels.push_back(absl::StrCat("C", k));
  return labels;
}

void Check(bool ok) {
  if (!ok) std::abort();
}

struct Tallies {
  std::vector<RatingTally> fields{kFields - kSetFields, RatingTally(2)};
  std::vector<SetTally> sets{kSetFields, SetTally(2, kSetCodes)};
};

void AddFile(const Codings& codings, Tallies& tallies) {
  for (size_t i = 0; i < tallies.fields.size(); ++i) {
    Check(tallies.fields[i].Add(codings.Answers(i)).ok());
  }
  for (size_t i = 0; i < tallies.sets.size(); ++i) {
    Check(tallies.sets[i].Add(codings.Sets(i)).ok());
  }
}

// Every figure of every field, with intervals: 40 fields draw 1,000 times.
void MeasureAll(const Tallies& tallies) {
  for (size_t i = 0; i < tallies.fields.size(); ++i) {
    const bool ordinal = i < kOrdinalFields;
    const auto report = MeasureAgreement(
        tallies.fields[i],
        {.level = ordinal ? ScaleLevel::kOrdinal : ScaleLevel::kNominal,
         .labels = Labels(kCodes)},
        {.weights = ordinal ? WeightForm::kQuadratic : WeightForm::kIdentity});
    Check(report.ok());
    benchmark::DoNotOptimize(report->gwet_ac.value);
  }
  for (const SetTally& tally : tallies.sets) {
    const auto report = MeasureSetAgreement(tally, Labels(kSetCodes));
    Check(report.ok());
    benchmark::DoNotOptimize(report->masi_alpha.value);
  }
}

// All of it; drawing the answers is counted too.
void AgreementOfFiles(benchmark::State& state) {
  const int64_t files = state.range(0);
  while (state.KeepRunning()) {
    Tallies tallies;
    Codings codings;
    for (int64_t file = 0; file < files; ++file) {
      codings.Next();
      AddFile(codings, tallies);
    }
    MeasureAll(tallies);
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * files);
}
BENCHMARK(AgreementOfFiles)
    ->ArgName("files")
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

// The figures alone, without the reading.
void MeasureFields(benchmark::State& state) {
  Tallies tallies;
  Codings codings;
  for (int64_t file = 0; file < state.range(0); ++file) {
    codings.Next();
    AddFile(codings, tallies);
  }
  while (state.KeepRunning()) MeasureAll(tallies);
}
BENCHMARK(MeasureFields)
    ->ArgName("files")
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

Network RandomFamily(int people, int edges, std::mt19937_64& random) {
  Network network;
  for (int i = 0; i < people; ++i) {
    network.people.push_back(
        {.id = absl::StrCat("P", i + 1),
         .role = static_cast<PersonRole>(1 + RandomBelow(18, random))});
  }
  for (int i = 0; i < edges; ++i) {
    const int from = RandomBelow(people, random);
    const int to = (from + 1 + RandomBelow(people - 1, random)) % people;
    network.edges.push_back({.id = absl::StrCat("H", i + 1),
                             .from = absl::StrCat("P", from + 1),
                             .to = absl::StrCat("P", to + 1)});
  }
  return network;
}

// One harm network against another reading of it: a tenth of the edges moved.
void AlignTwoNetworks(benchmark::State& state) {
  std::mt19937_64 random(2);
  const int people = static_cast<int>(state.range(0));
  const Network a = RandomFamily(people, 2 * people, random);
  Network b = a;
  for (size_t i = 0; i < b.edges.size(); i += 10) {
    std::swap(b.edges[i].from, b.edges[i].to);
  }
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(AlignNetworks(a, b).matched.size());
  }
}
BENCHMARK(AlignTwoNetworks)
    ->ArgName("people")
    ->Arg(6)
    ->Arg(12)
    ->Arg(60)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace caselens
