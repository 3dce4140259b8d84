#include "typology/findings/findings.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/typology/findings/document_builder.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

DirectionIndicators Levels(absl::string_view text) {
  return ParseDirection(text).value();
}

// A couple with control by P2, who is person 2 of R1, and a son.
DocumentBuilder Couple() {
  DocumentBuilder document;
  document.Person("P1", "MOTHER", "A25_34", "F")
      .Person("P2", "FATHER", "A35_49", "M")
      .Person("P3", "INDEX_CHILD", "A5_9", "M")
      .Relationship("R1", "P1", "P2", {Period::kEarlier, Period::kCurrent})
      .Answer("B.K2", "R1/CURRENT/P2>P1", "3")
      .Answer("B.K3", "R1/CURRENT/P2>P1", "3")
      .Answer("B.K7", "R1/CURRENT/P2>P1", "3")
      .Answer("B.V1", "R1/CURRENT/P2>P1", "2")
      .Answer("B.V1", "R1/CURRENT/P1>P2", "0")
      .NotAnswered("B.K1", "R1/CURRENT/P2>P1", Missing::kNotRecorded)
      .NotAnswered("B.V5", "R1/CURRENT/P2>P1", Missing::kUnclear)
      .Answer("B.X3", "R1/CURRENT", "N")
      .Answer("B.type", "R1/CURRENT/P1", "NONVIOLENT")
      .Answer("B.type", "R1/CURRENT/P2", "IT");
  return document;
}

TEST(FindingsTest, AnEmptyDocumentHasNoFindings) {
  EXPECT_THAT(FindRelationships({}), IsEmpty());
  EXPECT_EQ(FindHarm({}), NetworkReading());
  EXPECT_THAT(FindFacts({}).All(), IsEmpty());
  EXPECT_THAT(FoundFactors({}, {}), IsEmpty());
}

TEST(FindingsTest, ReadsEachPeriodOfARelationshipWithItsDirections) {
  RelationshipFinding earlier;
  earlier.instance = std::string("R1/EARLIER");
  earlier.relationship = std::string("R1");
  earlier.period = Period::kEarlier;
  earlier.person_1 = std::string("P1");
  earlier.person_2 = std::string("P2");
  RelationshipFinding current = earlier;
  current.instance = std::string("R1/CURRENT");
  current.period = Period::kCurrent;
  current.d12 = Levels("V1=0");
  current.d21 = Levels("K2=3 K3=3 K7=3 V1=2");
  current.dyad.first_at_separation = YesNo::kNo;
  current.human_types = {std::string("NONVIOLENT"), std::string("IT")};
  EXPECT_THAT(FindRelationships(Couple()), ElementsAre(earlier, current));
}

TEST(FindingsTest, SuggestsForTheTwoInTheOrderOfTheRelationship) {
  const auto findings = FindRelationships(Couple());
  ASSERT_EQ(findings.size(), 2);
  EXPECT_EQ(SuggestFor(findings[0]).types,
            (std::array{JohnsonType::kInsufficientInformation,
                        JohnsonType::kInsufficientInformation}));
  EXPECT_EQ(
      SuggestFor(findings[1]).types,
      (std::array{JohnsonType::kNonviolent, JohnsonType::kIntimateTerrorism}));
}

TEST(FindingsTest, EveryIndicatorOfTheTemplateIsRead) {
  for (size_t i = 0; i < kIndicatorCount; ++i) {
    const auto indicator = static_cast<Indicator>(i);
    DocumentBuilder document = Couple();
    document.Answer(absl::StrCat("B.", IndicatorName(indicator)),
                    "R1/EARLIER/P1>P2", "2");
    EXPECT_EQ(FindRelationships(document)[0].d12.Level(indicator), 2);
  }
}

TEST(FindingsTest, WhatIsNoLevelIsNotRecorded) {
  DocumentBuilder document = Couple();
  document.Answer("B.V1", "R1/EARLIER/P1>P2", "4")
      .Answer("B.V2", "R1/EARLIER/P1>P2", "1|2")
      .Answer("B.X5", "R1/EARLIER", "MAYBE")
      .NotAnswered("B.V3", "R1/EARLIER/P1>P2", Missing::kWithheld);
  const RelationshipFinding finding = FindRelationships(document)[0];
  EXPECT_EQ(finding.d12, DirectionIndicators());
  EXPECT_EQ(finding.dyad, DyadIndicators());
}

