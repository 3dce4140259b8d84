#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/storage/faulty_vfs.h"
#include "tests/storage/raw_sqlite.h"
#include "tests/storage/scripted_run.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using Fault = FaultyVfs::Fault;
using Lasts = FaultyVfs::Lasts;
using testing::Each;
using testing::IsEmpty;

constexpr int kChanges = 7;  // of four writes each, before a restart and after

// A store on a disk that can fail.
class FaultyPlace {
 public:
  explicit FaultyPlace(uint32_t seed) : disk_(seed) {}

  FaultyVfs& disk() { return disk_; }
  Store& store() { return *store_; }
  const std::string& Path() const { return path_; }

  absl::Status Open() {
    store_ = nullptr;
    auto opened = SqliteStore::Open(path_, {.vfs = disk_.Name()});
    CASELENS_RETURN_IF_ERROR(opened.status());
    store_ = *std::move(opened);
    return absl::OkStatus();
  }
  void Close() { store_ = nullptr; }
  // Ends the program without the chance to tidy up.
  void Kill() {
    disk_.FailAfter(0, Fault::kInputOutput, Lasts::kUntilHealed);
    store_ = nullptr;
    disk_.Heal();
  }
  void CutPower() {
    disk_.FailAfter(0, Fault::kPowerCut, Lasts::kUntilHealed);
    store_ = nullptr;
    disk_.LosePower();
  }

 private:
  const TempDir dir_;
  const std::string path_ = dir_.Path("caselens.db");
  FaultyVfs disk_;
  std::unique_ptr<Store> store_;
};

struct FaultCase {
  std::string name;
  Fault fault;
  Lasts lasts;
  absl::StatusCode code;  // of what fails

  friend std::ostream& operator<<(std::ostream& os, const FaultCase& c) {
    return os << c.name;
  }
};

class DiskFaults : public testing::TestWithParam<FaultCase> {
 protected:
  // Changes, a restart, changes. A restart that fails is tried again on a
  // healed disk. Returns the failures.
  static std::vector<absl::Status> GoAndRestart(FaultyPlace& place,
                                                ScriptedRun& run) {
    std::vector<absl::Status> failures = run.Go(place.store(), kChanges, false);
    absl::Status opened = place.Open();
    if (!opened.ok()) {
      failures.push_back(std::move(opened));
      place.disk().Heal();
      EXPECT_THAT(place.Open(), IsOk());
    }
    for (absl::Status& failure : run.Go(place.store(), kChanges, false)) {
      failures.push_back(std::move(failure));
    }
    return failures;
  }

  // The operations of a run without a fault.
  static int64_t CountOperations(Fault fault) {
    FaultyPlace place(0);
    EXPECT_THAT(place.Open(), IsOk());
    const int64_t before = place.disk().Operations(fault);
    ScriptedRun run;
    EXPECT_THAT(GoAndRestart(place, run), IsEmpty());
    return place.disk().Operations(fault) - before;
  }
};

TEST_P(DiskFaults, AtAnyOperationLoseNothingAndLeaveAUsableStore) {
  const FaultCase& wanted = GetParam();
  const int64_t operations = CountOperations(wanted.fault);
  ASSERT_GT(operations, 2 * kChanges);
  for (int64_t k = 0; k < operations; ++k) {
    SCOPED_TRACE(k);
    FaultyPlace place(static_cast<uint32_t>(k));
    ASSERT_THAT(place.Open(), IsOk());
    ScriptedRun run;
    place.disk().FailAfter(k, wanted.fault, wanted.lasts);
    EXPECT_THAT(GoAndRestart(place, run),
                Each(StatusIs(wanted.code, testing::_)));
    ASSERT_TRUE(place.disk().HasFailed());
    if (wanted.fault == Fault::kDiskFull) {
      EXPECT_EQ(run.CountLost(place.store()), 0) << "reads go on";
    }
    place.disk().Heal();
    EXPECT_THAT(run.Go(place.store(), 6, false), IsEmpty())
        << "changes succeed again";
    EXPECT_EQ(run.CountLost(place.store()), 0);

    place.CutPower();
    ASSERT_THAT(place.Open(), IsOk());
    EXPECT_EQ(run.CountLost(place.store()), 0);
    place.Close();
    EXPECT_THAT(Damage(place.Path()), IsEmpty());
    if (HasFailure()) return;
  }
}

