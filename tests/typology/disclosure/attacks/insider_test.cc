// Attack 11: a site subtracts its own files from pooled tables.

#include <algorithm>
#include <climits>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

Microdata Data(uint64_t seed) {
  return MadeData({.records = 450,
                   .sites = 3,
                   .factors = 1,
                   .with_class = WithClass::kNo,
                   .seed = seed});
}

std::vector<bool> FilesOf(const Microdata& data, int site) {
  std::vector<bool> own(data.Records());
  for (size_t r = 0; r < own.size(); ++r) own[r] = data.sites[r] == site;
  return own;
}

size_t Narrowed(const Microdata& data, const Release& release, int site) {
  const std::vector<bool> own = FilesOf(data, site);
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  LinearAttack attack(data, bands, KnowledgeOf(release, data, own));
  size_t narrowed = 0;
  for (const Prey& prey :
       SmallCells(data, release.programme, release.states, own)) {
    narrowed += attack.Bounds(prey).Narrowed() ? 1 : 0;
  }
  return narrowed;
}

// BROKEN: hides by the pooled count alone and proves against outsiders only.
Release WithoutInsiders(const Microdata& data) {
  const ReleaseRequest request = RequestFor(data, ReleaseProfile::kLive);
  const Bands bands = BandsOf(data.variables, request.programme.groupings);
  Release release{.variables = data.variables, .programme = request.programme};
  release.states.assign(data.Records(), RecordState::kBase);
  for (const TableKey& key : request.programme.tables) {
    release.tables.push_back(
        RoundTable(CountRecords(data, bands, key, [](size_t) { return true; }),
                   data.variables, bands, SiteScope::kOneSite));
  }
  return release;
}

TEST(InsiderAttackTest, SucceedsWhereOnlyThePooledCountIsLookedAt) {
  // Nearly all files of one category at one site: the others stand out.
  Microdata data = Data(1);
  const size_t variables = data.variables.size();
  for (size_t r = 0; r < data.Records(); ++r) {
    int& ethnicity = data.values[r * variables + 2];
    if (ethnicity == 1 && data.sites[r] != 0) ethnicity = 0;
    if (data.sites[r] == 0 && r < 90) ethnicity = 1;
  }
  data.values[1 * variables + 2] = 1;
  const std::vector<bool> own = FilesOf(data, 0);
  const Release naive = WithoutInsiders(data);
  const std::vector<Knowledge> known = KnowledgeOf(naive, data, own);
  // Ethnicity, category Black: what is published without the own files.
  EXPECT_LT(known[2].upper[1] - known[2].lower[1] + 1, 6);
  EXPECT_GT(Narrowed(data, naive, 0), 0);
}

TEST(InsiderAttackTest, FailsForEverySite) {
  for (uint64_t seed = 0; seed < Releases(2); ++seed) {
    const Microdata data = Data(seed);
    const Release release =
        MustRelease(data, RequestFor(data, ReleaseProfile::kLive));
    for (int site = 0; site < 3; ++site) {
      EXPECT_EQ(Narrowed(data, release, site), 0)
          << "seed " << seed << " site " << site;
    }
  }
}

// Recorded, not passed: it is in the agreement that two of three sites
// together see the third.
TEST(InsiderAttackTest, TwoOfThreeSitesTogetherSeeTheThird) {
  const Microdata data = Data(1);
  const Release release =
      MustRelease(data, RequestFor(data, ReleaseProfile::kLive));
  std::vector<bool> own = FilesOf(data, 0);
  const std::vector<bool> other = FilesOf(data, 1);
  for (size_t r = 0; r < own.size(); ++r) own[r] = own[r] || other[r];
  const std::vector<Knowledge> known = KnowledgeOf(release, data, own);
  size_t tight = 0;
  for (const Knowledge& table : known) {
    for (size_t cell = 0; cell < table.lower.size(); ++cell) {
      if (table.upper[cell] != INT_MAX && table.lower[cell] > 0) ++tight;
    }
  }
  EXPECT_GT(tight, 0) << "figures of the third site, to 2 files";
}

}  // namespace
}  // namespace caselens::disclosure
