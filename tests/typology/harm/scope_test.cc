#include "typology/harm/scope.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caselens {
namespace {

using testing::HasSubstr;

NetworkPerson Somebody(absl::string_view role, absl::string_view age,
                       absl::string_view residence = "") {
  NetworkPerson person;
  person.role = FromCode<PersonRole>(role);
  person.age = FromCode<AgeBand>(age);
  person.residence = FromCode<Residence>(residence);
  return person;
}

HarmEdge Edge(absl::string_view relation,
              absl::string_view direction = "ONE_WAY") {
  HarmEdge edge;
  edge.relation = FromCode<HarmRelation>(relation);
  edge.direction = FromCode<HarmDirection>(direction);
  return edge;
}

StatutoryScope England(const HarmEdge& edge, const NetworkPerson& from,
                       const NetworkPerson& to) {
  return ScopeOf(edge, from, to, Nation::kEngland, {&edge});
}

StatutoryScope Scotland(const HarmEdge& edge,
                        const std::vector<const HarmEdge*>& others = {}) {
  return ScopeOf(edge, Somebody("FATHER", "A25_34"),
                 Somebody("MOTHER", "A25_34"), Nation::kScotland, others);
}

TEST(EnglishScopeTest, NeedsSixteenAndAConnection) {
  const NetworkPerson father = Somebody("FATHER", "A35_49");
  const NetworkPerson mother = Somebody("MOTHER", "A25_34");
  const NetworkPerson teenager = Somebody("INDEX_CHILD", "A16_17");
  const NetworkPerson child = Somebody("INDEX_CHILD", "A10_15");
  EXPECT_EQ(England(Edge("IP_FORMER"), father, mother),
            (StatutoryScope{
                .in_scope = Truth::kYes,
                .law = "Domestic Abuse Act 2021, section 1",
                .reason = "Both are 16 or over and personally connected."}));
  EXPECT_EQ(England(Edge("CHILD_TO_PARENT"), teenager, mother).in_scope,
            Truth::kYes);
  EXPECT_EQ(England(Edge("CHILD_TO_PARENT"), child, mother).in_scope,
            Truth::kNo);
  EXPECT_EQ(England(Edge("ADULT_TO_CHILD"), father, teenager).in_scope,
            Truth::kYes);
  EXPECT_EQ(England(Edge("ADULT_TO_CHILD"), father, child),
            (StatutoryScope{.in_scope = Truth::kNo,
                            .law = "Domestic Abuse Act 2021, section 1",
                            .reason = "At least one of the two is under 16."}));
  EXPECT_EQ(England(Edge("OTHER"), father, mother).in_scope, Truth::kNo);
}

TEST(EnglishScopeTest, WhatIsNotRecordedStaysUnknownUnlessOneAnswerSettlesIt) {
  const NetworkPerson adult = Somebody("MOTHER", "A25_34");
  const NetworkPerson ageless = Somebody("FATHER", "");
  const NetworkPerson child = Somebody("SIBLING_U16", "");
  EXPECT_EQ(England(Edge("IP_CURRENT"), ageless, adult).in_scope,
            Truth::kUnknown);
  EXPECT_EQ(England(Edge(""), adult, adult).in_scope, Truth::kUnknown);
  EXPECT_EQ(England(Edge(""), ageless, child).in_scope, Truth::kNo);
  EXPECT_EQ(England(Edge("OTHER"), ageless, ageless).in_scope, Truth::kNo);
}

TEST(EnglishScopeTest, KinAreConnectedAsFarAsTheActReaches) {
  const NetworkPerson mother = Somebody("MOTHER", "A25_34");
  const NetworkPerson aunt = Somebody("AUNT_UNCLE", "A25_34");
  const NetworkPerson kin = Somebody("OTHER_KIN", "A25_34");
  EXPECT_EQ(England(Edge("EXTENDED"), aunt, mother).in_scope, Truth::kYes);
  EXPECT_EQ(England(Edge("EXTENDED"), kin, mother).in_scope, Truth::kUnknown);
}

TEST(EnglishScopeTest, AParentsPartnerIsConnectedToTheChildWhenLivingThere) {
  const NetworkPerson teenager = Somebody("INDEX_CHILD", "A16_17");
  const HarmEdge edge = Edge("ADULT_TO_CHILD");
  EXPECT_EQ(
      England(edge, Somebody("MOTHERS_PARTNER", "A25_34", "YES"), teenager)
          .in_scope,
      Truth::kYes);
  EXPECT_EQ(England(edge, Somebody("MOTHERS_PARTNER", "A25_34", "NO"), teenager)
                .in_scope,
            Truth::kUnknown);
  EXPECT_EQ(
      England(edge, Somebody("NON_KIN_HOUSEHOLD", "A25_34", "YES"), teenager)
          .in_scope,
      Truth::kNo);
}

TEST(EnglishScopeTest, ActingInAnswerIsNotCalledAbuse) {
  const NetworkPerson adult = Somebody("MOTHER", "A25_34");
  const StatutoryScope scope =
      England(Edge("IP_CURRENT", "RESPONSIVE"), adult, adult);
  EXPECT_EQ(scope.in_scope, Truth::kUnknown);
  EXPECT_THAT(scope.reason, HasSubstr("in answer"));
  EXPECT_EQ(Scotland(Edge("IP_CURRENT", "RESPONSIVE")).in_scope,
            Truth::kUnknown);
}

TEST(ScottishScopeTest, CoversPartnersOnly) {
  EXPECT_EQ(
      Scotland(Edge("ADULT_CHILD_TO_PARENT")),
      (StatutoryScope{.in_scope = Truth::kNo,
                      .law = "Domestic Abuse (Scotland) Act 2018, section 1",
                      .reason = "The two are not partners or ex-partners."}));
  EXPECT_EQ(Scotland(Edge("")).in_scope, Truth::kUnknown);
}

TEST(ScottishScopeTest, NeedsTwoOccasionsAndNeverReadsSilenceAsOne) {
  HarmEdge once = Edge("IP_CURRENT");
  once.period = HarmPeriod::kCurrent;
  once.types = {HarmType::kPhysical};
  EXPECT_EQ(Scotland(once).in_scope, Truth::kUnknown);
  EXPECT_EQ(Scotland(once, {&once}).in_scope, Truth::kUnknown);

  HarmEdge pattern = once;
  pattern.pattern_recorded = true;
  EXPECT_EQ(Scotland(pattern).in_scope, Truth::kYes);
  HarmEdge lifelong = once;
  lifelong.period = HarmPeriod::kLifelong;
  EXPECT_EQ(Scotland(lifelong).in_scope, Truth::kYes);
  HarmEdge coercive = once;
  coercive.types = {HarmType::kCoercive};
  EXPECT_EQ(Scotland(coercive).in_scope, Truth::kYes);
  HarmEdge stalking = once;
  stalking.types = {HarmType::kStalking};
  EXPECT_EQ(Scotland(stalking).in_scope, Truth::kYes);

  HarmEdge earlier = Edge("IP_CURRENT");
  earlier.period = HarmPeriod::kHistoric;
  EXPECT_EQ(Scotland(once, {&once, &earlier}).in_scope, Truth::kYes);
  earlier.direction = HarmDirection::kResponsive;
  EXPECT_EQ(Scotland(once, {&once, &earlier}).in_scope, Truth::kUnknown);
}

TEST(ScopeTest, WithoutANationNothingIsSaid) {
  const HarmEdge edge = Edge("IP_CURRENT");
  const NetworkPerson adult = Somebody("MOTHER", "A25_34");
  const StatutoryScope scope =
      ScopeOf(edge, adult, adult, Nation::kUnknown, {});
  EXPECT_EQ(scope.in_scope, Truth::kUnknown);
  EXPECT_EQ(scope.law, "");
}

}  // namespace
}  // namespace caselens
