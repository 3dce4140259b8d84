#include "typology/harm/reading.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

NetworkPerson Somebody(absl::string_view id, absl::string_view role,
                       absl::string_view age, absl::string_view gender,
                       std::vector<ChildPosition> positions = {}) {
  NetworkPerson person;
  person.id = std::string(id);
  person.role = FromCode<PersonRole>(role);
  person.age = FromCode<AgeBand>(age);
  person.gender = FromCode<Gender>(gender);
  person.positions = std::move(positions);
  return person;
}

HarmEdge Edge(absl::string_view id, absl::string_view from,
              absl::string_view to, absl::string_view relation,
              absl::string_view direction = "ONE_WAY") {
  HarmEdge edge;
  edge.id = std::string(id);
  edge.from = std::string(from);
  edge.to = std::string(to);
  edge.relation = FromCode<HarmRelation>(relation);
  edge.direction = FromCode<HarmDirection>(direction);
  edge.types = {HarmType::kPhysical};
  edge.period = HarmPeriod::kCurrent;
  return edge;
}

// A father who harms the mother, her answer to it, and a son who sees it and
// harms the mother.
Network Family() {
  return {
      .people = {Somebody("P1", "INDEX_CHILD", "A10_15", "M",
                          {ChildPosition::kSeesHears, ChildPosition::kHarms}),
                 Somebody("P2", "MOTHER", "A35_49", "F"),
                 Somebody("P3", "FATHER", "A35_49", "M")},
      .edges = {Edge("H1", "P3", "P2", "IP_CURRENT"),
                Edge("H2", "P2", "P3", "IP_CURRENT", "RESPONSIVE"),
                Edge("H3", "P1", "P2", "CHILD_TO_PARENT")}};
}

ChildReading ReadOnly(Network network, std::vector<ChildPosition> positions) {
  network.people[0].positions = std::move(positions);
  return ReadNetwork(network, Nation::kEngland).children.at(0);
}

TEST(ReadNetworkTest, AnEmptyNetworkHasAnEmptyReading) {
  EXPECT_EQ(ReadNetwork({}, Nation::kEngland), NetworkReading());
}

TEST(ReadNetworkTest, ReadsAFamily) {
  const NetworkReading reading = ReadNetwork(Family(), Nation::kEngland);
  ASSERT_EQ(reading.edges.size(), 3);
  EXPECT_EQ(reading.edges[0].pattern, HarmPattern::kManToWoman);
  EXPECT_EQ(reading.edges[1].pattern, HarmPattern::kResponsive);
  EXPECT_EQ(reading.edges[2].pattern, HarmPattern::kChildToParent);
  EXPECT_EQ(reading.edges[0].scope.in_scope, Truth::kYes);
  EXPECT_EQ(reading.edges[1].scope.in_scope, Truth::kUnknown);
  EXPECT_EQ(reading.edges[2].scope.in_scope, Truth::kNo);
  EXPECT_EQ(reading.Count(HarmPattern::kManToWoman), 1);
  EXPECT_EQ(reading.Count(HarmPattern::kWomanToMan), 0);
  EXPECT_EQ(reading.OutsidePublicStoryCount(), 1);
  EXPECT_THAT(reading.warnings, IsEmpty());
  EXPECT_THAT(
      reading.children,
      ElementsAre(ChildReading{
          .person = "P1",
          .both_identities = Truth::kYes,
          .victim_by_law = StatutoryScope{
              .in_scope = Truth::kYes,
              .law = "Domestic Abuse Act 2021, section 3",
              .reason = "Sees, hears or experiences the effects of abuse by "
                        "or to a relative."}}));
}

TEST(ReadNetworkTest, BothIdentitiesNeedBeingHarmedAndHarming) {
  using Position = ChildPosition;
  const auto both = [](std::vector<Position> positions) {
    return ReadOnly(Family(), std::move(positions)).both_identities;
  };
  EXPECT_EQ(both({Position::kDirectVictim, Position::kHarms}), Truth::kYes);
  EXPECT_EQ(both({Position::kEffects, Position::kHarms}), Truth::kYes);
  EXPECT_EQ(both({Position::kHarms}), Truth::kNo);
  EXPECT_EQ(both({Position::kHarms, Position::kIntervenes, Position::kUsed}),
            Truth::kNo);
  EXPECT_EQ(both({Position::kSeesHears, Position::kIntervenes}), Truth::kNo)
      << "stepping in is not harming";
  EXPECT_EQ(both({}), Truth::kUnknown);
}

