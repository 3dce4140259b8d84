#include "typology/sampling/stratified_random.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "tests/typology/sampling/frame_builder.h"

namespace caselens {
namespace {

TEST(StratifiedRandomTest, IsTheSameForCandidatesInAnyOrder) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const SamplingFrame frame = RandomFrame(5, 200, seed);
    const SamplingOptions options{.files_per_class = 7, .seed = seed};
    const auto drawn = DrawAtRandom(frame, options);
    const auto again = DrawAtRandom(Shuffled(frame, seed + 100), options);
    ASSERT_THAT(drawn, IsOk());
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(*again, *drawn);
    const auto other =
        DrawAtRandom(frame, {.files_per_class = 7, .seed = seed + 1});
    EXPECT_NE(other->sample.classes, drawn->sample.classes);
  }
}

TEST(StratifiedRandomTest, CountsWhatItDrewFrom) {
  const SamplingFrame frame = RandomFrame(3, 900, 1);
  const auto drawn = DrawAtRandom(
      frame, {.files_per_class = 10, .minimum_posterior = 0.5, .seed = 3});
  ASSERT_THAT(drawn, IsOk());
  std::vector<ClassSample> wanted(3);
  size_t closed = 0;
  for (const Candidate& candidate : frame.candidates) {
    if (candidate.site == "S3") {
      ++closed;
      continue;
    }
    ClassSample& of_class = wanted[candidate.assigned_class];
    ++of_class.candidates;
    if (candidate.posterior >= 0.5) ++of_class.frame;
  }
  EXPECT_EQ(drawn->sample.at_closed_sites, closed);
  for (size_t c = 0; c < 3; ++c) {
    const ClassSample& of_class = drawn->sample.classes[c];
    EXPECT_EQ(of_class.candidates, wanted[c].candidates);
    EXPECT_EQ(of_class.frame, wanted[c].frame);
    std::set<std::string> files(of_class.reserve.begin(),
                                of_class.reserve.end());
    for (const Place& place : of_class.places) files.insert(place.file);
    EXPECT_EQ(files.size(), 12) << "a file is drawn twice";
    for (const std::string& file : files) {
      const Candidate& candidate = Find(frame, file);
      EXPECT_EQ(candidate.assigned_class, c);
      EXPECT_GE(candidate.posterior, 0.5);
      EXPECT_NE(candidate.site, "S3");
    }
  }
}

TEST(StratifiedRandomTest, WeightsAddUpToTheFrameWhateverIsLost) {
  const auto drawn = DrawAtRandom(
      RandomFrame(3, 200, 2), {.files_per_class = 5, .reserve_per_class = 1});
  ASSERT_THAT(drawn, IsOk());
  RandomSample sample = *drawn;
  for (int lost = 0; lost <= 5; ++lost) {
    const ClassSample& of_class = sample.sample.classes[0];
    const auto held = static_cast<double>(of_class.Held());
    EXPECT_EQ(held, lost <= 1 ? 5 : 6 - lost);
    EXPECT_DOUBLE_EQ(sample.Weight(0) * held,
                     static_cast<double>(of_class.frame));
    EXPECT_DOUBLE_EQ(sample.Weight(0) * sample.InclusionProbability(0), 1);
    std::string file;
    for (const Place& place : of_class.places) {
      if (!place.file.empty()) file = place.file;
    }
    const auto next =
        ReplaceFile(sample.sample, file, UnavailableReason::kNotLocated);
    ASSERT_THAT(next, IsOk());
    sample.sample = *next;
  }
  EXPECT_EQ(sample.Weight(0), 0);
  EXPECT_EQ(sample.InclusionProbability(0), 0);
}

// Over 12,000 seeds each of the 10 sets of 2 out of 5 comes up 1,200 times,
// with a standard deviation of 33; the bound is 4.5 of these.
TEST(StratifiedRandomTest, MakesEverySetEquallyLikely) {
  SamplingFrame frame{
      .class_count = 1, .sites = {{"S1", true, true}}, .candidates = {}};
  for (int i = 0; i < 5; ++i) {
    frame.candidates.push_back(
        {.id = absl::StrCat(i), .site = "S1", .posterior = 1});
  }
  std::map<std::set<std::string>, int> sets;
  std::map<std::string, int> next;
  for (uint64_t seed = 0; seed < 12000; ++seed) {
    const auto drawn = DrawAtRandom(frame, {.seed = seed});
    ASSERT_THAT(drawn, IsOk());
    const ClassSample& of_class = drawn->sample.classes[0];
    ++sets[{of_class.places[0].file, of_class.places[1].file}];
    ++next[of_class.reserve[0]];
  }
  EXPECT_EQ(sets.size(), 10);
  for (const auto& [set, count] : sets) EXPECT_LT(std::abs(count - 1200), 148);
  for (const auto& [file, count] : next) EXPECT_LT(std::abs(count - 2400), 197);
}

TEST(StratifiedRandomTest, DrawsTensOfThousands) {
  SamplingFrame frame{
      .class_count = 6, .sites = {{"S1", true, true}}, .candidates = {}};
  for (size_t i = 0; i < 60'000; ++i) {
    frame.candidates.push_back({.id = absl::StrCat(i),
                                .site = "S1",
                                .assigned_class = i % 6,
                                .posterior = 1});
  }
  const auto drawn = DrawAtRandom(frame, {.files_per_class = 9'000});
  ASSERT_THAT(drawn, IsOk());
  EXPECT_EQ(drawn->sample.classes[5].Held(), 9'000);
}

}  // namespace
}  // namespace caselens
