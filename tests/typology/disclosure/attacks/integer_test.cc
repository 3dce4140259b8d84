// Attack 2: the same in whole files, over all variables at once.

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

constexpr size_t kMostNodes = 100;
constexpr size_t kCells = 20;

Microdata DataOf(size_t seed) {
  return MadeData({.records = seed % 2 == 0 ? size_t{150} : size_t{400},
                   .factors = 1,
                   .with_class = WithClass::kNo,
                   .seed = seed + 100});
}

// Every nth of all small cells.
std::vector<Prey> Sample(const Microdata& data, const Programme& programme) {
  const std::vector<Prey> all =
      SmallCells(data, programme,
                 std::vector<RecordState>(data.Records(), RecordState::kBase),
                 std::vector<bool>(data.Records()));
  std::vector<Prey> sample;
  const size_t step = std::max<size_t>(all.size() / kCells, 1);
  for (size_t i = 0; i < all.size() && sample.size() < kCells; i += step) {
    sample.push_back(all[i]);
  }
  return sample;
}

TEST(IntegerAttackTest, SucceedsOnTheStudysRuleTableByTable) {
  const Microdata data = DataOf(1);
  const Programme programme = RequestFor(data, ReleaseProfile::kLive).programme;
  const Bands bands = BandsOf(data.variables, programme.groupings);
  LinearAttack attack(data, bands, StudyRule(data, programme));
  size_t recovered = 0;
  for (const Prey& prey : Sample(data, programme)) {
    recovered += attack.Bounds(prey).Recovered() ? 1 : 0;
  }
  EXPECT_GT(recovered, kCells / 2);
}

TEST(IntegerAttackTest, FailsOnOurs) {
  for (size_t seed = 0; seed < Releases(2); ++seed) {
    const Microdata data = DataOf(seed);
    const Release release =
        MustRelease(data, RequestFor(data, ReleaseProfile::kLive));
    const Bands bands = BandsOf(data.variables, release.programme.groupings);
    LinearAttack attack(
        data, bands,
        KnowledgeOf(release, data, std::vector<bool>(data.Records())));
    size_t attacked = 0;
    for (const Prey& prey : Sample(data, release.programme)) {
      Interval interval;
      // Whole solutions found are possible truths; that is enough.
      attack.IntegerBounds(prey, kMostNodes, interval);
      EXPECT_FALSE(interval.Narrowed())
          << "seed " << seed << " " << TableName(data.variables, prey.key)
          << " cell " << prey.cells[0] << ": " << prey.truth << " is within "
          << interval.least << " to " << interval.most;
      ++attacked;
    }
    EXPECT_EQ(attacked, kCells);
  }
}

}  // namespace
}  // namespace caselens::disclosure
