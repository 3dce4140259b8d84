#include "typology/assignment/plan.h"

#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
constexpr auto kInvalidPlan = absl::StatusCode::kInvalidArgument;
constexpr auto kNext = CoderRank::kNext;
constexpr auto kPrimary = CoderRank::kPrimary;
constexpr auto kSecond = CoderRank::kSecond;
constexpr auto kPilotCoder = CoderRank::kPilotCoder;

FileToAssign File(const std::string& id, std::vector<Coder> held = {},
                  std::vector<Coder> wanted = {}) {
  return {.id = id,
          .site = "C1",
          .held = std::move(held),
          .wanted = std::move(wanted)};
}

AuditorToAssign Auditor(const std::string& id, size_t open_files = 0) {
  return {.id = id, .sites = {"C1"}, .open_files = open_files};
}

AssignmentPlan Planned(const std::vector<FileToAssign>& files,
                       const std::vector<AuditorToAssign>& auditors,
                       double share = 0) {
  const auto plan =
      PlanAssignments(files, auditors, {.double_coded_share = share});
  EXPECT_THAT(plan, IsOk());
  return plan.ok() ? *plan : AssignmentPlan{};
}

TEST(PlanTest, WhoHasLessToDoGetsMore) {
  const AssignmentPlan plan =
      Planned({File("a"), File("b")}, {Auditor("busy", 2), Auditor("free")});
  const std::vector<PlannedAssignment> wanted = {{0, kPrimary, "free"},
                                                 {1, kPrimary, "free"}};
  EXPECT_EQ(plan.assignments, wanted);
  EXPECT_THAT(plan.left_out, IsEmpty());
}

TEST(PlanTest, ASecondCoderIsNeverTheFirst) {
  const AssignmentPlan plan = Planned({File("a", {{kPrimary, "ada"}})},
                                      {Auditor("ada"), Auditor("bob", 50)}, 1);
  EXPECT_EQ(plan.assignments,
            (std::vector<PlannedAssignment>{{0, kSecond, "bob"}}));
}

TEST(PlanTest, WhoGaveAFileBackGetsItByNameAlone) {
  FileToAssign file = File("a");
  file.barred = {"ada"};
  EXPECT_EQ(Planned({file}, {Auditor("ada"), Auditor("bob", 50)}).assignments,
            (std::vector<PlannedAssignment>{{0, kPrimary, "bob"}}));
  EXPECT_EQ(Planned({file}, {Auditor("ada")}).left_out,
            (std::vector<LeftOut>{{0, kPrimary, LeftOutReason::kNoAuditor}}));
  file.wanted = {{kPrimary, "ada"}};
  EXPECT_EQ(Planned({file}, {Auditor("ada")}).assignments,
            (std::vector<PlannedAssignment>{{0, kPrimary, "ada"}}));
}

TEST(PlanTest, SaysWhatCouldNotBeGivenAndWhy) {
  FileToAssign elsewhere = File("d");
  elsewhere.site = "C9";
  const AssignmentPlan plan =
      Planned({File("a", {{kPrimary, "ada"}, {kSecond, "eve"}}), File("b"),
               File("c", {{kPrimary, "ada"}}), elsewhere},
              {Auditor("ada")}, 1);
  EXPECT_EQ(plan.assignments,
            (std::vector<PlannedAssignment>{{1, kPrimary, "ada"}}));
  const std::vector<LeftOut> wanted = {
      {0, kNext, LeftOutReason::kAlreadyAssigned},
      {1, kSecond, LeftOutReason::kNoSecondAuditor},
      {2, kSecond, LeftOutReason::kNoSecondAuditor},
      {3, kPrimary, LeftOutReason::kNoAuditor}};
  EXPECT_EQ(plan.left_out, wanted);
}

TEST(PlanTest, CodersAskedForByNameGetWhatWasAskedFor) {
  const AssignmentPlan plan =
      Planned({File("a", {}, {{kNext, "bob"}}),
               File("b", {{kPrimary, "ada"}}, {{kNext, "bob"}}),
               File("c", {}, {{kSecond, "bob"}, {kPrimary, ""}}),
               File("d", {{kPrimary, "bob"}}, {{kNext, "bob"}}),
               File("e", {{kPrimary, "ada"}}, {{kPrimary, "bob"}})},
              {Auditor("ada"), Auditor("bob")});
  const std::vector<PlannedAssignment> wanted = {{0, kPrimary, "bob"},
                                                 {1, kSecond, "bob"},
                                                 {2, kPrimary, "ada"},
                                                 {2, kSecond, "bob"}};
  EXPECT_EQ(plan.assignments, wanted);
  const std::vector<LeftOut> left_out = {
      {3, kNext, LeftOutReason::kAlreadyAssigned},
      {4, kPrimary, LeftOutReason::kAlreadyAssigned}};
  EXPECT_EQ(plan.left_out, left_out);
}

