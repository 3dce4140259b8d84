#include "typology/agreement/network_agreement.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "typology/harm/codes.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

NetworkPerson Person(const std::string& id, PersonRole role,
                     Gender gender = Gender::kUnknown) {
  return {.id = id, .role = role, .gender = gender};
}

HarmEdge Edge(const std::string& id, const std::string& from,
              const std::string& to,
              HarmRelation relation = HarmRelation::kUnknown) {
  return {.id = id, .from = from, .to = to, .relation = relation};
}

TEST(Networks, PeopleAreFoundByRoleWhateverTheyAreCalled) {
  const Network a{.people = {Person("P1", PersonRole::kMother),
                             Person("P2", PersonRole::kFather),
                             Person("P3", PersonRole::kIndexChild)},
                  .edges = {Edge("H1", "P2", "P1"), Edge("H2", "P2", "P3")}};
  const Network b{.people = {Person("P1", PersonRole::kIndexChild),
                             Person("P2", PersonRole::kMother),
                             Person("P3", PersonRole::kFather)},
                  .edges = {Edge("H1", "P3", "P2"), Edge("H2", "P2", "P1")}};
  EXPECT_EQ(
      AlignNetworks(a, b),
      (NetworkAlignment{.people = {{"P1", "P2"}, {"P2", "P3"}, {"P3", "P1"}},
                        .matched = {{"H1", "H1"}},
                        .only_a = {"H2"},
                        .only_b = {"H2"}}));
}

// Who harms whom is what coders disagree on: it must not match by turning
// round.
TEST(Networks, MotherAndFatherNeverChangePlaces) {
  const std::vector<NetworkPerson> people = {Person("P1", PersonRole::kMother),
                                             Person("P2", PersonRole::kFather)};
  const NetworkAlignment alignment =
      AlignNetworks({.people = people, .edges = {Edge("H1", "P1", "P2")}},
                    {.people = people, .edges = {Edge("H1", "P2", "P1")}});
  EXPECT_THAT(alignment.matched, IsEmpty());
  EXPECT_THAT(alignment.only_a, ElementsAre("H1"));
  EXPECT_THAT(alignment.only_b, ElementsAre("H1"));
}

TEST(Networks, SamePersonUnderAnotherReadingOfTheRole) {
  EXPECT_TRUE(MayBeSamePerson(Person("a", PersonRole::kStepfather),
                              Person("b", PersonRole::kMothersPartner)));
  EXPECT_TRUE(MayBeSamePerson(Person("a", PersonRole::kUnknown),
                              Person("b", PersonRole::kCousin)));
  EXPECT_FALSE(MayBeSamePerson(Person("a", PersonRole::kUnknown),
                               Person("b", PersonRole::kIndexChild)));
  EXPECT_FALSE(
      MayBeSamePerson(Person("a", PersonRole::kOtherKin, Gender::kMale),
                      Person("b", PersonRole::kOtherKin, Gender::kFemale)));
}

// Two siblings of the same age: what they do tells them apart.
TEST(Networks, EdgesDecideWhoIsWhoAmongAlike) {
  std::vector<NetworkPerson> people = {Person("P1", PersonRole::kMother),
                                       Person("P2", PersonRole::kAdultChild),
                                       Person("P3", PersonRole::kAdultChild)};
  const NetworkAlignment alignment = AlignNetworks(
      {.people = people,
       .edges = {Edge("H1", "P2", "P1"), Edge("H2", "P2", "P3")}},
      {.people = people,
       .edges = {Edge("H1", "P3", "P1"), Edge("H2", "P3", "P2")}});
  EXPECT_THAT(
      alignment.people,
      ElementsAre(IdPair{"P1", "P1"}, IdPair{"P2", "P3"}, IdPair{"P3", "P2"}));
  EXPECT_EQ(alignment.matched.size(), 2U);
}

TEST(Networks, ParallelEdgesMatchThoseAlike) {
  const std::vector<NetworkPerson> people = {
      Person("P1", PersonRole::kMother), Person("P2", PersonRole::kExPartner)};
  const NetworkAlignment alignment = AlignNetworks(
      {.people = people,
       .edges = {Edge("H1", "P2", "P1", HarmRelation::kPartners),
                 Edge("H2", "P2", "P1", HarmRelation::kFormerPartners)}},
      {.people = people,
       .edges = {Edge("H9", "P2", "P1", HarmRelation::kFormerPartners)}});
  EXPECT_THAT(alignment.matched, ElementsAre(IdPair{"H2", "H9"}));
  EXPECT_THAT(alignment.only_a, ElementsAre("H1"));
}

TEST(Networks, EmptyNetworksAlign) {
  EXPECT_EQ(AlignNetworks({}, {}), NetworkAlignment());
  const Network one{.people = {Person("P1", PersonRole::kMother)},
                    .edges = {Edge("H1", "P1", "P9")}};  // P9 is nobody
  EXPECT_THAT(AlignNetworks(one, {}).only_a, ElementsAre("H1"));
  EXPECT_THAT(AlignNetworks({}, one).only_b, ElementsAre("H1"));
}