// Which of the periods EARLIER, CURRENT and POST_SEPARATION show stalking.
std::string StalkedIn(absl::string_view relation, absl::string_view types,
                      absl::string_view period) {
  DocumentBuilder document;
  document
      .Relationship(
          "R1", "P1", "P2",
          {Period::kEarlier, Period::kCurrent, Period::kPostSeparation})
      .Harm("H1", "P2", "P1", relation, types, period);
  std::string result;
  for (const RelationshipFinding& finding : FindRelationships(document)) {
    const bool stalked = finding.dyad.stalking == YesNo::kYes;
    EXPECT_EQ(finding.high_harm, stalked);
    absl::StrAppend(&result, stalked ? "Y" : "-");
  }
  return result;
}

TEST(FindingsTest, StalkingCountsInEveryPeriodInWhichItMayFall) {
  EXPECT_EQ(StalkedIn("IP_CURRENT", "STALKING", "CURRENT"), "-YY");
  EXPECT_EQ(StalkedIn("IP_CURRENT", "STALKING", "PAST_12M"), "YYY");
  EXPECT_EQ(StalkedIn("IP_CURRENT", "STALKING", "LIFELONG"), "YYY");
  EXPECT_EQ(StalkedIn("IP_CURRENT", "STALKING", ""), "YYY");
  EXPECT_EQ(StalkedIn("IP_CURRENT", "STALKING", "HISTORIC"), "Y--");
  EXPECT_EQ(StalkedIn("IP_FORMER", "STALKING", "HISTORIC"), "Y-Y");
  EXPECT_EQ(StalkedIn("IP_CURRENT", "STALKING|POST_SEPARATION", "HISTORIC"),
            "Y-Y");
  EXPECT_EQ(StalkedIn("IP_CURRENT", "TECH", "CURRENT"), "---");
}

TEST(FindingsTest, StalkingOfSomeoneElseIsNotTheCouples) {
  DocumentBuilder document = Couple();
  document.Harm("H1", "P2", "P3", "OTHER", "STALKING", "CURRENT");
  for (const RelationshipFinding& finding : FindRelationships(document)) {
    EXPECT_EQ(finding.dyad.stalking, YesNo::kNotRecorded);
  }
}

TEST(FindingsTest, ASituationalTypeBesideHighHarmNeedsAReason) {
  DocumentBuilder document = Couple();
  document.Answer("B.V5", "R1/CURRENT/P2>P1", "1");
  EXPECT_TRUE(FindRelationships(document)[1].high_harm);
  EXPECT_FALSE(FindRelationships(document)[1].reason_required);
  document.Answer("B.type", "R1/CURRENT/P2", "SCV");
  EXPECT_TRUE(FindRelationships(document)[1].reason_required);
  document.Answer("B.V5", "R1/CURRENT/P2>P1", "0");
  EXPECT_FALSE(FindRelationships(document)[1].reason_required);
}

TEST(FindingsTest, ReadsTheNetworkFromSectionC) {
  DocumentBuilder document = Couple();
  document.Answer("C.in_household", "P2", "LEFT")
      .Answer("C.child_position", "P3", "SEES_HEARS|HARMS")
      .Harm("H1", "P2", "P1", "IP_FORMER", "PHYSICAL|TECH", "CURRENT")
      .Harm("H2", "P1", "P2", "IP_FORMER", "PHYSICAL", "CURRENT", "RESPONSIVE");
  const Network network = FindNetwork(document);
  ASSERT_EQ(network.people.size(), 3);
  ASSERT_EQ(network.edges.size(), 2);

  NetworkPerson father;
  father.id = std::string("P2");
  father.role = PersonRole::kFather;
  father.age = AgeBand::k35To49;
  father.gender = Gender::kMale;
  father.residence = Residence::kLeft;
  EXPECT_EQ(network.people[1], father);
  EXPECT_THAT(network.people[2].positions,
              ElementsAre(ChildPosition::kSeesHears, ChildPosition::kHarms));

  HarmEdge harm;
  harm.id = std::string("H1");
  harm.from = std::string("P2");
  harm.to = std::string("P1");
  harm.relation = HarmRelation::kFormerPartners;
  harm.types = {HarmType::kPhysical, HarmType::kTechnology};
  harm.period = HarmPeriod::kCurrent;
  harm.direction = HarmDirection::kOneWay;
  harm.pattern_recorded = true;
  EXPECT_EQ(network.edges[0], harm);
  EXPECT_TRUE(network.edges[1].IsResponsive());
  EXPECT_FALSE(network.edges[1].pattern_recorded);
}

