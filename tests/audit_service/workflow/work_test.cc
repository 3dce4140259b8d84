#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit_service/workflow/progress.h"
#include "audit_service/workflow/work_queue.h"
#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/coding.pb.h"

namespace caselens {
namespace {

using testing::ElementsAre;

constexpr char kToday[] = "2026-06-15";

AssignmentRow Row(const std::string& id, int state, int64_t update_us = 0,
                  const std::string& due_date = "", int64_t create_us = 0) {
  return {.id = id,
          .site = "C1",
          .case_file = "file-" + id,
          .auditor = "ada",
          .create_us = create_us,
          .due_date = due_date,
          .coding_state = state,
          .coding_update_us = update_us};
}

std::vector<std::string> Ids(const OrderedWork& work) {
  std::vector<std::string> ids;
  for (const WorkItem& item : work.items) ids.push_back(item.row.id);
  return ids;
}

TEST(WorkQueueTest, DraftsThenDueDatesThenWhatWaits) {
  const OrderedWork work =
      OrderWork({Row("waits-long", v1::Coding::SUBMITTED, 5),
                 Row("waits", v1::Coding::MATCHED, 50), Row("new", 0, 0, "", 2),
                 Row("newer", 0, 0, "", 10), Row("due", 0, 0, "2026-07-01"),
                 Row("overdue", 0, 0, "2026-06-14"), Row("today", 0, 0, kToday),
                 Row("draft", v1::Coding::DRAFT, 900),
                 Row("old-draft", v1::Coding::DRAFT, 90),
                 Row("done", v1::Coding::COMPLETE, 1)},
                kToday);
  EXPECT_THAT(Ids(work),
              ElementsAre("old-draft", "draft", "overdue", "today", "due",
                          "new", "newer", "waits-long", "waits"));
  EXPECT_EQ(work.done, 1);
  EXPECT_EQ(work.in_progress, 4);
  EXPECT_EQ(work.to_do, 5);
  EXPECT_EQ(work.overdue, 1);
}

TEST(WorkTest, AdjudicationsAreNoFilesToCode) {
  AssignmentRow row = Row("a", v1::Coding::DRAFT, 1, "2026-06-14");
  row.rank = v1::Assignment::ADJUDICATOR;
  const OrderedWork work = OrderWork({row}, kToday);
  EXPECT_THAT(work.items, testing::IsEmpty());
  EXPECT_EQ(work.in_progress + work.overdue, 0);
  EXPECT_EQ(MeasureProgress({row}, kToday, 8), Progress());
}

TEST(WorkQueueTest, OnlyWhatIsNotSubmittedIsOverdue) {
  for (const auto& [state, overdue] :
       std::vector<std::pair<int, bool>>{{0, true},
                                         {v1::Coding::DRAFT, true},
                                         {v1::Coding::SUBMITTED, false},
                                         {v1::Coding::CLASS_REVEALED, false},
                                         {v1::Coding::MATCHED, false},
                                         {v1::Coding::COMPLETE, false}}) {
    EXPECT_EQ(IsOverdue(Row("a", state, 1, "2026-06-14"), kToday), overdue)
        << state;
    EXPECT_FALSE(IsOverdue(Row("a", state, 1, kToday), kToday)) << state;
    EXPECT_FALSE(IsOverdue(Row("a", state, 1), kToday)) << state;
  }
}

TEST(ProgressTest, EveryAssignmentIsInOneStateAndDoublesAreFiles) {
  AssignmentRow second = Row("b", v1::Coding::COMPLETE, 30);
  second.case_file = "file-a";
  second.auditor = "bob";
  AssignmentRow elsewhere = Row("c", 0, 0, "2026-01-01");
  elsewhere.site = "C2";
  const Progress progress = MeasureProgress(
      {Row("a", v1::Coding::SUBMITTED, 20), second, elsewhere,
       Row("d", v1::Coding::DRAFT, 7), Row("e", v1::Coding::DRAFT, 9),
       Row("f", v1::Coding::DRAFT, 8)},
      kToday, 8);
  Progress wanted;
  wanted.sites["C1"] = {
      .auditors = {{"ada",
                    {.in_draft = 3, .submitted = 1, .last_activity_us = 20}},
                   {"bob", {.complete = 1, .last_activity_us = 30}}},
      .double_assigned = 1,
      .double_submitted = 1};
  wanted.sites["C2"] = {
      .auditors = {{"ada", {.not_started = 1, .overdue = 1}}}};
  wanted.abandoned = {Row("d", v1::Coding::DRAFT, 7),
                      Row("f", v1::Coding::DRAFT, 8)};
  EXPECT_EQ(progress, wanted);
}

}  // namespace
}  // namespace caselens
