// Attack 6 (Asghar and Kaafar 2019): the same hidden cell as many sums over
// other variables, averaged.

#include "tests/typology/disclosure/attacks/averaging.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"
#include "typology/base/counter_random.h"

namespace caselens::disclosure {
namespace {

Microdata Data(uint64_t seed) {
  return MadeData({.records = 500,
                   .factors = 1,
                   .with_class = WithClass::kNo,
                   .seed = seed});
}

std::vector<Prey> CellsOf(const Microdata& data, const Programme& programme) {
  return SmallCells(
      data, programme,
      std::vector<RecordState>(data.Records(), RecordState::kBase),
      std::vector<bool>(data.Records()));
}

// BROKEN: unbiased noise, another for every table.
TEST(AveragingAttackTest, SucceedsOnNoiseOfEachTable) {
  const Microdata data = Data(5);
  const Programme programme = RequestFor(data, ReleaseProfile::kLive).programme;
  const Bands bands = BandsOf(data.variables, programme.groupings);
  std::vector<CountTable> counts;
  for (const TableKey& key : programme.tables) {
    counts.push_back(
        CountRecords(data, bands, key, [](size_t) { return true; }));
  }
  const auto noisy = [&](size_t t, size_t cell) {
    CounterRandom random({t, cell});
    return counts[t].files[cell] + static_cast<int>(random.Below(3)) - 1;
  };
  const Hits hits = Average(data, programme, CellsOf(data, programme), noisy);
  EXPECT_GT(hits.found, hits.control + 0.2 * hits.of);
}

TEST(AveragingAttackTest, FailsOnOurs) {
  constexpr uint64_t kReleases = 6;
  Hits all;
  for (uint64_t seed = 0; seed < kReleases; ++seed) {
    const Microdata data = Data(seed);
    const Release release =
        MustRelease(data, RequestFor(data, ReleaseProfile::kLive));
    const Hits hits =
        Average(data, release.programme, CellsOf(data, release.programme),
                FiguresOf(release));
    all.found += hits.found;
    all.control += hits.control;
    all.of += hits.of;
  }
  ASSERT_GT(all.of, 40);
  EXPECT_LE(all.found, all.control + 0.05 * all.of);
}

}  // namespace
}  // namespace caselens::disclosure
