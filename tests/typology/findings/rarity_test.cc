#include "typology/findings/rarity.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Trait kMother = {"C.role", "MOTHER"};
const Trait kAunt = {"C.role", "AUNT_UNCLE"};
const Trait kStalking = {"C.harm_type", "STALKING"};

TEST(RareCombinations, OfTheFirstFileAreAllItsTraits) {
  EXPECT_THAT(
      RareCombinations({kMother, kStalking}, {}),
      ElementsAre(RareCombination{kStalking}, RareCombination{kMother}));
}

TEST(RareCombinations, AreNoneWhereAnotherFileHasTheSame) {
  const std::vector<Traits> others = {{kMother, kStalking, kAunt}};
  EXPECT_THAT(RareCombinations({kMother, kStalking}, others), IsEmpty());
}

TEST(RareCombinations, ArePairsOfTraitsThatAreCommonAlone) {
  const std::vector<Traits> others = {{kMother, kAunt}, {kStalking}};
  EXPECT_THAT(RareCombinations({kMother, kStalking}, others),
              ElementsAre(RareCombination{kStalking, kMother}));
}

TEST(RareCombinations, AreEqualToASlowRecount) {
  std::mt19937 random(20261122);
  for (int round = 0; round < 200; ++round) {
    std::vector<Traits> files(1 + random() % 6);
    for (Traits& file : files) {
      for (char c = 'A'; c < 'G'; ++c) {
        if (random() % 2 == 0) file.insert({"C.role", std::string(1, c)});
      }
    }
    const Traits own = files.back();
    files.pop_back();
    std::vector<RareCombination> wanted;
    const auto others_with = [&](const RareCombination& some) {
      int count = 0;
      for (const Traits& file : files) {
        bool all = true;
        for (const Trait& trait : some) all = all && file.count(trait) == 1;
        count += all ? 1 : 0;
      }
      return count;
    };
    for (const Trait& a : own) {
      if (others_with({a}) == 0) wanted.push_back({a});
      for (const Trait& b : own) {
        if (a < b && others_with({a}) > 0 && others_with({b}) > 0 &&
            others_with({a, b}) == 0) {
          wanted.push_back({a, b});
        }
      }
    }
    std::sort(wanted.begin(), wanted.end());
    EXPECT_EQ(RareCombinations(own, files), wanted) << round;
  }
}

TEST(TraitsOf, TakesCodesAndNoMissingValues) {
  Document document;
  document.answers = {
      {.field = "C.role", .instance = "P1", .codes = {"MOTHER"}},
      {.field = "C.role", .instance = "P2", .missing = Missing::kNotRecorded},
      {.field = "C.harm_type", .instance = "H1", .codes = {"STALKING"}},
      {.field = "I.flag", .codes = {"NONE"}}};
  document.SortAnswers();
  EXPECT_EQ(TraitsOf(document), (Traits{kMother, kStalking}));
}

}  // namespace
}  // namespace caselens
