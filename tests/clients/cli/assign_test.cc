// `assign`, `queue`, `progress` and `assignment` against a fake service.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "google/protobuf/text_format.h"

#include "tests/clients/cli/fake_service.h"

namespace caselens::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

template <typename Message>
Message Proto(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

class AssignTest : public testing::Test {
 protected:
  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--study", "demo"});
    return RunCli(service_, folder_, std::move(arguments));
  }

  FakeService service_;
  const TestFolder folder_;
};

TEST_F(AssignTest, ASampleIsW1AndEveryOptionArrives) {
  service_.Answer<v1::AssignFilesRequest>(Proto<v1::AssignFilesResponse>(R"pb(
    assignments {
      name: "studies/demo/assignments/a"
      site: "C1"
      record: "R1"
      auditor: "principals/ada"
      rank: PRIMARY
      wave: W1
      due_date: "2026-12-18"
    }
    left_out { site: "C1" record: "R2" rank: SECOND reason: NO_SECOND_AUDITOR }
    seed: 7
  )pb"));
  const Outcome outcome =
      Run({"assign", "--sample", "x", "--double", "0.25", "--auditors",
           "ada,bob", "--due", "2026-12-18", "--seed", "7"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("1 assignments (seed 7)"));
  EXPECT_THAT(outcome.out, HasSubstr("C1:R2"));
  EXPECT_THAT(outcome.out, HasSubstr("NO_SECOND_AUDITOR"));
  auto request = service_.Requests<v1::AssignFilesRequest>().at(0);
  request.clear_request_id();
  EXPECT_EQ(request.SerializeAsString(), Proto<v1::AssignFilesRequest>(R"pb(
                                           parent: "studies/demo"
                                           sample: "studies/demo/samples/x"
                                           auditors: "principals/ada"
                                           auditors: "principals/bob"
                                           double_coded_share: 0.25
                                           wave: W1
                                           due_date: "2026-12-18"
                                           seed: 7
                                         )pb")
                                             .SerializeAsString());
}

TEST_F(AssignTest, WrongRowsAreListedAndTheExitCodeIsOne) {
  service_.Answer<v1::AssignFilesRequest>(Proto<v1::AssignFilesResponse>(R"pb(
    errors { row: 3 column: "rank" wanted: "want PRIMARY" }
  )pb"));
  const std::string file = folder_.Write("files.csv", "record\nR1\n");
  const Outcome outcome = Run({"assign", "--csv", file, "--check"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("Nothing was assigned"));
  EXPECT_THAT(outcome.out, HasSubstr("want PRIMARY"));
  const auto request = service_.Requests<v1::AssignFilesRequest>().at(0);
  EXPECT_EQ(request.csv(), "record\nR1\n");
  EXPECT_EQ(request.wave(), v1::Assignment::WAVE_UNSPECIFIED);
  EXPECT_TRUE(request.validate_only());
}

TEST_F(AssignTest, AsksForOneSourceBeforeItCalls) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"assign"},
        {"assign", "--sample", "x", "--csv", "y"},
        {"assign", "--sample", "x", "--seed", "many"}}) {
    EXPECT_EQ(Run(arguments).exit_code, 2);
  }
  EXPECT_THAT(service_.Calls(), Not(testing::Contains("AssignFiles")));
}

TEST_F(AssignTest, TheQueueSaysWhereToGoOn) {
  service_.Answer<v1::GetWorkQueueRequest>(Proto<v1::WorkQueue>(R"pb(
    items {
      assignment { site: "C1" record: "R1" rank: SECOND wave: W1 }
      state: DRAFT
      unanswered: 12
      next_field: "C.role"
      next_instance: "P1"
    }
    items {
      assignment {
        site: "C1"
        record: "R2"
        rank: PRIMARY
        wave: W2
        due_date: "2026-01-01"
      }
      overdue: true
    }
    done: 4
    in_progress: 1
    to_do: 1
    overdue: 1
  )pb"));
  const Outcome outcome = Run({"queue"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("4 done, 1 in progress, 1 to do, 1 overdue"));
  EXPECT_THAT(outcome.out, HasSubstr("12 left, at C.role of P1"));
  EXPECT_THAT(outcome.out, HasSubstr("2026-01-01 OVERDUE"));
  EXPECT_THAT(outcome.out, HasSubstr("NOT_STARTED"));
  EXPECT_THAT(Run({"queue", "--format", "csv"}).out,
              HasSubstr("C1,R2,PRIMARY,W2,2026-01-01,yes,NOT_STARTED"));
}

TEST_F(AssignTest, ProgressShowsAbandonedDraftsAndWhatIsNotCounted) {
  service_.Answer<v1::ListProgressRequest>(Proto<v1::ListProgressResponse>(R"pb(
    sites {
      site: "C1"
      auditors { auditor: "principals/ada" assigned: 5 in_draft: 5 }
      double_assigned: 2
    }
    abandoned_drafts {
      assignment {
        site: "C1"
        record: "R9"
        auditor: "principals/ada"
        coding: "studies/demo/codings/k"
      }
      update_time { seconds: 1767225600 }
    }
    own_open_files: 3
  )pb"));
  const Outcome outcome =
      Run({"progress", "--site", "C1", "--abandoned-after", "7"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("C1:R9"));
  EXPECT_THAT(outcome.out, HasSubstr("2026-01-01T00:00:00Z"));
  EXPECT_THAT(outcome.out, HasSubstr("You code 3 of the files"));
  const auto request = service_.Requests<v1::ListProgressRequest>().at(0);
  EXPECT_EQ(request.site(), "C1");
  EXPECT_EQ(request.abandoned_after_days(), 7);
}

TEST_F(AssignTest, AssignmentsChangeHandsAndAreCancelled) {
  service_.Answer<v1::ReassignAssignmentRequest>({});
  service_.Answer<v1::CancelAssignmentRequest>({});
  EXPECT_EQ(Run({"assignment", "reassign", "a", "--auditor", "bob"}).exit_code,
            0);
  EXPECT_EQ(
      Run({"assignment", "cancel", "a", "--reason", "by mistake"}).exit_code,
      0);
  const auto moved = service_.Requests<v1::ReassignAssignmentRequest>().at(0);
  EXPECT_EQ(moved.name(), "studies/demo/assignments/a");
  EXPECT_EQ(moved.auditor(), "principals/bob");
  const auto cancelled = service_.Requests<v1::CancelAssignmentRequest>().at(0);
  EXPECT_EQ(cancelled.name(), "studies/demo/assignments/a");
  EXPECT_EQ(cancelled.reason(), "by mistake");
  EXPECT_THAT(service_.Calls(),
              ElementsAre("ReassignAssignment", "CancelAssignment"));
  EXPECT_EQ(Run({"assignment", "cancel", "a"}).exit_code, 2);
}

}  // namespace
}  // namespace caselens::cli
