#include "audit_service/history/event.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

#include "caselens/v1/history.pb.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
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
      CASELENS_ASSIGN_OR_RETURN(const int64_t sequence, Record(t, change));
      EXPECT_EQ(sequence, wanted);
      return absl::OkStatus();
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
    return absl::OkStatus();
  }),
              IsOk());
}

}  // namespace
}  // namespace caselens
