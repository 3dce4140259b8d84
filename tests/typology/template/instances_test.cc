#include "typology/template/instances.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/template/guided.h"
#include "typology/template/document.h"
#include "typology/template/revision.h"

namespace caselens {
namespace {

using ::testing::ElementsAre;

TEST(Instances, ClimbToTheFile) {
  std::vector<std::string> chain;
  for (absl::string_view at = "R1/CURRENT/P2>P1"; !at.empty();
       at = ParentInstance(at))
    chain.emplace_back(at);
  EXPECT_THAT(chain, ElementsAre("R1/CURRENT/P2>P1", "R1/CURRENT", "R1"));
  EXPECT_EQ(ParentInstance("R1"), "");
  EXPECT_EQ(ParentInstance(""), "");
}

TEST(Instances, ContainThemselvesAndWhatIsBelow) {
  EXPECT_TRUE(InstanceContains("", "P1"));
  EXPECT_TRUE(InstanceContains("R1", "R1/CURRENT/P2"));
  EXPECT_TRUE(InstanceContains("P1", "P1"));
  EXPECT_FALSE(InstanceContains("R1", "R11/CURRENT"));
  EXPECT_FALSE(InstanceContains("R1/CURRENT", "R1"));
}

TEST(Instances, OfEachLevelComeInTheOrderOfTheDocument) {
  Document document;
  document.people = {{"P2"}, {"P1"}};
  document.relationships = {
      {"R1", "P2", "P1", {Period::kPostSeparation, Period::kCurrent}}};
  document.harms = {{"H1", "P1", "P2"}};
  document.rows = {{"M1", RowKind::kForum, ""},
                   {"S1", RowKind::kService, "P1"}};
  const auto of = [&](Level level) {
    return InstancesOf(level, RdacForm(), document);
  };
  EXPECT_THAT(of(Level::kFile), ElementsAre(""));
  EXPECT_THAT(of(Level::kPerson), ElementsAre("P2", "P1"));
  EXPECT_THAT(of(Level::kHarm), ElementsAre("H1"));
  EXPECT_THAT(of(Level::kRelationship),
              ElementsAre("R1/POST_SEPARATION", "R1/CURRENT"));
  EXPECT_THAT(of(Level::kActor),
              ElementsAre("R1/POST_SEPARATION/P2", "R1/POST_SEPARATION/P1",
                          "R1/CURRENT/P2", "R1/CURRENT/P1"));
  EXPECT_THAT(
      of(Level::kDirection),
      ElementsAre("R1/POST_SEPARATION/P2>P1", "R1/POST_SEPARATION/P1>P2",
                  "R1/CURRENT/P2>P1", "R1/CURRENT/P1>P2"));
  EXPECT_THAT(of(Level::kService), ElementsAre("S1"));
  EXPECT_THAT(of(Level::kForum), ElementsAre("M1"));
  EXPECT_EQ(of(Level::kDomain).size(), 13);
  EXPECT_EQ(of(Level::kFactor), RdacForm().factors);
}

}  // namespace
}  // namespace caselens
