#include "typology/harm/codes.h"

#include <array>

#include <gtest/gtest.h>

#include "typology/harm/network.h"

namespace caselens {
namespace {

template <typename Enum>
void ExpectEveryCodeIsFoundAgain() {
  const auto codes = CodesOf(Enum::kUnknown);
  for (size_t i = 0; i < codes.size(); ++i) {
    EXPECT_EQ(FromCode<Enum>(codes[i]), static_cast<Enum>(i)) << codes[i];
    EXPECT_EQ(CodeOf(static_cast<Enum>(i)), codes[i]);
  }
  EXPECT_EQ(FromCode<Enum>("no such code"), Enum::kUnknown);
  EXPECT_EQ(CodeOf(Enum::kUnknown), "");
}

TEST(CodesTest, EveryCodeIsFoundAgainAndNothingElseIs) {
  ExpectEveryCodeIsFoundAgain<PersonRole>();
  ExpectEveryCodeIsFoundAgain<AgeBand>();
  ExpectEveryCodeIsFoundAgain<Gender>();
  ExpectEveryCodeIsFoundAgain<Residence>();
  ExpectEveryCodeIsFoundAgain<HarmRelation>();
  ExpectEveryCodeIsFoundAgain<HarmType>();
  ExpectEveryCodeIsFoundAgain<HarmPeriod>();
  ExpectEveryCodeIsFoundAgain<HarmDirection>();
  ExpectEveryCodeIsFoundAgain<ChildPosition>();
  ExpectEveryCodeIsFoundAgain<Nation>();
}

TEST(CodesTest, CodesStandAtTheirEnum) {
  EXPECT_EQ(CodeOf(PersonRole::kKinCarer), "KIN_CARER");
  EXPECT_EQ(CodeOf(PersonRole::kStepmother), "STEPMOTHER");
  EXPECT_EQ(CodeOf(AgeBand::k50AndOver), "A50P");
  EXPECT_EQ(CodeOf(HarmRelation::kOther), "OTHER");
  EXPECT_EQ(CodeOf(HarmType::kNeglectOmission), "NEGLECT_OMISSION");
  EXPECT_EQ(CodeOf(HarmType::kStalking), "STALKING");
  EXPECT_EQ(CodeOf(HarmType::kStrangulation), "STRANGULATION");
  EXPECT_EQ(CodeOf(HarmPeriod::kLifelong), "LIFELONG");
  EXPECT_EQ(CodeOf(ChildPosition::kHarms), "HARMS");
}

TEST(CodesTest, TruthFollowsKleene) {
  constexpr std::array kAll = {Truth::kUnknown, Truth::kNo, Truth::kYes};
  for (const Truth x : kAll) {
    EXPECT_EQ(And(x, Truth::kNo), Truth::kNo);
    EXPECT_EQ(And(x, Truth::kYes), x);
    EXPECT_EQ(Or(x, Truth::kYes), Truth::kYes);
    EXPECT_EQ(Or(x, Truth::kNo), x);
    for (const Truth y : kAll) {
      EXPECT_EQ(And(x, y), And(y, x));
      EXPECT_EQ(Or(x, y), Or(y, x));
    }
  }
  EXPECT_EQ(And(Truth::kUnknown, Truth::kUnknown), Truth::kUnknown);
  EXPECT_EQ(Or(Truth::kUnknown, Truth::kUnknown), Truth::kUnknown);
}

struct Ages {
  Truth sixteen_or_over;
  Truth under_eighteen;
  bool operator==(const Ages&) const = default;
};

Ages AgesOf(PersonRole role, AgeBand age) {
  NetworkPerson person;
  person.role = role;
  person.age = age;
  return {SixteenOrOver(person), UnderEighteen(person)};
}

TEST(AgesTest, SixteenAndSeventeenAreSixteenOrOverAndUnderEighteen) {
  const Ages child = {Truth::kNo, Truth::kYes};
  const Ages young = {Truth::kYes, Truth::kYes};
  const Ages adult = {Truth::kYes, Truth::kNo};
  EXPECT_EQ(AgesOf(PersonRole::kUnknown, AgeBand::kUnborn), child);
  EXPECT_EQ(AgesOf(PersonRole::kMother, AgeBand::k10To15), child);
  EXPECT_EQ(AgesOf(PersonRole::kMother, AgeBand::k16To17), young);
  EXPECT_EQ(AgesOf(PersonRole::kIndexChild, AgeBand::k18To24), adult);
  EXPECT_EQ(AgesOf(PersonRole::kUnknown, AgeBand::k50AndOver), adult);
}

TEST(AgesTest, OnlyARoleThatStatesAnAgeStandsInForOne) {
  const Ages unknown = {Truth::kUnknown, Truth::kUnknown};
  EXPECT_EQ(AgesOf(PersonRole::kSiblingUnder16, AgeBand::kUnknown),
            (Ages{Truth::kNo, Truth::kYes}));
  EXPECT_EQ(AgesOf(PersonRole::kSibling16To17, AgeBand::kUnknown),
            (Ages{Truth::kYes, Truth::kYes}));
  EXPECT_EQ(AgesOf(PersonRole::kAdultChild, AgeBand::kUnknown),
            (Ages{Truth::kYes, Truth::kNo}));
  EXPECT_EQ(AgesOf(PersonRole::kIndexChild, AgeBand::kUnknown),
            (Ages{Truth::kUnknown, Truth::kYes}));
  EXPECT_EQ(AgesOf(PersonRole::kMother, AgeBand::kUnknown), unknown)
      << "a mother may be fifteen";
  EXPECT_EQ(AgesOf(PersonRole::kUnknown, AgeBand::kUnknown), unknown);
}

}  // namespace
}  // namespace caselens