TEST(FindingsTest, FearAndDrinkAndResistanceAreNoCourseOfBehaviour) {
  for (const char* field : {"B.V7", "B.V9", "B.X2"}) {
    DocumentBuilder document;
    document.Relationship("R1", "P1", "P2", {Period::kCurrent})
        .Answer(field, "R1/CURRENT/P1>P2", "3")
        .Harm("H1", "P1", "P2", "IP_CURRENT", "PHYSICAL", "CURRENT");
    EXPECT_FALSE(FindNetwork(document).edges[0].pattern_recorded) << field;
  }
}

TEST(FindingsTest, TheLawIsThatOfTheNation) {
  DocumentBuilder document = Couple();
  document.Harm("H1", "P2", "P1", "IP_CURRENT", "PHYSICAL", "CURRENT");
  EXPECT_EQ(FindHarm(document).edges[0].scope.in_scope, Truth::kUnknown);
  document.Answer("A.nation", "", "SCO");
  EXPECT_EQ(FindHarm(document).edges[0].scope.law,
            "Domestic Abuse (Scotland) Act 2018, section 1");
  EXPECT_EQ(FindHarm(document).edges[0].scope.in_scope, Truth::kYes);
  document.Answer("A.nation", "", "ENG");
  EXPECT_EQ(FindHarm(document).edges[0].scope.law,
            "Domestic Abuse Act 2021, section 1");
}

TEST(FindingsTest, FoundFactorsTellNotCodedFromAbsent) {
  DocumentBuilder document;
  document.Answer("J.found", "dv_parent", "2")
      .Answer("J.found_when", "dv_parent", "THAT_DOCUMENT")
      .Answer("J.found", "neglect", "0")
      .NotAnswered("J.found", "other", Missing::kNotYetCoded);
  const std::vector<std::string> keys = {"neglect", "dv_parent", "other",
                                         "dv_child"};
  EXPECT_THAT(FoundFactors(document, keys),
              ElementsAre(FoundFactor{"neglect", 0, ""},
                          FoundFactor{"dv_parent", 2, "THAT_DOCUMENT"},
                          FoundFactor{"other", std::nullopt, ""},
                          FoundFactor{"dv_child", std::nullopt, ""}));
}

// As large as document.proto allows.
Document LargestDocument() {
  DocumentBuilder builder;
  for (int i = 1; i <= 60; ++i) {
    builder.Person(absl::StrCat("P", i), "OTHER_KIN", "A25_34", "F");
  }
  Document document = builder;
  for (int i = 1; i <= 400; ++i) {
    document.harms.push_back({absl::StrCat("H", i),
                              absl::StrCat("P", i % 60 + 1),
                              absl::StrCat("P", (i + 1) % 60 + 1)});
  }
  for (int i = 1; i <= 100; ++i) {
    document.relationships.push_back(
        {absl::StrCat("R", i),
         absl::StrCat("P", i % 60 + 1),
         absl::StrCat("P", (i + 7) % 60 + 1),
         {Period::kEarlier, Period::kCurrent, Period::kPostSeparation}});
  }
  for (int i = 1; document.answers.size() < 10000; ++i) {
    const Relationship& at = document.relationships[i % 100];
    Answer answer;
    answer.field = absl::StrCat("B.K", i / 300 % 10 + 1);
    answer.instance =
        absl::StrCat(at.id, "/", PeriodName(at.periods[i / 100 % 3]), "/",
                     at.person_1, ">", at.person_2, i > 3000 ? "x" : "");
    answer.codes = {absl::StrCat(i % 4)};
    document.answers.push_back(std::move(answer));
  }
  std::sort(document.answers.begin(), document.answers.end(),
            [](const Answer& a, const Answer& b) {
              return std::pair(a.field, a.instance) <
                     std::pair(b.field, b.instance);
            });
  return document;
}

TEST(FindingsTest, TheLargestDocumentIsReadInAMoment) {
  const Document document = LargestDocument();
  const auto start = std::chrono::steady_clock::now();
  const Facts facts = FindFacts(document);
  const auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_TRUE(facts.Has("ADULT", "P60"));
  const auto us =
      std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
  RecordProperty("microseconds", static_cast<int>(us));
  EXPECT_LT(us, 5'000'000) << "the bound leaves room for sanitizers";
}

}  // namespace
}  // namespace caselens