TEST(ReadNetworkTest, AChildIsAVictimByLawThroughAbuseAroundARelative) {
  const auto victim = [](const Network& network,
                         std::vector<ChildPosition> positions) {
    return ReadOnly(network, std::move(positions)).victim_by_law->in_scope;
  };
  const std::vector<ChildPosition> hears = {ChildPosition::kSeesHears};
  EXPECT_EQ(victim(Family(), hears), Truth::kYes);
  EXPECT_EQ(victim(Family(), {ChildPosition::kUsed}), Truth::kNo);
  EXPECT_EQ(victim(Family(), {}), Truth::kUnknown);

  Network strangers = Family();
  strangers.edges.resize(1);
  strangers.people[1].role = PersonRole::kNonKinHousehold;
  strangers.people[2].role = PersonRole::kNonKinHousehold;
  EXPECT_EQ(victim(strangers, hears), Truth::kNo);
  strangers.people[1].role = PersonRole::kUnknown;
  EXPECT_EQ(victim(strangers, hears), Truth::kUnknown);

  Network ageless = Family();
  ageless.edges.resize(1);
  ageless.people[2].age = AgeBand::kUnknown;
  EXPECT_EQ(victim(ageless, hears), Truth::kUnknown);

  Network no_harm = Family();
  no_harm.edges.clear();
  EXPECT_EQ(victim(no_harm, hears), Truth::kNo);
}

TEST(ReadNetworkTest, SectionThreeIsOfEnglandAlone) {
  for (const Nation nation : {Nation::kScotland, Nation::kUnknown}) {
    EXPECT_EQ(ReadNetwork(Family(), nation).children.at(0).victim_by_law,
              std::nullopt);
  }
}

TEST(ReadNetworkTest, AnEdgeToNobodyIsReadAsToSomeoneUnknown) {
  Network network = Family();
  network.edges = {Edge("H1", "P3", "P9", "IP_CURRENT")};
  const NetworkReading reading = ReadNetwork(network, Nation::kEngland);
  ASSERT_EQ(reading.edges.size(), 1);
  EXPECT_EQ(reading.edges[0].pattern, HarmPattern::kUnknown);
  EXPECT_EQ(reading.edges[0].scope.in_scope, Truth::kUnknown);
}

template <typename Enum>
Enum Draw(std::mt19937& random) {
  return static_cast<Enum>(random() % CodesOf(Enum::kUnknown).size());
}

Network RandomNetwork(std::mt19937& random, int people, int edges) {
  Network network;
  for (int i = 1; i <= people; ++i) {
    NetworkPerson person;
    person.id = absl::StrCat("P", i);
    person.role = Draw<PersonRole>(random);
    person.age = Draw<AgeBand>(random);
    person.gender = Draw<Gender>(random);
    person.residence = Draw<Residence>(random);
    if (random() % 2 == 0) {
      person.positions = {Draw<ChildPosition>(random), ChildPosition::kHarms};
    }
    network.people.push_back(person);
  }
  for (int i = 1; i <= edges; ++i) {
    HarmEdge edge;
    edge.id = absl::StrCat("H", i);
    edge.from = absl::StrCat("P", 1 + random() % people);
    edge.to = absl::StrCat("P", 1 + random() % people);
    edge.relation = Draw<HarmRelation>(random);
    edge.types = {Draw<HarmType>(random)};
    edge.period = Draw<HarmPeriod>(random);
    edge.direction = Draw<HarmDirection>(random);
    network.edges.push_back(edge);
  }
  return network;
}

TEST(ReadNetworkTest, TheOrderOfPeopleAndEdgesChangesNothing) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    Network network = RandomNetwork(random, 1 + round % 20, round % 40);
    const Nation nation = Draw<Nation>(random);
    const NetworkReading before = ReadNetwork(network, nation);
    std::shuffle(network.people.begin(), network.people.end(), random);
    std::shuffle(network.edges.begin(), network.edges.end(), random);
    ASSERT_EQ(ReadNetwork(network, nation), before) << "round " << round;
  }
}

TEST(ReadNetworkTest, EveryEdgeHasOnePatternAndAReason) {
  std::mt19937 random(12);
  for (int round = 0; round < 100; ++round) {
    const Network network = RandomNetwork(random, 20, 60);
    const NetworkReading reading = ReadNetwork(network, Draw<Nation>(random));
    int total = 0;
    for (const int count : reading.pattern_counts) total += count;
    EXPECT_EQ(total, 60);
    for (const EdgeReading& edge : reading.edges) {
      EXPECT_NE(edge.scope.reason, "") << edge.edge;
    }
  }
}

TEST(ReadNetworkTest, TheLargestNetworkIsReadInAMoment) {
  std::mt19937 random(13);
  const Network network = RandomNetwork(random, 60, 400);
  const auto start = std::chrono::steady_clock::now();
  const NetworkReading reading = ReadNetwork(network, Nation::kEngland);
  const auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(reading.edges.size(), 400);
  const auto us =
      std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
  RecordProperty("microseconds", static_cast<int>(us));
  EXPECT_LT(us, 500'000) << "the bound leaves room for sanitizers";
}

}  // namespace
}  // namespace caselens
