#include "typology/harm/pattern.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace caselens {
namespace {

std::string PatternOf(absl::string_view relation, absl::string_view from,
                      absl::string_view to,
                      absl::string_view direction = "ONE_WAY") {
  HarmEdge edge;
  edge.relation = FromCode<HarmRelation>(relation);
  edge.direction = FromCode<HarmDirection>(direction);
  NetworkPerson a;
  a.gender = FromCode<Gender>(from);
  NetworkPerson b;
  b.gender = FromCode<Gender>(to);
  return std::string(PatternCode(caselens::PatternOf(edge, a, b)));
}

TEST(PatternTest, PartnersGetTheirPatternFromGender) {
  for (const char* relation : {"IP_CURRENT", "IP_FORMER"}) {
    EXPECT_EQ(PatternOf(relation, "M", "F"), "M2W");
    EXPECT_EQ(PatternOf(relation, "F", "M"), "W2M");
    EXPECT_EQ(PatternOf(relation, "F", "F"), "W2W");
    EXPECT_EQ(PatternOf(relation, "M", "M"), "M2M");
    EXPECT_EQ(PatternOf(relation, "NB", "F"), "OTHER");
    EXPECT_EQ(PatternOf(relation, "M", "NB"), "OTHER");
  }
}

TEST(PatternTest, AnUnknownGenderIsNotAnotherGender) {
  EXPECT_EQ(PatternOf("IP_CURRENT", "U", "F"), "UNKNOWN");
  EXPECT_EQ(PatternOf("IP_CURRENT", "M", ""), "UNKNOWN");
  EXPECT_EQ(PatternOf("IP_CURRENT", "NB", "U"), "UNKNOWN");
}

TEST(PatternTest, OtherRelationsNeedNoGender) {
  const std::vector<std::pair<std::string, std::string>> wanted = {
      {"PARENT_TO_ADULT_CHILD", "INTERGEN"},
      {"ADULT_CHILD_TO_PARENT", "AC2P"},
      {"CHILD_TO_PARENT", "C2P"},
      {"SIBLING", "SIB"},
      {"INTERGEN_ADULT", "INTERGEN"},
      {"EXTENDED", "EXTFAM"},
      {"ADULT_TO_CHILD", "A2C"},
      {"OTHER", "OTHER"},
      {"", "UNKNOWN"}};
  for (const auto& [relation, pattern] : wanted) {
    for (const char* gender : {"F", "M", "NB", "U", ""}) {
      EXPECT_EQ(PatternOf(relation, gender, "F"), pattern) << relation;
    }
  }
}

TEST(PatternTest, AResponsiveEdgeIsNeverCountedWithTheOthers) {
  for (const absl::string_view relation : CodesOf(HarmRelation::kUnknown)) {
    EXPECT_EQ(PatternOf(relation, "F", "M", "RESPONSIVE"), "RESPONSIVE")
        << relation;
  }
  EXPECT_EQ(PatternOf("IP_CURRENT", "F", "M", "RECIPROCAL"), "W2M");
  EXPECT_EQ(PatternOf("IP_CURRENT", "F", "M", ""), "W2M");
}

TEST(PatternTest, ThePublicStoryLeavesOutEveryKnownPatternButMenToWomen) {
  int outside = 0;
  for (int i = 0; i < kHarmPatternCount; ++i) {
    outside += OutsidePublicStory(static_cast<HarmPattern>(i)) ? 1 : 0;
  }
  EXPECT_EQ(outside, kHarmPatternCount - 3);
  EXPECT_FALSE(OutsidePublicStory(HarmPattern::kManToWoman));
  EXPECT_FALSE(OutsidePublicStory(HarmPattern::kUnknown));
  EXPECT_FALSE(OutsidePublicStory(HarmPattern::kResponsive));
}

}  // namespace
}  // namespace caselens