TEST(PlanTest, EverybodyCodesAFileOfAPilotOnce) {
  std::vector<FileToAssign> files = {File("a", {{kSecond, "bob"}}), File("b")};
  for (FileToAssign& file : files) file.pilot = true;
  const std::vector<AuditorToAssign> auditors = {
      Auditor("ada"), Auditor("bob"), Auditor("cyd"), Auditor("dan")};
  const AssignmentPlan plan = Planned(files, auditors, 1);
  std::vector<std::pair<size_t, CoderRank>> ranks;
  for (const PlannedAssignment& one : plan.assignments) {
    ranks.emplace_back(one.file, one.rank);
    EXPECT_FALSE(one.file == 0 && one.auditor == "bob");
  }
  const std::vector<std::pair<size_t, CoderRank>> wanted = {
      {0, kPrimary}, {0, kPilotCoder}, {0, kPilotCoder}, {1, kPrimary},
      {1, kSecond},  {1, kPilotCoder}, {1, kPilotCoder}};
  EXPECT_EQ(ranks, wanted);
  EXPECT_THAT(plan.left_out, IsEmpty());
}

TEST(PlanTest, APilotThatEverybodyHasIsLeftOut) {
  FileToAssign file = File("a", {{kPrimary, "ada"}});
  file.pilot = true;
  const AssignmentPlan plan = Planned({file}, {Auditor("ada")});
  EXPECT_THAT(plan.assignments, IsEmpty());
  EXPECT_EQ(
      plan.left_out,
      (std::vector<LeftOut>{{0, kNext, LeftOutReason::kAlreadyAssigned}}));
}

TEST(PlanTest, FilesAreHandedOnOverOthersToEvenLoads) {
  // ada can do C1 alone, bob both, cyd C2 alone and has nothing yet.
  std::vector<FileToAssign> files;
  for (int i = 0; i < 8; ++i) {
    FileToAssign file = File(std::to_string(i));
    file.site = i < 6 ? "C1" : "C2";
    files.push_back(file);
  }
  const AssignmentPlan plan =
      Planned(files, {{.id = "ada", .sites = {"C1"}},
                      {.id = "bob", .sites = {"C1", "C2"}, .open_files = 0},
                      {.id = "cyd", .sites = {"C2"}, .open_files = 3}});
  std::map<std::string, int> got;
  for (const PlannedAssignment& one : plan.assignments) ++got[one.auditor];
  // ada and bob share the six of C1, cyd with three has two more than either
  // only if nobody else could take them: bob takes what makes them even.
  EXPECT_EQ(got["ada"], 3);
  EXPECT_EQ(got["bob"] + got["cyd"], 5);
  EXPECT_GE(got["bob"], 4);
}

TEST(PlanTest, RefusesWhatContradictsItself) {
  const AssignmentOptions options;
  EXPECT_THAT(PlanAssignments({}, {}, {.double_coded_share = NAN}),
              StatusIs(kInvalidPlan, HasSubstr("double_coded_share")));
  EXPECT_THAT(PlanAssignments({}, {}, {.double_coded_share = 1.5}),
              StatusIs(kInvalidPlan, HasSubstr("double_coded_share")));
  EXPECT_THAT(PlanAssignments({File("a"), File("a")}, {}, options),
              StatusIs(kInvalidPlan, HasSubstr("files.id")));
  EXPECT_THAT(PlanAssignments({}, {Auditor("a"), Auditor("a")}, options),
              StatusIs(kInvalidPlan, HasSubstr("auditors.id")));
  EXPECT_THAT(
      PlanAssignments({File("a", {}, {{kPrimary, "ada"}, {kSecond, "ada"}})},
                      {}, options),
      StatusIs(kInvalidPlan, HasSubstr("files.wanted.auditor")));
}

}  // namespace
}  // namespace caselens
