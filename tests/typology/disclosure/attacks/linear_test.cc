// Attack 1 of the suite: linear bounds of every small cell from all tables.

#include <algorithm>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

struct Tally {
  size_t prey = 0;
  size_t recovered = 0;
  size_t narrowed = 0;
};

Tally Attack(const Microdata& data, const Programme& programme,
             const std::vector<Knowledge>& knowledge,
             const std::vector<Prey>& all_prey) {
  const Bands bands = BandsOf(data.variables, programme.groupings);
  LinearAttack attack(data, bands, knowledge);
  Tally tally;
  for (const Prey& prey : all_prey) {
    const Interval interval = attack.Bounds(prey);
    EXPECT_LE(interval.least, prey.truth);
    EXPECT_GE(interval.most, prey.truth);
    ++tally.prey;
    tally.recovered += interval.Recovered() ? 1 : 0;
    tally.narrowed += interval.Narrowed() ? 1 : 0;
  }
  return tally;
}

Microdata DataOf(size_t seed) {
  constexpr size_t kRecords[] = {42,  120, 400, 120, 1361,
                                 120, 450, 120, 120, 400};
  constexpr size_t kPooled = 6;
  const bool last_of_many = Releases(20) > 20 && seed % 50 == 49;
  return MadeData({.records = last_of_many ? 4690 : kRecords[seed % 10],
                   .sites = seed % 10 == kPooled ? size_t{3} : size_t{1},
                   .factors = 1,
                   .with_class = WithClass::kNo,
                   .seed = seed});
}

TEST(LinearAttackTest, SucceedsOnTheStudysRuleTableByTable) {
  const Microdata data = DataOf(4);
  const Programme programme = RequestFor(data, ReleaseProfile::kLive).programme;
  const std::vector<RecordState> all(data.Records(), RecordState::kBase);
  const Tally tally = Attack(
      data, programme, StudyRule(data, programme),
      SmallCells(data, programme, all, std::vector<bool>(data.Records())));
  EXPECT_GT(tally.prey, 20);
  EXPECT_GT(tally.recovered, tally.prey * 9 / 10);
}

TEST(LinearAttackTest, FailsOnEveryRoundedRelease) {
  Tally sum;
  for (size_t seed = 0; seed < Releases(20); ++seed) {
    const Microdata data = DataOf(seed);
    const ReleaseRequest request = RequestFor(data, ReleaseProfile::kLive);
    const Release release = MustRelease(data, request);
    const std::vector<bool> nobody(data.Records());
    const Tally tally =
        Attack(data, release.programme, KnowledgeOf(release, data, nobody),
               SmallCells(data, release.programme, release.states, nobody));
    EXPECT_EQ(tally.narrowed, 0) << "seed " << seed;
    sum.prey += tally.prey;
  }
  EXPECT_GT(sum.prey, 100);
}

TEST(LinearAttackTest, FailsOnTheReportOfC3) {
  for (size_t seed = 0; seed < Releases(2); ++seed) {
    const Microdata data = MadeC3(seed);
    const ReleaseRequest request =
        UpTo(2, RequestFor(data, ReleaseProfile::kReport));
    const Release release = MustRelease(data, request);
    const std::vector<bool> nobody(data.Records());
    std::vector<Prey> prey =
        SmallCells(data, release.programme, release.states, nobody);
    prey.resize(std::min<size_t>(prey.size(), 10));
    const Tally tally = Attack(data, release.programme,
                               KnowledgeOf(release, data, nobody), prey);
    EXPECT_EQ(tally.narrowed, 0) << "seed " << seed;
  }
}

}  // namespace
}  // namespace caselens::disclosure
