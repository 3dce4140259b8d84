// Attacks 3 and 7: what subtraction of published figures gives, along every row
// of every table (a filter with and without one condition more; a total without
// what is shown).

#include <algorithm>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

// Rows without one of their cells that have 1 to 4 files.
std::vector<Prey> Differences(const Microdata& data,
                              const Programme& programme) {
  const Bands bands = BandsOf(data.variables, programme.groupings);
  std::vector<Prey> prey;
  for (const TableKey& key : programme.tables) {
    const TableShape shape(bands, key);
    const CountTable counts =
        CountRecords(data, bands, key, [](size_t) { return true; });
    for (size_t cell = 0; cell < shape.Cells(); ++cell) {
      for (size_t axis = 0; axis < shape.Axes(); ++axis) {
        Prey rest{.key = key};
        for (const size_t other : shape.Line(cell, axis)) {
          if (other == cell) continue;
          rest.cells.push_back(other);
          rest.truth += counts.files[other];
        }
        // The larger figure is published only where the row is.
        if (counts.files[cell] >= 8 && rest.truth >= 1 && rest.truth <= 4) {
          prey.push_back(rest);
        }
      }
    }
  }
  return prey;
}

Microdata Data() {
  return MadeData(
      {.records = 400, .factors = 1, .with_class = WithClass::kNo, .seed = 9});
}

TEST(DifferencingAttackTest, SucceedsOnTheStudysRuleTableByTable) {
  const Microdata data = Data();
  const Programme programme = RequestFor(data, ReleaseProfile::kLive).programme;
  const Bands bands = BandsOf(data.variables, programme.groupings);
  LinearAttack attack(data, bands, StudyRule(data, programme));
  const std::vector<Prey> prey = Differences(data, programme);
  ASSERT_GT(prey.size(), 3);
  const size_t recovered = std::count_if(
      prey.begin(), prey.end(),
      [&](const Prey& one) { return attack.Bounds(one).Recovered(); });
  EXPECT_EQ(recovered, prey.size());
}

TEST(DifferencingAttackTest, FailsOnOurs) {
  const Microdata data = Data();
  const Release release =
      MustRelease(data, RequestFor(data, ReleaseProfile::kLive));
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  LinearAttack attack(
      data, bands,
      KnowledgeOf(release, data, std::vector<bool>(data.Records())));
  for (const Prey& prey : Differences(data, release.programme)) {
    const Interval interval = attack.Bounds(prey);
    EXPECT_FALSE(interval.Narrowed())
        << TableName(data.variables, prey.key) << ": " << prey.truth
        << " is within " << interval.least << " to " << interval.most;
  }
}

int Total(const std::vector<int>& cells) {
  int total = 0;
  for (const int files : cells) total += files;
  return total;
}

// BROKEN: a total of all files printed beside 'c'.
TEST(TotalsAttackTest, SucceedsWhenTotalsHoldWhatIsHidden) {
  const std::vector<int> files = {693, 668, 3};
  const int shown = files[0] + files[1];
  EXPECT_EQ(Total(files) - shown, 3);
}

TEST(TotalsAttackTest, AllTotalsOfAReportAreOfOneBase) {
  const Microdata data = MadeC3(2);
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kReport);
  request.programme.tables.resize(data.variables.size());
  for (const PublishedTable& table : MustRelease(data, request).tables) {
    EXPECT_EQ(table.TotalReported(), 1361);
  }
}

}  // namespace
}  // namespace caselens::disclosure
