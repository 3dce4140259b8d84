// Attack 6 (Asghar and Kaafar 2019): the same hidden cell as many sums over
// other variables, averaged.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"
#include "typology/base/counter_random.h"

namespace caselens::disclosure {
namespace {

// The cells of a three-way table that a two-way cell is the sum of; none if it
// does not hold both variables.
std::vector<size_t> PartsOf(const Prey& prey, const Bands& bands,
                            const TableKey& key) {
  std::vector<size_t> axes;
  for (size_t axis = 0; axis < key.size(); ++axis) {
    if (std::find(prey.key.begin(), prey.key.end(), key[axis]) !=
        prey.key.end()) {
      axes.push_back(axis);
    }
  }
  if (key.size() != 3 || axes.size() != 2) return {};
  const TableShape two(bands, prey.key);
  const TableShape three(bands, key);
  std::vector<size_t> parts;
  for (size_t cell = 0; cell < three.Cells(); ++cell) {
    if (two.Cell({three.Coordinate(cell, axes[0]),
                  three.Coordinate(cell, axes[1])}) == prey.cells[0]) {
      parts.push_back(cell);
    }
  }
  return parts;
}

// What the three-way tables say on average of each small two-way cell.
template <typename CellOf>
std::vector<int> Estimates(const Microdata& data, const Programme& programme,
                           const std::vector<Prey>& all_prey, CellOf cell_of) {
  const Bands bands = BandsOf(data.variables, programme.groupings);
  std::vector<int> estimates;
  for (const Prey& prey : all_prey) {
    double sum = 0;
    size_t sums = 0;
    for (size_t t = 0; t < programme.tables.size(); ++t) {
      const std::vector<size_t> parts =
          PartsOf(prey, bands, programme.tables[t]);
      for (const size_t cell : parts) sum += cell_of(t, cell);
      sums += parts.empty() ? 0 : 1;
    }
    estimates.push_back(static_cast<int>(
        std::round(sum / static_cast<double>(std::max<size_t>(sums, 1)))));
  }
  return estimates;
}

struct HitRates {
  double hits = 0;
  // The same estimates, each held against the other cells of its table: what
  // the attacker knows of small cells in general is no finding.
  double control = 0;
};

HitRates Compare(const std::vector<int>& estimates,
                 const std::vector<Prey>& prey) {
  HitRates rates;
  size_t compared = 0;
  for (size_t i = 0; i < prey.size(); ++i) {
    size_t others = 0;
    size_t others_right = 0;
    for (size_t j = 0; j < prey.size(); ++j) {
      if (j == i || prey[j].key != prey[i].key) continue;
      ++others;
      others_right += estimates[j] == prey[i].truth ? 1 : 0;
    }
    if (others == 0) continue;
    ++compared;
    rates.hits += estimates[i] == prey[i].truth ? 1 : 0;
    rates.control +=
        static_cast<double>(others_right) / static_cast<double>(others);
  }
  rates.hits /= static_cast<double>(compared);
  rates.control /= static_cast<double>(compared);
  return rates;
}

Microdata Data(uint64_t seed) {
  return MadeData({.records = 500,
                   .factors = 1,
                   .with_class = WithClass::kNo,
                   .seed = seed});
}

std::vector<Prey> TwoWayCells(const Microdata& data,
                              const Programme& programme) {
  Programme two_way = programme;
  std::erase_if(two_way.tables,
                [](const TableKey& key) { return key.size() != 2; });
  return SmallCells(
      data, two_way,
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
  const std::vector<Prey> prey = TwoWayCells(data, programme);
  const std::vector<int> estimates = Estimates(data, programme, prey, noisy);
  const HitRates rates = Compare(estimates, prey);
  EXPECT_GT(rates.hits, rates.control + 0.2);
}

TEST(AveragingAttackTest, FailsOnOurs) {
  constexpr double kMiddleOfHidden = 1;
  constexpr uint64_t kReleases = 6;
  double hits = 0;
  double control = 0;
  for (uint64_t seed = 0; seed < kReleases; ++seed) {
    const Microdata data = Data(seed);
    const Release release =
        MustRelease(data, RequestFor(data, ReleaseProfile::kLive));
    const auto published = [&](size_t t, size_t cell) {
      return release.tables[t].Shown(cell)
                 ? static_cast<double>(release.tables[t].values[cell])
                 : kMiddleOfHidden;
    };
    const std::vector<Prey> prey = TwoWayCells(data, release.programme);
    ASSERT_GT(prey.size(), 10);
    const std::vector<int> estimates =
        Estimates(data, release.programme, prey, published);
    const HitRates rates = Compare(estimates, prey);
    hits += rates.hits / kReleases;
    control += rates.control / kReleases;
  }
  EXPECT_LE(hits, control + 0.05);
}

}  // namespace
}  // namespace caselens::disclosure
