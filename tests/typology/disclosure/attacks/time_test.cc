// Attack 10: releases that differ by few files; a site that leaves.

#include <algorithm>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

using ::testing::HasSubstr;

Microdata First(const Microdata& data, size_t records) {
  std::vector<size_t> keep(records);
  for (size_t r = 0; r < records; ++r) keep[r] = r;
  return Subset(data, keep);
}

Microdata All(uint64_t seed) {
  return MadeData({.records = 530,
                   .factors = 1,
                   .with_class = WithClass::kNo,
                   .seed = seed});
}

// BROKEN: exact one-way tables of both releases.
TEST(TimeAttackTest, SucceedsOnExactTablesOfBothReleases) {
  const Microdata now = All(1);
  const Microdata before = First(now, 529);
  const Bands bands =
      BandsOf(now.variables, std::vector<int>(now.variables.size(), -1));
  size_t recovered = 0;
  for (int v = 0; v < static_cast<int>(now.variables.size()); ++v) {
    const auto all = [](size_t) { return true; };
    const CountTable a = CountRecords(before, bands, {v}, all);
    const CountTable b = CountRecords(now, bands, {v}, all);
    for (size_t cell = 0; cell < a.files.size(); ++cell) {
      recovered += b.files[cell] - a.files[cell] == 1 ? 1 : 0;
    }
  }
  EXPECT_EQ(recovered, now.variables.size()) << "all of the one file that came";
}

TEST(TimeAttackTest, FewChangesAreRefused) {
  const Microdata all = All(1);
  const Microdata before = First(all, 500);
  const Release earlier =
      MustRelease(before, UpTo(2, RequestFor(before, ReleaseProfile::kLive)));
  for (const size_t changed : {1, 3, 9}) {
    const Microdata now = First(all, 500 + changed);
    ReleaseRequest request = UpTo(2, RequestFor(now, ReleaseProfile::kLive));
    request.earlier = {{&earlier, &before}};
    const auto outcome = MakeRelease(now, request);
    ASSERT_THAT(outcome, IsOk());
    ASSERT_TRUE(std::holds_alternative<Refusal>(*outcome));
    EXPECT_THAT(std::get<Refusal>(*outcome).why, HasSubstr("at least 10"));
  }
}

// Cells with 1 to 4 of the files from `first` on that what one table says now
// minus what it said before narrows down.
size_t NarrowedByDifference(const Microdata& now, const Bands& bands,
                            size_t first, const Knowledge& after,
                            const Knowledge& before) {
  const CountTable came =
      CountRecords(now, bands, after.key, [&](size_t r) { return r >= first; });
  size_t narrowed = 0;
  for (size_t cell = 0; cell < came.files.size(); ++cell) {
    const bool small = came.files[cell] >= 1 && came.files[cell] <= 4;
    const bool bounded =
        after.upper[cell] != INT_MAX && before.upper[cell] != INT_MAX;
    if (!small || !bounded) continue;
    const Interval interval = {
        std::max(after.lower[cell] - before.upper[cell], 0),
        after.upper[cell] - before.lower[cell]};
    narrowed += interval.Narrowed() ? 1 : 0;
  }
  return narrowed;
}

TEST(TimeAttackTest, TheDifferenceTableGivesNoSmallGroup) {
  constexpr size_t kBefore = 500;
  const Microdata all = All(2);
  const Microdata before = First(all, kBefore);
  const ReleaseRequest first =
      UpTo(2, RequestFor(before, ReleaseProfile::kLive));
  const Release earlier = MustRelease(before, first);
  const std::vector<Knowledge> old =
      KnowledgeOf(earlier, before, std::vector<bool>(before.Records()));
  for (const size_t changed : {10, 30}) {
    const Microdata now = First(all, kBefore + changed);
    ReleaseRequest request = first;
    request.earlier = {{&earlier, &before}};
    const std::vector<Knowledge> fresh = KnowledgeOf(
        MustRelease(now, request), now, std::vector<bool>(now.Records()));
    const Bands bands = BandsOf(now.variables, request.programme.groupings);
    ASSERT_EQ(fresh.size(), old.size());  // no three-way table to drop
    for (size_t t = 0; t < fresh.size(); ++t) {
      EXPECT_EQ(NarrowedByDifference(now, bands, kBefore, fresh[t], old[t]), 0)
          << changed << " " << TableName(now.variables, fresh[t].key);
    }
  }
}

TEST(TimeAttackTest, OneWayTablesStayExactOnlyIfTheyMayBe) {
  const Microdata all = All(3);
  const Microdata before = First(all, 500);
  ReleaseRequest request = UpTo(1, RequestFor(before, ReleaseProfile::kReport));
  request.programme.groupings[2] = 0;  // ethnicity in four groups
  const Release earlier = MustRelease(before, request);
  const Microdata now = First(all, 515);
  request.earlier = {{&earlier, &before}};
  const Release release = MustRelease(now, request);
  size_t exact = 0;
  for (size_t t = 0; t < release.tables.size(); ++t) {
    const PublishedTable& table = release.tables[t];
    if (table.form == TableForm::kRounded) continue;
    ++exact;
    for (size_t cell = 0; cell < table.values.size(); ++cell) {
      const int change =
          std::abs(table.values[cell] - earlier.tables[t].values[cell]);
      EXPECT_TRUE(change == 0 || change >= 5) << change;
    }
  }
  EXPECT_LT(exact, release.tables.size());
}

// Before minus after is the site that left.
TEST(TimeAttackTest, AfterAWithdrawalNothingIsExact) {
  const Microdata before = MadeData({.records = 800,
                                     .sites = 4,
                                     .factors = 1,
                                     .with_class = WithClass::kNo,
                                     .seed = 6});
  ReleaseRequest request = UpTo(1, RequestFor(before, ReleaseProfile::kReport));
  request.programme.groupings[2] = 1;
  const Release earlier = MustRelease(before, request);
  ASSERT_TRUE(std::any_of(
      earlier.tables.begin(), earlier.tables.end(),
      [](const PublishedTable& t) { return t.form == TableForm::kExact; }));
  std::vector<size_t> keep;
  for (size_t r = 0; r < before.Records(); ++r) {
    if (before.sites[r] != 3) keep.push_back(r);
  }
  const Microdata alone = Subset(before, keep);
  request.earlier = {{&earlier, &before}};
  const auto refused = MakeRelease(alone, request);
  ASSERT_THAT(refused, IsOk());
  EXPECT_TRUE(std::holds_alternative<Refusal>(*refused))
      << "nothing else changed";
  Microdata changed = alone;  // 10 files of each site are new ones
  for (size_t r = 0; r < 30; ++r) changed.ids[r] += 1000000;
  const Release after = MustRelease(changed, request);
  for (const PublishedTable& table : after.tables) {
    EXPECT_EQ(table.form, TableForm::kRounded);
  }
}

}  // namespace
}  // namespace caselens::disclosure
