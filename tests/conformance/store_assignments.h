#ifndef TESTS_CONFORMANCE_STORE_ASSIGNMENTS_H_
#define TESTS_CONFORMANCE_STORE_ASSIGNMENTS_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/conformance/store_fixture.h"

namespace caselens {

// Who may have a file at the same time.
class StoreAssignments : public StoreWithSamples {};

TEST_P(StoreAssignments, AnAssignmentWithoutACodingSaysSo) {
  AssignmentRow wanted = sample_.assignment;
  wanted.coding = "";
  wanted.coding_state = 0;
  wanted.coding_reveals = 0;
  wanted.coding_update_us = 0;
  ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(t.InsertCaseFile(sample_.file));
                return t.InsertAssignment(sample_.assignment);
              }),
              IsOk());
  EXPECT_THAT(Read([&](Reader& r) { return r.GetAssignment(all_, wanted.id); }),
              Holds(wanted));
}

TEST_P(StoreAssignments, AFileHasOneCoderOfARankButAnyNumberOfPilotCoders) {
  constexpr int kPilotCoder = 4;
  WriteSamples();
  for (const int rank : {1, 2, 3, kPilotCoder}) {
    for (const std::string auditor : {"bob", "cyd"}) {
      AssignmentRow row = sample_.assignment;
      row.id = absl::StrCat("assignment-", rank, auditor);
      row.rank = rank;
      row.auditor = absl::StrCat(auditor, rank);
      const bool taken = rank == 1 || (rank != kPilotCoder && auditor == "cyd");
      EXPECT_EQ(
          Write([&](Transaction& t) { return t.InsertAssignment(row); }).code(),
          taken ? absl::StatusCode::kAlreadyExists : absl::StatusCode::kOk)
          << row.id;
    }
  }
}

TEST_P(StoreAssignments, AWithdrawnAssignmentFreesItsFileAndRank) {
  WriteSamples();
  AssignmentRow again = sample_.assignment;
  again.id = "again";
  again.coding = "";
  again.coding_state = 0;
  again.coding_reveals = 0;
  again.coding_update_us = 0;
  EXPECT_THAT(Write([&](Transaction& t) { return t.InsertAssignment(again); }),
              Fails(absl::StatusCode::kAlreadyExists));
  ASSERT_THAT(
      Write([&](Transaction& t) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(t.WithdrawAssignment(sample_.assignment.id));
        return t.InsertAssignment(again);
      }),
      IsOk());
  AssignmentRow withdrawn = sample_.assignment;
  withdrawn.withdrawn = true;
  using Rows = std::vector<AssignmentRow>;
  const auto list = [&](const AssignmentFilter& filter) {
    return Read([&](Reader& r) {
      return r.ListAssignments(all_, filter, {.limit = 10});
    });
  };
  EXPECT_THAT(list({}), Holds(Rows{again}));
  EXPECT_THAT(list({.with_withdrawn = true}), Holds(Rows{again, withdrawn}));
  EXPECT_THAT(
      Read([&](Reader& r) { return r.GetAssignment(all_, withdrawn.id); }),
      Holds(withdrawn));
  EXPECT_THAT(Write([](Transaction& t) { return t.WithdrawAssignment("no"); }),
              Fails(absl::StatusCode::kNotFound));
}

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_ASSIGNMENTS_H_
