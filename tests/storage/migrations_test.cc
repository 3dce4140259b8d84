#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/storage/raw_sqlite.h"
#include "tests/storage/sample_rows.h"
#include "tests/temp_dir.h"

namespace caselens {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> NewestSchema() {
  const TempDir dir;
  EXPECT_THAT(SqliteStore::Open(dir.Path("new.db")), IsOk());
  return SchemaOf(dir.Path("new.db"));
}

TEST(MigrationsTest, TheFileOfANewerProgramIsRefusedAndLeftAlone) {
  const TempDir dir;
  const std::string path = dir.Path("caselens.db");
  RunSql(path, "CREATE TABLE t (x); PRAGMA user_version = 4711");
  const std::string before = Content(path);
  EXPECT_THAT(
      SqliteStore::Open(path),
      StatusIs(
          absl::StatusCode::kFailedPrecondition,
          AllOf(HasSubstr("schema 4711"),
                HasSubstr(absl::StrCat("up to ", NewestSchema().front())))));
  EXPECT_EQ(Content(path), before);
}

TEST(MigrationsTest, WhatIsNoDatabaseIsRefusedAndLeftAlone) {
  const TempDir dir;
  const std::string path = dir.Path("caselens.db");
  const std::string text(5000, 'x');
  std::ofstream(path) << text;
  EXPECT_THAT(SqliteStore::Open(path),
              StatusIs(absl::StatusCode::kDataLoss, testing::_));
  EXPECT_EQ(Content(path), text);
}

TEST(MigrationsTest, AMissingFolderIsReported) {
  const TempDir dir;
  EXPECT_THAT(SqliteStore::Open(dir.Path("none/caselens.db")),
              StatusIs(absl::StatusCode::kUnavailable, testing::_));
}

TEST(MigrationsTest, ManyStartersMakeOneSchema) {
  constexpr int kRounds = 10;
  constexpr int kStarters = 8;
  const std::vector<std::string> newest = NewestSchema();
  for (int round = 0; round < kRounds; ++round) {
    const TempDir dir;
    const std::string path = dir.Path("caselens.db");
    std::vector<absl::Status> results(kStarters);
    std::vector<std::thread> starters;
    starters.reserve(kStarters);
    for (absl::Status& result : results) {
      starters.emplace_back([&] { result = SqliteStore::Open(path).status(); });
    }
    for (std::thread& starter : starters) starter.join();
    EXPECT_THAT(results, testing::Each(IsOk()));
    EXPECT_EQ(SchemaOf(path), newest);
  }
}

// Every schema ever released has a dump of a small database here.
class OldSchemas : public testing::TestWithParam<int> {};

TEST_P(OldSchemas, BecomeTheNewestAndKeepEveryRow) {
  const TempDir dir;
  const std::string path = dir.Path("caselens.db");
  const std::string dump = Content(
      absl::StrCat(CASELENS_TEST_DATA, "/storage/schema-", GetParam(), ".sql"));
  ASSERT_FALSE(dump.empty());
  RunSql(path, dump);
  ASSERT_EQ(SchemaOf(path).front(), absl::StrCat(GetParam()));

  auto store = SqliteStore::Open(path);
  ASSERT_THAT(store, IsOk());
  const SampleCase sample = MakeCase("s", "C1", "a");
  EXPECT_THAT((*store)->Read([&](Reader& reader) -> absl::Status {
    const Scope all{.study = "s", .all_sites = true};
    CASELENS_ASSIGN_OR_RETURN(const auto resource,
                              reader.GetResource(kSampleTemplate));
    EXPECT_EQ(resource, SampleResource(kSampleTemplate));
    CASELENS_ASSIGN_OR_RETURN(const auto token, reader.GetToken("k"));
    EXPECT_EQ(token, SampleToken("k"));
    CASELENS_ASSIGN_OR_RETURN(const auto file,
                              reader.GetCaseFile(all, sample.file.id));
    EXPECT_EQ(file, sample.file);
    CASELENS_ASSIGN_OR_RETURN(const auto assignment,
                              reader.GetAssignment(all, sample.assignment.id));
    AssignmentRow with_due_date = sample.assignment;
    if (GetParam() < 4) with_due_date.due_date = "";
    EXPECT_EQ(assignment, with_due_date);
    CASELENS_ASSIGN_OR_RETURN(const auto coding,
                              reader.GetCoding(all, sample.coding.id));
    CodingRow without_vector = sample.coding;
    without_vector.packed = "";
    EXPECT_EQ(coding, without_vector);
    CASELENS_ASSIGN_OR_RETURN(const auto snapshots,
                              reader.ListSnapshots(sample.coding.id));
    EXPECT_EQ(snapshots, std::vector<SnapshotRow>{sample.snapshot});
    CASELENS_ASSIGN_OR_RETURN(const auto events,
                              reader.ListEvents("s", {}, {.limit = 9}));
    EXPECT_EQ(events, std::vector<EventRow>{SampleEvent(1)});
    CASELENS_ASSIGN_OR_RETURN(const auto reply, reader.GetReply("ada", "q"));
    EXPECT_EQ(reply, SampleReply("q"));
    return absl::OkStatus();
  }),
              IsOk());
  *store = nullptr;
  EXPECT_THAT(
      RunSql(path, "SELECT count(*) = count(DISTINCT salt) FROM kept_spans"),
      testing::ElementsAre("1"))
      << "a salt for each kept span of before";
  EXPECT_EQ(SchemaOf(path), NewestSchema());
  EXPECT_THAT(Damage(path), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Schema, OldSchemas, testing::Values(1, 2, 3, 4, 5));

}  // namespace
}  // namespace caselens
