#include "typology/template/facts.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/findings/document_builder.h"
#include "typology/findings/findings.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::set<std::string> Of(const Facts& facts, absl::string_view fact) {
  std::set<std::string> instances;
  for (const auto& [name, instance] : facts.All()) {
    if (name == fact) instances.insert(instance);
  }
  return instances;
}

std::set<std::string> Found(const Document& document, absl::string_view fact) {
  return Of(FindFacts(document), fact);
}

TEST(FactsTest, HoldsForTheInstanceWhatContainsItAndWhatIsInside) {
  Facts facts;
  facts.Add("HIGH_HARM", "R1/CURRENT");
  EXPECT_TRUE(facts.Has("HIGH_HARM", "R1/CURRENT"));
  EXPECT_TRUE(facts.Has("HIGH_HARM", "R1/CURRENT/P2"));
  EXPECT_TRUE(facts.Has("HIGH_HARM", "R1/CURRENT/P2>P1"));
  EXPECT_TRUE(facts.Has("HIGH_HARM", "R1"));
  EXPECT_TRUE(facts.Has("HIGH_HARM", ""));
  EXPECT_FALSE(facts.Has("HIGH_HARM", "R1/EARLIER"));
  EXPECT_FALSE(facts.Has("HIGH_HARM", "R1/CURREN"));
  EXPECT_FALSE(facts.Has("HIGH_HARM", "R11"));
  EXPECT_FALSE(facts.Has("HIGH", "R1/CURRENT"));
  EXPECT_FALSE(facts.Has("ADULT", ""));

  facts.Add("NATION_ENG", "");
  EXPECT_TRUE(facts.Has("NATION_ENG", "P1"));
}

TEST(FindFactsTest, SixteenAndSeventeenAreAdultAndChild) {
  DocumentBuilder document;
  document.Person("P1", "INDEX_CHILD", "A16_17", "M")
      .Person("P2", "MOTHER", "A18_24", "F")
      .Person("P3", "SIBLING_U16", "UNBORN", "U")
      .Person("P4", "", "", "M");
  EXPECT_THAT(Found(document, "ADULT"), ElementsAre("P1", "P2"));
  EXPECT_THAT(Found(document, "CHILD"), ElementsAre("P1", "P3"));
  EXPECT_THAT(Found(document, "INDEX_CHILD"), ElementsAre("P1"));
  EXPECT_THAT(Found(document, "MALE_16_OR_OVER"), ElementsAre("P1"));
}

TEST(FindFactsTest, AFatherOfUnknownAgeIsNotMadeInvisible) {
  DocumentBuilder document;
  document.Person("P1", "FATHER", "", "M")
      .NotAnswered("C.age_band", "P1", Missing::kNotRecorded)
      .Person("P2", "COUSIN", "", "M")
      .Person("P3", "FATHER", "A10_15", "M");
  EXPECT_THAT(Found(document, "MALE_16_OR_OVER"), ElementsAre("P1"));
}

TEST(FindFactsTest, AResponsiveHarmMakesNobodyOneWhoHarms) {
  DocumentBuilder document;
  document.Person("P1", "MOTHER", "A25_34", "F")
      .Person("P2", "FATHER", "A25_34", "M")
      .Person("P3", "INDEX_CHILD", "A10_15", "M")
      .Harm("H1", "P1", "P2", "IP_CURRENT", "PHYSICAL", "CURRENT", "RESPONSIVE")
      .Harm("H2", "P3", "P1", "CHILD_TO_PARENT", "PHYSICAL", "CURRENT");
  EXPECT_THAT(Found(document, "HARMS_16_OR_OVER"), IsEmpty());
  EXPECT_THAT(Found(document, "ADULT_HARMED"), ElementsAre("P1"));

  document.Harm("H3", "P2", "P1", "IP_CURRENT", "PHYSICAL", "CURRENT", "");
  EXPECT_THAT(Found(document, "HARMS_16_OR_OVER"), ElementsAre("P2"))
      << "a direction that is not recorded is not responsive";
}

TEST(FindFactsTest, HarmByAnAdultToAChildFollowsTheRelationAndThenTheAges) {
  DocumentBuilder document;
  document.Person("P1", "FATHER", "A25_34", "M")
      .Person("P2", "INDEX_CHILD", "A5_9", "F")
      .Person("P3", "SIBLING_16_17", "A16_17", "F")
      .Harm("H1", "P1", "P2", "ADULT_TO_CHILD", "NEGLECT_OMISSION", "CURRENT")
      .Harm("H2", "P1", "P2", "", "PHYSICAL", "CURRENT")
      .Harm("H3", "P3", "P2", "", "PHYSICAL", "CURRENT")
      .Harm("H4", "P3", "P2", "SIBLING", "PHYSICAL", "CURRENT");
  EXPECT_THAT(Found(document, "HARM_BY_ADULT_TO_CHILD"),
              ElementsAre("H1", "H2"));
}

