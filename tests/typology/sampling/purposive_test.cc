#include "typology/sampling/purposive.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "tests/typology/sampling/frame_builder.h"
#include "typology/sampling/spread.h"

namespace caselens {
namespace {

// D of purposive.h from its definition; class 0 stands for the whole.
double Discrepancy(const SamplingFrame& frame,
                   const std::vector<std::vector<std::string>>& files) {
  using Key = std::tuple<size_t, Characteristic, std::string>;
  std::map<Key, double> excess;
  std::map<std::pair<size_t, Characteristic>, double> known;
  std::map<Key, double> candidates;
  for (const Candidate& candidate : frame.candidates) {
    if (candidate.site == "S3") continue;
    for (const Characteristic of : kCharacteristics) {
      if (ValueOf(candidate, of).empty()) continue;
      ++candidates[{candidate.assigned_class, of, ValueOf(candidate, of)}];
      ++known[{candidate.assigned_class, of}];
    }
  }
  for (const auto& [key, count] : candidates) {
    const auto& [c, of, value] = key;
    const double wanted =
        count / known[{c, of}] * static_cast<double>(files[c].size());
    excess[{c + 1, of, value}] -= wanted;
    excess[{0, of, value}] -= wanted;
  }
  for (size_t c = 0; c < files.size(); ++c) {
    for (const std::string& file : files[c]) {
      for (const Characteristic of : kCharacteristics) {
        ++excess[{c + 1, of, ValueOf(Find(frame, file), of)}];
        ++excess[{0, of, ValueOf(Find(frame, file), of)}];
      }
    }
  }
  double sum = 0;
  for (const auto& [key, value] : excess) sum += value * value;
  return sum;
}

std::vector<std::vector<std::string>> FilesOf(const Sample& sample) {
  std::vector<std::vector<std::string>> files;
  for (const ClassSample& of_class : sample.classes) {
    files.emplace_back();
    for (const Place& place : of_class.places) {
      files.back().push_back(place.file);
    }
  }
  return files;
}

class PurposiveProperty : public testing::TestWithParam<uint64_t> {};

TEST_P(PurposiveProperty, IsTheSameForCandidatesInAnyOrder) {
  const SamplingFrame frame = RandomFrame(4, 150, GetParam());
  const SamplingOptions options{.files_per_class = 3, .seed = GetParam()};
  const auto drawn = DrawPurposively(frame, options);
  ASSERT_THAT(drawn, IsOk());
  for (const uint64_t order : {1, 2, 3}) {
    const auto again = DrawPurposively(Shuffled(frame, order), options);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(*again, *drawn);
  }
}

TEST_P(PurposiveProperty, TakesOnlyEligibleFilesAndOneOfAFamily) {
  const SamplingFrame frame = RandomFrame(4, 150, GetParam());
  const SamplingOptions options{.files_per_class = 5,
                                .reserve_per_class = 4,
                                .minimum_posterior = 0.4,
                                .seed = GetParam()};
  const auto drawn = DrawPurposively(frame, options);
  ASSERT_THAT(drawn, IsOk());
  std::set<std::string> ids;
  std::set<std::string> families;
  for (size_t c = 0; c < 4; ++c) {
    const ClassSample& of_class = drawn->sample.classes[c];
    std::vector<std::string> files = FilesOf(drawn->sample)[c];
    files.insert(files.end(), of_class.reserve.begin(), of_class.reserve.end());
    for (const std::string& file : files) {
      const Candidate& candidate = Find(frame, file);
      EXPECT_TRUE(ids.insert(file).second) << file << " is drawn twice";
      EXPECT_TRUE(candidate.family.empty() ||
                  families.insert(candidate.family).second)
          << "two files of family " << candidate.family;
      EXPECT_EQ(candidate.assigned_class, c);
      EXPECT_NE(candidate.site, "S3");
      EXPECT_GE(candidate.posterior, 0.4);
    }
  }
}

TEST_P(PurposiveProperty, NoExchangeComesNearerToTheProfiles) {
  const SamplingFrame frame = RandomFrame(3, 60, GetParam());
  const auto drawn = DrawPurposively(
      frame,
      {.files_per_class = 3, .reserve_per_class = 0, .seed = GetParam()});
  ASSERT_THAT(drawn, IsOk());
  std::vector<std::vector<std::string>> files = FilesOf(drawn->sample);
  const double least = Discrepancy(frame, files);
  for (auto& of_class : files) {
    for (std::string& place : of_class) {
      const std::string held = place;
      std::set<std::string> others;
      std::set<std::string> families;
      for (const auto& each : files) {
        for (const std::string& file : each) {
          others.insert(file);
          if (file != held) families.insert(Find(frame, file).family);
        }
      }
      families.erase("");
      for (const Candidate& candidate : frame.candidates) {
        if (candidate.assigned_class != Find(frame, held).assigned_class ||
            candidate.site == "S3" || others.count(candidate.id) > 0 ||
            families.count(candidate.family) > 0) {
          continue;
        }
        place = candidate.id;
        EXPECT_GE(Discrepancy(frame, files), least - 1e-8)
            << candidate.id << " is better than " << held;
      }
      place = held;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PurposiveProperty,
                         testing::Range<uint64_t>(1, 13));

// A class of four age bands, two genders and two groups in equal parts.
SamplingFrame EvenFrame(size_t classes) {
  SamplingFrame frame{
      .class_count = classes, .sites = {{"S1", true, true}}, .candidates = {}};
  for (size_t c = 0; c < classes; ++c) {
    for (int i = 0; i < 160; ++i) {
      frame.candidates.push_back(
          {.id = absl::StrCat(c, "-", i),
           .site = "S1",
           .assigned_class = c,
           .posterior = 1,
           .age_band = absl::StrCat("A", i % 4),
           .gender = i / 4 % 2 == 0 ? "F" : "M",
           .ethnic_group = i / 8 % 10 == 0 ? "BLACK" : "WHITE"});
    }
  }
  return frame;
}

TEST(PurposiveTest, MirrorsTheProfileWhereTheNumberAllowsIt) {
  const SamplingFrame frame = EvenFrame(1);
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const auto drawn =
        DrawPurposively(frame, {.files_per_class = 20, .seed = seed});
    ASSERT_THAT(drawn, IsOk());
    const auto spread = MeasureSpread(frame, drawn->sample);
    ASSERT_THAT(spread, IsOk());
    ASSERT_EQ(spread->size(), 8);
    for (const SpreadCell& cell : *spread) {
      EXPECT_DOUBLE_EQ(static_cast<double>(cell.drawn), 20 * cell.share)
          << cell.value;
    }
  }
}

// Two files a class can show no tenth; twelve over six classes can.
TEST(PurposiveTest, ShowsASmallGroupInTheWholeSample) {
  const SamplingFrame frame = EvenFrame(6);
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const auto drawn = DrawPurposively(frame, {.seed = seed});
    ASSERT_THAT(drawn, IsOk());
    const auto spread = MeasureSpread(frame, drawn->sample);
    ASSERT_THAT(spread, IsOk());
    std::map<std::string, size_t> whole;
    for (const SpreadCell& cell : *spread) whole[cell.value] += cell.drawn;
    EXPECT_EQ(whole, (std::map<std::string, size_t>{{"A0", 3},
                                                    {"A1", 3},
                                                    {"A2", 3},
                                                    {"A3", 3},
                                                    {"BLACK", 1},
                                                    {"F", 6},
                                                    {"M", 6},
                                                    {"WHITE", 11}}));
    for (const auto& files : FilesOf(drawn->sample)) {
      EXPECT_NE(Find(frame, files[0]).gender, Find(frame, files[1]).gender);
    }
  }
}

TEST(PurposiveTest, FollowsEachClassesOwnProfile) {
  SamplingFrame frame = EvenFrame(2);
  for (Candidate& candidate : frame.candidates) {
    if (candidate.assigned_class == 1) candidate.age_band = "A3";
  }
  const auto drawn = DrawPurposively(frame, {.files_per_class = 4});
  ASSERT_THAT(drawn, IsOk());
  std::set<std::string> bands;
  const auto files = FilesOf(drawn->sample);
  for (const std::string& file : files[0]) {
    bands.insert(Find(frame, file).age_band);
  }
  EXPECT_EQ(bands, (std::set<std::string>{"A0", "A1", "A2", "A3"}));
}

TEST(PurposiveTest, AvoidsFilesOfWhichNothingIsKnown) {
  SamplingFrame frame = EvenFrame(1);
  for (size_t i = 0; i < 120; ++i) {
    Candidate& candidate = frame.candidates[i];
    candidate.age_band = candidate.gender = candidate.ethnic_group = "";
  }
  const auto drawn = DrawPurposively(frame, {.files_per_class = 4});
  ASSERT_THAT(drawn, IsOk());
  const auto files = FilesOf(drawn->sample);
  for (const std::string& file : files[0]) {
    EXPECT_NE(Find(frame, file).age_band, "");
  }
}

TEST(PurposiveTest, GivesWhatThereIsWhereAClassIsShort) {
  SamplingFrame frame = EvenFrame(2);
  frame.candidates.resize(163);
  const auto drawn =
      DrawPurposively(frame, {.files_per_class = 2, .reserve_per_class = 5});
  ASSERT_THAT(drawn, IsOk());
  const ClassSample& of_class = drawn->sample.classes[1];
  EXPECT_EQ(of_class.frame, 3);
  EXPECT_EQ(of_class.Held(), 2);
  EXPECT_EQ(of_class.reserve.size(), 1);
}

}  // namespace
}  // namespace caselens
