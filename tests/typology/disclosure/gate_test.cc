#include "typology/disclosure/gate.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "tests/status_matchers.h"
#include "tests/typology/disclosure/made_data.h"
#include "typology/disclosure/keyed_choice.h"
#include "typology/disclosure/release.h"
#include "typology/disclosure/windows.h"

namespace caselens::disclosure {
namespace {

TEST(GateTest, AGroupIsProtectedByFourNumbersNotAllSmall) {
  EXPECT_TRUE(IsProtected(GroupPart::kBase, 0, 3));
  EXPECT_TRUE(IsProtected(GroupPart::kBase, 2, 5));
  EXPECT_FALSE(IsProtected(GroupPart::kBase, 0, 2));
  EXPECT_FALSE(IsProtected(GroupPart::kBase, 1, 4));
  EXPECT_TRUE(IsProtected(GroupPart::kRedacted, 1, 4));
  EXPECT_FALSE(IsProtected(GroupPart::kRedacted, 2, 4));
}

// The reference vector of SipHash-2-4: key 00 01 .. 0f, message 00 01 .. 07.
TEST(KeyedChoiceTest, IsSipHash) {
  EXPECT_EQ(
      KeyedHash({0x0706050403020100, 0x0f0e0d0c0b0a0908}, {0x0706050403020100}),
      0x93f5f5799a932462);
}

TEST(WindowsTest, HoldEveryTableWithinTheLimits) {
  const Microdata data = MadeData({.records = 200, .factors = 12});
  const Programme programme = DefaultProgramme(data.variables, 200);
  const auto atoms = [&](const TableKey& window) {
    size_t count = 1;
    for (const int v : window) count *= data.variables[v].categories.size();
    return count;
  };
  const std::vector<TableKey> windows =
      CoverTables(programme.tables, {7, 2000}, atoms);
  for (const TableKey& window : windows) {
    EXPECT_LE(window.size(), 7);
    EXPECT_LE(atoms(window), 2000);
  }
  for (const TableKey& table : programme.tables) {
    EXPECT_TRUE(std::any_of(windows.begin(), windows.end(),
                            [&](const TableKey& window) {
                              return std::includes(window.begin(), window.end(),
                                                   table.begin(), table.end());
                            }))
        << TableName(data.variables, table);
  }
}

Microdata Small() {
  return MadeData(
      {.records = 300, .factors = 1, .with_class = WithClass::kNo, .seed = 3});
}

TEST(GateTest, TheSameReleaseWhateverTheThreads) {
  const Microdata data = Small();
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kLive);
  request.gate.most_variables = 3;  // many windows
  const auto one = MakeRelease(data, request);
  request.gate.threads = 3;
  const auto three = MakeRelease(data, request);
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(three, IsOk());
  const Release& a = std::get<Release>(*one);
  const Release& b = std::get<Release>(*three);
  EXPECT_EQ(PublicText(a), PublicText(b));
  EXPECT_EQ(a.proofs, b.proofs);
}

TEST(GateTest, StoresAProofForEverySmallCell) {
  const Microdata data = Small();
  const auto outcome =
      MakeRelease(data, RequestFor(data, ReleaseProfile::kLive));
  ASSERT_THAT(outcome, IsOk());
  const Release& release = std::get<Release>(*outcome);
  size_t small = 0;
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  for (const TableKey& key : release.programme.tables) {
    const CountTable counts =
        CountRecords(data, bands, key, [](size_t) { return true; });
    for (size_t cell = 0; cell < counts.files.size(); ++cell) {
      if (counts.files[cell] < 1 || counts.files[cell] > 4) continue;
      ++small;
      const auto proof =
          std::find_if(release.proofs.begin(), release.proofs.end(),
                       [&](const GroupProof& p) {
                         return p.group.key == key &&
                                p.group.cells == std::vector<size_t>{cell};
                       });
      ASSERT_NE(proof, release.proofs.end());
      EXPECT_TRUE(
          IsProtected(GroupPart::kBase, proof->minimum, proof->maximum));
      EXPECT_LE(proof->minimum, counts.files[cell]);
      EXPECT_GE(proof->maximum, counts.files[cell]);
    }
  }
  EXPECT_GT(small, 20);
}

TEST(GateTest, AnotherKeyHidesOtherNeighbours) {
  const Microdata data = Small();
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kLive);
  std::set<std::string> texts;
  for (uint64_t key = 0; key < 3; ++key) {
    request.key = {key, 1};
    const auto outcome = MakeRelease(data, request);
    ASSERT_THAT(outcome, IsOk());
    texts.insert(PublicText(std::get<Release>(*outcome)));
  }
  EXPECT_GT(texts.size(), 1);
}

TEST(GateTest, CanBeWatchedAndCancelled) {
  const Microdata data = Small();
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kLive);
  std::vector<GateProgress> seen;
  request.gate.progress = [&](const GateProgress& p) { seen.push_back(p); };
  ASSERT_THAT(MakeRelease(data, request), IsOk());
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back().windows_done, seen.back().windows);
  std::atomic<int> asked = 0;
  request.gate.cancelled = [&] { return ++asked > 2; };
  EXPECT_THAT(MakeRelease(data, request),
              StatusIs(absl::StatusCode::kCancelled, testing::_));
}

}  // namespace
}  // namespace caselens::disclosure
