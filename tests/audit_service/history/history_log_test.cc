#include "audit_service/history/history_log.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "tests/audit_service/history/world.h"
#include "tests/storage/raw_sqlite.h"

namespace caselens {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

// The tree that the head signs.
SignedTree TreeOf(HistoryWorld& world) {
  SignedTree tree;
  EXPECT_THAT(world.store().Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(tree,
                              LoadSignedTree(reader, world.log().Verifier()));
    return absl::OkStatus();
  }),
              IsOk());
  return tree;
}

Store::Change Insert(const std::string& name) {
  return
      [name](Transaction& t) { return t.InsertResource(SampleResource(name)); };
}

TEST(HistoryLogTest, EveryEventIsALeafOfTheSignedTree) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  world.Fill();
  const SignedTree tree = TreeOf(world);
  EXPECT_EQ(tree.head.size, 17);
  EXPECT_EQ(tree.head.origin, "log.example/test");
  Sha256 sha256;
  for (int64_t number = 1; number <= tree.head.size; ++number) {
    EXPECT_THAT(world.store().Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(const EventRow event, reader.GetEvent(number));
      CASELENS_ASSIGN_OR_RETURN(
          const std::vector<Hash> proof,
          InclusionProof(
              number - 1, tree.head.size, sha256,
              [&](int64_t place) { return StoredHash(reader, place); }));
      return VerifyInclusion(number - 1, tree.head.size,
                             LeafHash(sha256, event.record), proof,
                             tree.head.root);
    }),
                IsOk())
        << number;
  }
}

TEST(HistoryLogTest, AFailedChangeLeavesNoLeafAndItsNeighboursHaveTheirs) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  ASSERT_THAT(world.Write(Insert("x/1")), IsOk());
  EXPECT_THAT(world.Write([](Transaction& t) -> absl::Status {
    CASELENS_RETURN_IF_ERROR(Insert("x/2")(t));
    CASELENS_RETURN_IF_ERROR(Record(t, {.resource = "x"}));
    return absl::AbortedError("no");
  }),
              StatusIs(StatusCode::kAborted, "no"));
  ASSERT_THAT(world.Write(Insert("x/3")), IsOk());
  EXPECT_EQ(TreeOf(world).head.size, 2);
  EXPECT_EQ(world.Verify().state(), v1::HistoryVerification::VERIFIED);
}

TEST(HistoryLogTest, ACommitWithoutEventsSignsNothing) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  ASSERT_THAT(world.Write(Insert("x/1")), IsOk());
  const std::string note = TreeOf(world).note;
  ASSERT_THAT(
      world.store().WriteNow([](Transaction& t) { return t.PruneReplies(5); }),
      IsOk());
  EXPECT_EQ(TreeOf(world).note, note);
}

TEST(HistoryLogTest, TheTreeGrowsOnAfterARestart) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  world.Fill();
  const SignedTree before = TreeOf(world);
  ASSERT_THAT(world.Open(false), IsOk());
  ASSERT_THAT(world.Write(Insert("x/1")), IsOk());
  const SignedTree after = TreeOf(world);
  EXPECT_EQ(after.head.size, before.head.size + 1);
  EXPECT_THAT(world.store().Read([&](Reader& reader) -> absl::Status {
    Sha256 sha256;
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<Hash> proof,
        ConsistencyProof(
            before.head.size, after.head.size, sha256,
            [&](int64_t place) { return StoredHash(reader, place); }));
    return VerifyConsistency(before.head.size, after.head.size, proof,
                             before.head.root, after.head.root);
  }),
              IsOk());
  EXPECT_EQ(world.Verify().state(), v1::HistoryVerification::VERIFIED);
}

// The writer remembers the tree of its last commit; the store decides.
TEST(HistoryLogTest, ACommitThatFailsIsForgotten) {
  const TempDir dir;
  HistoryLog log(TestSigner());
  bool fails = false;
  WriteHooks hooks = log.Hooks();
  hooks.before_commit =
      [&fails, grow = hooks.before_commit](Transaction& t) -> absl::Status {
    CASELENS_RETURN_IF_ERROR(grow(t));
    return fails ? absl::UnavailableError("the disk is gone")
                 : absl::OkStatus();
  };
  const auto store =
      SqliteStore::Open(dir.Path("caselens.db"), {.hooks = hooks});
  ASSERT_THAT(store, IsOk());
  const auto write = [&](const std::string& name) {
    return (*store)->WriteNow([&](Transaction& t) -> absl::Status {
      CASELENS_RETURN_IF_ERROR(Insert(name)(t));
      return Record(t, {.resource = name});
    });
  };
  ASSERT_THAT(write("x/1"), IsOk());
  fails = true;
  EXPECT_THAT(write("x/2"),
              StatusIs(StatusCode::kUnavailable, "the disk is gone"));
  fails = false;
  ASSERT_THAT(write("x/3"), IsOk());
  EXPECT_THAT((*store)->Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const EventRow last, reader.GetEvent(2));
    EXPECT_EQ(last.resource, "x/3");
    return CheckHead(reader, log.Verifier());
  }),
              IsOk());
}