DocumentBuilder CoupleWith(Period period, absl::string_view level) {
  DocumentBuilder document;
  document.Person("P1", "MOTHER", "A25_34", "F")
      .Person("P2", "FATHER", "A25_34", "M")
      .Relationship(
          "R1", "P1", "P2",
          {Period::kEarlier, Period::kCurrent, Period::kPostSeparation})
      .Answer("B.V5",
              std::string("R1/") + std::string(PeriodName(period)) + "/P2>P1",
              level);
  return document;
}

TEST(FindFactsTest, HighHarmIsOfARelationshipInItsPeriod) {
  EXPECT_THAT(Found(CoupleWith(Period::kEarlier, "1"), "HIGH_HARM"),
              ElementsAre("R1/EARLIER"));
  EXPECT_THAT(Found(CoupleWith(Period::kEarlier, "0"), "HIGH_HARM"), IsEmpty());
}

TEST(FindFactsTest, ACurrentHarmWithinACoupleOfHighHarmIsACurrentRisk) {
  for (const auto& [period, wanted] :
       {std::pair(Period::kEarlier, false), std::pair(Period::kCurrent, true),
        std::pair(Period::kPostSeparation, true)}) {
    DocumentBuilder document = CoupleWith(period, "2");
    document.Harm("H1", "P1", "P2", "IP_CURRENT", "PSYCH", "CURRENT")
        .Harm("H2", "P2", "P1", "IP_CURRENT", "PHYSICAL", "HISTORIC");
    const Facts facts = FindFacts(document);
    EXPECT_EQ(facts.Has("CURRENT_HIGH_HARM", ""), wanted) << PeriodName(period);
    EXPECT_EQ(facts.Has("CURRENT_HIGH_HARM", "H1"), wanted);
    EXPECT_FALSE(facts.Has("CURRENT_HIGH_HARM", "H2")) << "it is over";
  }
}

TEST(FindFactsTest, SomeHarmsAreACurrentRiskBetweenAnyTwo) {
  const auto current_risk = [](absl::string_view types,
                               absl::string_view period) {
    DocumentBuilder document;
    document.Person("P1", "ADULT_CHILD", "A18_24", "M")
        .Person("P2", "MOTHER", "A35_49", "F")
        .Harm("H1", "P1", "P2", "ADULT_CHILD_TO_PARENT", types, period);
    return FindFacts(document).Has("CURRENT_HIGH_HARM", "");
  };
  EXPECT_TRUE(current_risk("PHYSICAL|STRANGULATION", "CURRENT"));
  EXPECT_TRUE(current_risk("STALKING", "CURRENT"));
  EXPECT_TRUE(current_risk("SEXUAL", "CURRENT"));
  EXPECT_FALSE(current_risk("PHYSICAL|COERCIVE", "CURRENT"));
  EXPECT_FALSE(current_risk("STALKING", "PAST_12M"));
  EXPECT_FALSE(current_risk("STALKING", ""));
}

TEST(FindFactsTest, FactsOfTheFile) {
  DocumentBuilder document;
  document.Answer("A.nation", "", "ENG").Answer("A.wave", "", "W1");
  EXPECT_THAT(FindFacts(document).All(),
              UnorderedElementsAre(std::pair("NATION_ENG", ""),
                                   std::pair("WAVE_SAMPLED", "")));
  document.Answer("A.nation", "", "SCO").Answer("A.wave", "", "W2");
  EXPECT_THAT(FindFacts(document).All(),
              ElementsAre(std::pair("NATION_SCO", "")));
}

TEST(FindFactsTest, TheOrderOfPeopleAndHarmsChangesNothing) {
  DocumentBuilder builder = CoupleWith(Period::kCurrent, "2");
  builder.Person("P3", "INDEX_CHILD", "A16_17", "M")
      .Harm("H1", "P2", "P1", "IP_CURRENT", "PHYSICAL", "CURRENT")
      .Harm("H2", "P1", "P2", "IP_CURRENT", "PHYSICAL", "CURRENT", "RESPONSIVE")
      .Harm("H3", "P3", "P1", "CHILD_TO_PARENT", "PHYSICAL", "CURRENT")
      .Answer("A.nation", "", "ENG");
  Document document = builder;
  const Facts facts = FindFacts(document);
  const NetworkReading reading = FindHarm(document);
  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    std::shuffle(document.people.begin(), document.people.end(), random);
    std::shuffle(document.harms.begin(), document.harms.end(), random);
    for (Relationship& relationship : document.relationships) {
      std::swap(relationship.person_1, relationship.person_2);
    }
    EXPECT_EQ(FindFacts(document), facts);
    EXPECT_EQ(FindHarm(document), reading);
  }
}

}  // namespace
}  // namespace caselens
