#include "typology/assignment/double_coding.h"

#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"

namespace caselens {
namespace {

TEST(ApportionTest, GivesTheWholeTotalWithinOneOfTheExactPart) {
  CounterRandom random({1});
  for (int round = 0; round < 1000; ++round) {
    std::vector<size_t> sizes(1 + random.Below(8));
    for (size_t& size : sizes) size = random.Below(20);
    const size_t all = std::accumulate(sizes.begin(), sizes.end(), size_t{0});
    const size_t total = random.Below(all + 1);
    const std::vector<size_t> parts = Apportion(total, sizes, random);
    EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), size_t{0}), total);
    for (size_t i = 0; i < sizes.size(); ++i) {
      EXPECT_LE(parts[i], sizes[i]);
      if (all == 0) continue;
      const double exact =
          static_cast<double>(total * sizes[i]) / static_cast<double>(all);
      EXPECT_LT(std::abs(static_cast<double>(parts[i]) - exact), 1);
    }
  }
}

std::vector<DoubleCodingCandidate> ManyFiles() {
  std::vector<DoubleCodingCandidate> files;
  for (const char* const site : {"C1", "C2", "C3"}) {
    for (int i = 0; i < 24; ++i) {
      files.push_back({.site = site, .stratum = absl::StrCat(i % 6)});
    }
  }
  return files;
}

TEST(DoubleCodingTest, IsSpreadOverSitesAndStrata) {
  const std::vector<DoubleCodingCandidate> files = ManyFiles();
  for (uint64_t seed = 0; seed < 200; ++seed) {
    CounterRandom random({seed});
    const std::vector<bool> chosen = ChooseDoubleCoded(files, .25, random);
    std::map<std::string, int> of_site;
    std::map<std::string, int> of_stratum;
    for (size_t i = 0; i < files.size(); ++i) {
      of_site[files[i].site] += chosen[i] ? 1 : 0;
      of_stratum[files[i].site + files[i].stratum] += chosen[i] ? 1 : 0;
    }
    for (const auto& [site, count] : of_site) EXPECT_EQ(count, 6) << site;
    for (const auto& [name, count] : of_stratum) EXPECT_EQ(count, 1) << name;
  }
}

TEST(DoubleCodingTest, EveryFileOfAStratumIsEquallyLikely) {
  const std::vector<DoubleCodingCandidate> files = ManyFiles();
  constexpr int kDraws = 4000;
  std::vector<int> times(files.size());
  for (int draw = 0; draw < kDraws; ++draw) {
    CounterRandom random({7, static_cast<uint64_t>(draw)});
    const std::vector<bool> chosen = ChooseDoubleCoded(files, .25, random);
    for (size_t i = 0; i < files.size(); ++i) times[i] += chosen[i] ? 1 : 0;
  }
  // A quarter each; 5 standard deviations of a binomial are 137.
  for (const int count : times) EXPECT_NEAR(count, kDraws / 4, 137);
}

TEST(DoubleCodingTest, FilesThatAreDoubleAlreadyCount) {
  std::vector<DoubleCodingCandidate> files(10, {.site = "C1"});
  for (size_t i = 0; i < 4; ++i) files[i].is_double = true;
  CounterRandom random({1});
  std::vector<bool> chosen = ChooseDoubleCoded(files, .5, random);
  EXPECT_EQ(absl::c_count(chosen, true), 1);
  for (size_t i = 0; i < 4; ++i) EXPECT_FALSE(chosen[i]);
  chosen = ChooseDoubleCoded(files, .2, random);
  EXPECT_EQ(absl::c_count(chosen, true), 0);
}

}  // namespace
}  // namespace caselens
