#include "audit_service/history/event.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/history.pb.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/storage/sample_rows.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

TEST(CommitmentTest, IsSha256OfSaltAndDocument) {
  // FIPS 180-2, B.1: SHA-256("abc").
  EXPECT_EQ(absl::BytesToHexString(Commitment("a", "bc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Commitment(std::string("\0", 1), std::string("\0", 1)).size(), 32);
}

TEST(CommitmentTest, OfNoSaltIsEmptySinceThereIsNoDocument) {
  EXPECT_EQ(Commitment("", ""), "");
  EXPECT_EQ(Commitment("", "document"), "");
}

TEST(CommitmentTest, OfTheSameDocumentDiffersWithTheSalt) {
  EXPECT_NE(Commitment("salt1", "x"), Commitment("salt2", "x"));
  EXPECT_NE(Commitment("salt1", "x"), Commitment("salt1", "y"));
}

TEST(RecordTest, AppendsTheNextEventWithCommitmentsAndNoContent) {
  const TempDir dir;
  const auto store = SqliteStore::Open(dir.Path("caselens.db"));
  ASSERT_THAT(store, IsOk());
  const Change change{.study = "s",
                      .case_file = "f",
                      .actor = "ada",
                      .action = "CodingService.SaveAnswers",
                      .resource = "studies/s/codings/k",
                      .time_us = 1'700'000'000'000'001,
                      .before = {.salt = "salt1", .document = "canary one"},
                      .after = {.salt = "salt2", .document = "canary two"},
                      .reason = {}};
  for (const int64_t wanted : {1, 2}) {
    EXPECT_THAT((*store)->WriteNow([&](Transaction& t) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(const int64_t next, t.NextSequence());
      EXPECT_EQ(next, wanted);
      return Record(t, change);
    }),
                IsOk());
  }
  EXPECT_THAT((*store)->Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const auto rows,
                              reader.ListEvents("s", {}, {.limit = 9}));
    EXPECT_EQ(rows.size(), 2);
    const EventRow& row = rows.at(1);
    EXPECT_EQ(row.case_file, "f");
    EXPECT_EQ(row.actor, "ada");
    EXPECT_EQ(row.resource, change.resource);
    EXPECT_EQ(row.record.find("canary"), std::string::npos);
    EXPECT_EQ(row.record.find("salt"), std::string::npos);
    v1::Event event;
    EXPECT_TRUE(event.ParseFromString(row.record));
    EXPECT_EQ(event.sequence(), 2);
    EXPECT_EQ(event.actor(), "principals/ada");
    EXPECT_EQ(event.action(), change.action);
    EXPECT_EQ(event.time().seconds(), 1'700'000'000);
    EXPECT_EQ(event.time().nanos(), 1000);
    EXPECT_EQ(event.commitment_before(), Commitment("salt1", "canary one"));
    EXPECT_EQ(event.commitment_after(), Commitment("salt2", "canary two"));
    EXPECT_EQ(event.commitment_reason(), "");
    EXPECT_EQ(event.study(), "studies/s");
    EXPECT_EQ(event.case_file(), "studies/s/caseFiles/f");
    EXPECT_EQ(event.version(), kCommitsToRows);
    EXPECT_EQ(event.rows_size(), 0);
    return absl::OkStatus();
  }),
              IsOk());
}

TEST(RecordTest, CommitsToEveryRowThatTheChangeWroteWithAllItsColumns) {
  const TempDir dir;
  const auto store = SqliteStore::Open(dir.Path("caselens.db"));
  ASSERT_THAT(store, IsOk());
  const SampleCase sample = MakeCase("s", "C1", "a");
  EXPECT_THAT((*store)->WriteNow([&](Transaction& t) -> absl::Status {
    CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
    CASELENS_RETURN_IF_ERROR(InsertCase(t, sample));
    return Record(t, {.resource = "x"});
  }),
              IsOk());
  EXPECT_THAT((*store)->Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const EventRow row, reader.GetEvent(1));
    v1::Event event;
    EXPECT_TRUE(event.ParseFromString(row.record));
    std::vector<std::string> keys;
    Sha256 sha256;
    for (const v1::RowCommitment& written : event.rows()) {
      keys.push_back(absl::StrCat(written.table(), " ", written.key()));
      EXPECT_EQ(written.commitment().size(), 32);
    }
    EXPECT_THAT(keys,
                testing::ElementsAre(
                    "resources templates/rdac", "resources principals/ada",
                    "case_files filea", "assignments assignmenta",
                    "codings codinga", "snapshots codinga/7"));
    CASELENS_ASSIGN_OR_RETURN(
        const std::string bytes,
        reader.GetStored({Table::kCodings, sample.coding.id}));
    EXPECT_EQ(event.rows(4).commitment(), RowCommitment(sha256, bytes));
    return absl::OkStatus();
  }),
              IsOk());
}

TEST(RecordTest, AChangeThatWritesBehindItsEventIsFound) {
  const TempDir dir;
  const auto store = SqliteStore::Open(
      dir.Path("caselens.db"), {.hooks = {.after_change = &CheckAllRecorded}});
  ASSERT_THAT(store, IsOk());
  EXPECT_THAT((*store)->WriteNow([](Transaction& t) -> absl::Status {
    CASELENS_RETURN_IF_ERROR(Record(t, {.resource = "x"}));
    return t.InsertResource(SampleResource("x/y"));
  }),
              StatusIs(absl::StatusCode::kInternal,
                       "history: a row of resources was written without an "
                       "event"));
  EXPECT_THAT((*store)->WriteNow([](Transaction& t) -> absl::Status {
    CASELENS_RETURN_IF_ERROR(t.InsertResource(SampleResource("x/y")));
    return Record(t, {.resource = "x"});
  }),
              IsOk());
}

}  // namespace
}  // namespace caselens