// A failed sync loses data that can still be read. A program that trusts what
// it reads after a restart writes behind a hole.
TEST_P(DiskFaults, BeforeACrashDoNotEndangerWhatIsWrittenAfterIt) {
  const FaultCase& wanted = GetParam();
  const int64_t operations = CountOperations(wanted.fault);
  for (int64_t k = 0; k < operations; ++k) {
    SCOPED_TRACE(k);
    FaultyPlace place(static_cast<uint32_t>(k));
    ASSERT_THAT(place.Open(), IsOk());
    ScriptedRun run;
    place.disk().FailAfter(k, wanted.fault, wanted.lasts);
    run.Go(place.store(), 2 * kChanges, /*stops_at_failure=*/true);
    place.Kill();
    ASSERT_THAT(place.Open(), IsOk());
    EXPECT_THAT(run.Go(place.store(), 6, false), IsEmpty());
    place.CutPower();
    ASSERT_THAT(place.Open(), IsOk());
    EXPECT_EQ(run.CountLost(place.store()), 0);
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, DiskFaults,
    testing::Values(FaultCase{"FullOnce", Fault::kDiskFull, Lasts::kOnce,
                              absl::StatusCode::kResourceExhausted},
                    FaultCase{"FullUntilHealed", Fault::kDiskFull,
                              Lasts::kUntilHealed,
                              absl::StatusCode::kResourceExhausted},
                    FaultCase{"ErrorOnce", Fault::kInputOutput, Lasts::kOnce,
                              absl::StatusCode::kUnavailable},
                    FaultCase{"ErrorUntilHealed", Fault::kInputOutput,
                              Lasts::kUntilHealed,
                              absl::StatusCode::kUnavailable}),
    [](const auto& param) { return param.param.name; });

// Three starts of a program with twenty changes each, power cut somewhere, at
// times again while it recovers.
struct Losses {
  int acknowledged = 0;
  int lost = 0;
  int damaged = 0;
};

class PowerCuts : public testing::Test {
 protected:
  // Until it ends or the power does.
  static void RunThreeTimes(FaultyPlace& place, ScriptedRun& run) {
    for (int start = 0; start < 3; ++start) {
      if (!place.Open().ok()) return;
      if (!run.Go(place.store(), 20, /*stops_at_failure=*/true).empty()) return;
      place.Close();
    }
  }

  static int64_t CountOperations() {
    FaultyPlace place(0);
    ScriptedRun run;
    RunThreeTimes(place, run);
    EXPECT_EQ(run.Acknowledged(), 60);
    return place.disk().Operations(Fault::kPowerCut);
  }

  static void CutOnce(uint32_t seed, int64_t operations, bool syncs_late,
                      Losses& losses) {
    std::mt19937 random(seed);
    FaultyPlace place(seed);
    ScriptedRun run;
    if (syncs_late) place.disk().SyncLogsLate();
    place.disk().FailAfter(random() % operations, Fault::kPowerCut,
                           Lasts::kUntilHealed);
    RunThreeTimes(place, run);
    place.CutPower();
    if (random() % 3 == 0) {
      place.disk().FailAfter(random() % 60, Fault::kPowerCut,
                             Lasts::kUntilHealed);
      if (place.Open().ok()) run.Go(place.store(), 5, true);
      place.CutPower();
    }
    losses.acknowledged += run.Acknowledged();
    if (!place.Open().ok()) {
      ++losses.damaged;
      return;
    }
    losses.lost += run.CountLost(place.store());
    place.Close();
    losses.damaged += Damage(place.Path()).empty() ? 0 : 1;
  }
};

TEST_F(PowerCuts, LoseNothingThatWasAcknowledged) {
  constexpr int kCuts = 300;
  const int64_t operations = CountOperations();
  Losses losses;
  for (uint32_t seed = 1; seed <= kCuts; ++seed) {
    SCOPED_TRACE(seed);
    CutOnce(seed, operations, /*syncs_late=*/false, losses);
    if (HasFailure()) break;
  }
  EXPECT_EQ(losses.lost, 0);
  EXPECT_EQ(losses.damaged, 0);
  EXPECT_GT(losses.acknowledged, kCuts) << "the cuts came too early";
  RecordProperty("acknowledged", losses.acknowledged);
}

// Else the test above is blind.
TEST_F(PowerCuts, AreSeenToLoseChangesIfLogsAreSyncedLate) {
  const int64_t operations = CountOperations();
  Losses losses;
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    CutOnce(seed, operations, /*syncs_late=*/true, losses);
  }
  EXPECT_GT(losses.lost, 0);
  EXPECT_EQ(losses.damaged, 0);
}

// The schema of version `version`, from the dump of an old database.
std::vector<std::string> OldSchema(int version) {
  const TempDir dir;
  std::ifstream file(
      absl::StrCat(CASELENS_TEST_DATA, "/storage/schema-", version, ".sql"));
  const std::string dump(std::istreambuf_iterator<char>(file), {});
  EXPECT_FALSE(dump.empty());
  RunSql(dir.Path("old.db"), dump);
  return SchemaOf(dir.Path("old.db"));
}

TEST_F(PowerCuts, DuringAMigrationLeaveOneSchemaOrTheNextWhole) {
  FaultyPlace whole(0);
  ASSERT_THAT(whole.Open(), IsOk());
  whole.Close();
  const std::vector<std::string> newest = SchemaOf(whole.Path());
  const std::set<std::vector<std::string>> between = {
      {"0"},        OldSchema(1), OldSchema(2), OldSchema(3),
      OldSchema(4), OldSchema(5), newest};
  const int64_t operations = whole.disk().Operations(Fault::kPowerCut);
  for (int64_t k = 0; k < operations; ++k) {
    SCOPED_TRACE(k);
    FaultyPlace place(static_cast<uint32_t>(k));
    place.disk().FailAfter(k, Fault::kPowerCut, Lasts::kUntilHealed);
    place.Open().IgnoreError();
    place.CutPower();
    const std::vector<std::string> found = SchemaOf(place.Path());
    EXPECT_TRUE(between.contains(found)) << "schema " << found.front();
    ASSERT_THAT(place.Open(), IsOk());
    place.Close();
    EXPECT_EQ(SchemaOf(place.Path()), newest);
  }
}

}  // namespace
}  // namespace caselens