Network RandomNetwork(std::mt19937_64& random, size_t people, size_t edges) {
  constexpr PersonRole kRoles[] = {PersonRole::kMother, PersonRole::kFather,
                                   PersonRole::kSiblingUnder16,
                                   PersonRole::kOtherKin, PersonRole::kUnknown};
  Network network;
  for (size_t i = 0; i < people; ++i) {
    network.people.push_back(
        Person(absl::StrCat("P", i + 1), kRoles[random() % 5]));
  }
  for (size_t i = 0; i < edges; ++i) {
    const size_t from = random() % people;
    const size_t to = (from + 1 + random() % (people - 1)) % people;
    network.edges.push_back(Edge(absl::StrCat("H", i + 1),
                                 absl::StrCat("P", from + 1),
                                 absl::StrCat("P", to + 1)));
  }
  return network;
}

// Most edges that any pairing matches, by trying all of them.
size_t MostMatched(const Network& a, const Network& b, size_t at,
                   std::vector<int>& pairing) {
  if (at == a.people.size()) {
    std::vector<bool> used(b.edges.size());
    size_t matched = 0;
    for (const HarmEdge& edge : a.edges) {
      const auto partner = [&](const std::string& id) {
        for (size_t i = 0; i < a.people.size(); ++i) {
          if (a.people[i].id == id) return pairing[i];
        }
        return -1;
      };
      const int from = partner(edge.from);
      const int to = partner(edge.to);
      for (size_t k = 0; k < b.edges.size() && from >= 0 && to >= 0; ++k) {
        if (used[k] || b.edges[k].from != b.people[from].id ||
            b.edges[k].to != b.people[to].id) {
          continue;
        }
        used[k] = true;
        ++matched;
        break;
      }
    }
    return matched;
  }
  pairing[at] = -1;
  size_t most = MostMatched(a, b, at + 1, pairing);
  for (int j = 0; j < static_cast<int>(b.people.size()); ++j) {
    const bool taken = std::find(pairing.begin(), pairing.begin() + at, j) !=
                       pairing.begin() + at;
    if (taken || !MayBeSamePerson(a.people[at], b.people[j])) continue;
    pairing[at] = j;
    most = std::max(most, MostMatched(a, b, at + 1, pairing));
  }
  pairing[at] = -1;
  return most;
}

TEST(Networks, NoOtherPairingMatchesMoreEdges) {
  std::mt19937_64 random(31);
  for (int i = 0; i < 100; ++i) {
    const Network a = RandomNetwork(random, 2 + random() % 4, random() % 8);
    const Network b = RandomNetwork(random, 2 + random() % 4, random() % 8);
    const NetworkAlignment alignment = AlignNetworks(a, b);
    std::vector<int> pairing(a.people.size(), -1);
    EXPECT_TRUE(alignment.exact);
    EXPECT_EQ(alignment.matched.size(), MostMatched(a, b, 0, pairing)) << i;
    EXPECT_EQ(alignment.matched.size() + alignment.only_a.size(),
              a.edges.size());
    EXPECT_EQ(alignment.matched.size() + alignment.only_b.size(),
              b.edges.size());
    EXPECT_EQ(AlignNetworks(b, a).matched.size(), alignment.matched.size());
  }
}

TEST(Networks, OrderOfPeopleAndEdgesCarriesNoMeaning) {
  std::mt19937_64 random(32);
  for (int i = 0; i < 20; ++i) {
    Network a = RandomNetwork(random, 6, 9);
    Network b = RandomNetwork(random, 6, 9);
    const NetworkAlignment before = AlignNetworks(a, b);
    std::shuffle(a.people.begin(), a.people.end(), random);
    std::shuffle(b.edges.begin(), b.edges.end(), random);
    EXPECT_EQ(AlignNetworks(a, b), before);
  }
}

TEST(Networks, ASearchCutShortSaysSoAndStillAccountsForAll) {
  std::mt19937_64 random(33);
  const Network a = RandomNetwork(random, 40, 120);
  const NetworkAlignment alignment = AlignNetworks(a, a, 1000);
  EXPECT_FALSE(alignment.exact);
  EXPECT_GT(alignment.matched.size(), 0U);
  EXPECT_EQ(alignment.matched.size() + alignment.only_a.size(), 120U);
}

TEST(MatchTally, CountsOverFiles) {
  MatchTally tally;
  EXPECT_EQ(tally.PositiveAgreement(), NotDefined("no coder listed any", 0));
  tally.Add({.matched = {{"H1", "H1"}, {"H2", "H2"}}, .only_a = {"H3"}});
  tally.Add({.only_b = {"H1"}});
  tally.Add(NetworkAlignment{});  // nobody saw harm
  tally.Add({.matched = {{"H1", "H1"}}, .exact = false});
  EXPECT_EQ(tally.Matched(), 3);
  EXPECT_EQ(tally.OnlyA(), 1);
  EXPECT_EQ(tally.OnlyB(), 1);
  EXPECT_EQ(tally.Inexact(), 1);
  EXPECT_EQ(tally.PositiveAgreement().n, 3);
  EXPECT_DOUBLE_EQ(*tally.PositiveAgreement().value, 6.0 / 8);
}

}  // namespace
}  // namespace caselens
