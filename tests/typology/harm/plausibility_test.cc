#include "typology/harm/plausibility.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caselens {
namespace {

using testing::HasSubstr;

struct Case {
  const char* relation;
  const char* from_role;
  const char* from_age;
  const char* to_role;
  const char* to_age;
};

HarmEdge Edge(absl::string_view id, absl::string_view from,
              absl::string_view to) {
  HarmEdge edge;
  edge.id = std::string(id);
  edge.from = std::string(from);
  edge.to = std::string(to);
  return edge;
}

std::vector<EdgeWarning> Warnings(const Case& c) {
  HarmEdge edge = Edge("H7", "P1", "P2");
  edge.relation = FromCode<HarmRelation>(c.relation);
  NetworkPerson from;
  from.role = FromCode<PersonRole>(c.from_role);
  from.age = FromCode<AgeBand>(c.from_age);
  NetworkPerson to;
  to.role = FromCode<PersonRole>(c.to_role);
  to.age = FromCode<AgeBand>(c.to_age);
  return ImplausibleIn(edge, from, to);
}

// Warned of exactly once, under the edge's id, with the wanted words.
void ExpectWarning(const Case& c, const char* words) {
  const std::vector<EdgeWarning> warnings = Warnings(c);
  ASSERT_EQ(warnings.size(), 1)
      << c.relation << " " << c.from_age << " " << c.to_age;
  EXPECT_EQ(warnings[0].edge, "H7");
  EXPECT_THAT(warnings[0].text, HasSubstr(words));
}

TEST(PlausibilityTest, NamesWhatDoesNotFit) {
  ExpectWarning({"ADULT_TO_CHILD", "FATHER", "A35_49", "ADULT_CHILD", "A18_24"},
                "harmed is 18 or over");
  ExpectWarning(
      {"ADULT_TO_CHILD", "SIBLING_16_17", "A16_17", "INDEX_CHILD", "A5_9"},
      "who harms is under 18");
  ExpectWarning({"PARENT_TO_ADULT_CHILD", "MOTHER", "", "INDEX_CHILD", ""},
                "under 18");
  ExpectWarning({"EXTENDED", "AUNT_UNCLE", "A35_49", "INDEX_CHILD", "A0_4"},
                "ADULT_TO_CHILD");
  ExpectWarning({"CHILD_TO_PARENT", "ADULT_CHILD", "A18_24", "MOTHER", ""},
                "ADULT_CHILD_TO_PARENT");
  ExpectWarning(
      {"ADULT_CHILD_TO_PARENT", "INDEX_CHILD", "A10_15", "MOTHER", ""},
      "CHILD_TO_PARENT");
  ExpectWarning({"CHILD_TO_PARENT", "SIBLING_U16", "", "INDEX_CHILD", "A5_9"},
                "role of the person harmed");
  ExpectWarning({"IP_CURRENT", "MOTHERS_PARTNER", "A25_34", "MOTHER", "A10_15"},
                "under 16");
  ExpectWarning({"IP_FORMER", "FATHER", "A25_34", "ADULT_CHILD", "A18_24"},
                "check relation and roles");
  ExpectWarning({"SIBLING", "FATHER", "A25_34", "INDEX_CHILD", "A5_9"},
                "Siblings");
  ExpectWarning({"INTERGEN_ADULT", "COUSIN", "A10_15", "GRANDPARENT_MAT", ""},
                "under 16");
  ExpectWarning({"SIBLING", "SIBLING_U16", "UNBORN", "INDEX_CHILD", "A5_9"},
                "unborn");
}

TEST(PlausibilityTest, SaysNothingOfWhatFitsOrIsUnknown) {
  for (const Case& c : std::vector<Case>{
           {"ADULT_TO_CHILD", "FATHER", "A35_49", "INDEX_CHILD", "A16_17"},
           {"ADULT_TO_CHILD", "", "", "", ""},
           {"CHILD_TO_PARENT", "INDEX_CHILD", "A16_17", "MOTHER", "A35_49"},
           {"ADULT_CHILD_TO_PARENT", "INDEX_CHILD", "A16_17", "MOTHER", ""},
           {"ADULT_CHILD_TO_PARENT", "MOTHER", "A25_34", "GRANDPARENT_MAT",
            "A50P"},
           {"IP_CURRENT", "FATHER", "A16_17", "MOTHER", "A16_17"},
           {"IP_CURRENT", "FATHER", "", "MOTHER", ""},
           {"IP_CURRENT", "INDEX_CHILD", "A16_17", "NON_KIN_HOUSEHOLD",
            "A16_17"},
           {"SIBLING", "MOTHER", "A25_34", "AUNT_UNCLE", "A25_34"},
           {"INTERGEN_ADULT", "GRANDPARENT_PAT", "A50P", "MOTHER", "A25_34"},
           {"EXTENDED", "COUSIN", "A16_17", "INDEX_CHILD", "A5_9"},
           {"", "FATHER", "A0_4", "INDEX_CHILD", "A50P"}}) {
    EXPECT_TRUE(Warnings(c).empty())
        << c.relation << ": " << Warnings(c)[0].text;
  }
}

TEST(PlausibilityTest, NobodyHarmsThemselvesHere) {
  const HarmEdge edge = Edge("H1", "P1", "P1");
  const auto warnings = ImplausibleIn(edge, {}, {});
  ASSERT_EQ(warnings.size(), 1);
  EXPECT_THAT(warnings[0].text, HasSubstr("same person"));
}

}  // namespace
}  // namespace caselens