// What was done to a stopped database, and what the next start says.
struct Tampering {
  std::string what;
  std::string sql;
  StatusCode code;
  std::string message;
  friend std::ostream& operator<<(std::ostream& os,
                                  const Tampering& tampering) {
    return os << tampering.what;
  }
};

class Start : public testing::TestWithParam<Tampering> {};

TEST_P(Start, RefusesWhatTheHeadDoesNotSign) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  world.Fill();
  world.Close();
  RunSql(world.Path(), GetParam().sql);
  EXPECT_THAT(world.Open(false),
              StatusIs(GetParam().code, HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Tampered, Start,
    testing::Values(
        Tampering{"LastEventChanged",
                  "UPDATE events SET record = zeroblob(9) "
                  "WHERE sequence = 17",
                  StatusCode::kDataLoss, "event 17 is not what was signed"},
        Tampering{"LastEventRemoved", "DELETE FROM events WHERE sequence = 17",
                  StatusCode::kDataLoss, "event 17 is missing"},
        Tampering{"EventAdded",
                  "INSERT INTO events SELECT 18, study, case_file, actor, "
                  "resource, record FROM events WHERE sequence = 17",
                  StatusCode::kDataLoss, "event 18 is not in the signed head"},
        Tampering{"PeakChanged",
                  "UPDATE history_hashes SET hash = zeroblob(32) "
                  "WHERE place = 30",
                  StatusCode::kDataLoss,
                  "does not lead to its signed head of 17 events"},
        Tampering{"PeakRemoved", "DELETE FROM history_hashes WHERE place = 30",
                  StatusCode::kDataLoss, "hash 30 of the tree is missing"},
        Tampering{"HeadChanged",
                  "UPDATE history_head SET note = replace(note, '17', '16')",
                  StatusCode::kDataLoss, "signature"},
        Tampering{"HeadNoNote", "UPDATE history_head SET note = 'x'",
                  StatusCode::kDataLoss, "no signed note"},
        Tampering{"HeadRemoved", "DELETE FROM history_head",
                  StatusCode::kDataLoss, "the head was removed"}),
    [](const auto& tampering) { return tampering.param.what; });

TEST(StartTest, RefusesAnotherKey) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  world.Fill();
  EXPECT_THAT(world.Open(true, "log.example/other"),
              StatusIs(StatusCode::kFailedPrecondition,
                       HasSubstr("signed with another key")));
}

TEST(StartTest, AKeyThatIsNotKeptSignsNothing) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  EXPECT_THAT(OpenHistory(world.store(), world.log(), 0,
                          [] { return absl::UnavailableError("disk"); }),
              StatusIs(StatusCode::kUnavailable, "disk"));
}

// Databases of every schema from before there was a tree.
class OldHistory : public testing::TestWithParam<int> {};

TEST_P(OldHistory, IsAdoptedAsItIsFoundAndVerifiesFromThen) {
  HistoryWorld world;
  std::ifstream file(
      absl::StrCat(CASELENS_TEST_DATA, "/storage/schema-", GetParam(), ".sql"));
  RunSql(world.Path(), std::string(std::istreambuf_iterator<char>(file), {}));
  v1::Event event;
  event.set_sequence(1);
  event.set_actor("principals/ada");
  event.set_resource("studies/s/codings/coding");
  RunSql(world.Path(),
         absl::StrCat("UPDATE events SET record = x'",
                      absl::BytesToHexString(event.SerializeAsString()), "'"));
  ASSERT_THAT(world.Open(true), IsOk());
  const v1::HistoryVerification found = world.Verify();
  EXPECT_EQ(found.state(), v1::HistoryVerification::VERIFIED)
      << found.DebugString();
  EXPECT_GT(found.rows(), 6);
  ASSERT_THAT(world.Write(Insert("x/1")), IsOk());
  ASSERT_THAT(world.Open(false), IsOk());
  EXPECT_EQ(world.Verify().state(), v1::HistoryVerification::VERIFIED);

  RunSql(world.Path(), "UPDATE codings SET reveals = reveals + 1");
  v1::HistoryVerification broken = world.Verify();
  EXPECT_EQ(broken.state(), v1::HistoryVerification::BROKEN);
  EXPECT_EQ(broken.bad_row(), "codings codinga");
  RunSql(world.Path(), "UPDATE events SET case_file = 'x' WHERE sequence = 1");
  broken = world.Verify();
  EXPECT_EQ(broken.bad_event(), 1);
  EXPECT_THAT(broken.problem(), HasSubstr("study or case file"));
}

INSTANTIATE_TEST_SUITE_P(Schema, OldHistory, testing::Values(1, 2, 3, 4, 5));

}  // namespace
}  // namespace caselens
