#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "audit_service/environment.h"
#include "audit_service/history/event.h"
#include "audit_service/history/history_log.h"
#include "audit_service/history/opening.h"
#include "audit_service/history/verification.h"
#include "audit_service/sealing/key_store.h"
#include "tests/status_matchers.h"
#include "tests/storage/faulty_place.h"
#include "tests/storage/raw_sqlite.h"
#include "tests/storage/scripted_run.h"
#include "typology/base/status_macros.h"
#include "typology/transparency/signed_note.h"

namespace caselens {
namespace {

using Fault = FaultyVfs::Fault;
using Lasts = FaultyVfs::Lasts;
using testing::Ge;

constexpr int kStarts = 3;
constexpr int kChanges = 20;  // of each start

// How often the power goes; `./dev soak` wants more of it.
int Cuts() {
  const char* const wanted = std::getenv("CASELENS_SOAK_POWER_CUTS");
  int cuts = 1'000;
  if (wanted != nullptr) {
    EXPECT_TRUE(absl::SimpleAtoi(wanted, &cuts)) << wanted;
  }
  return cuts;
}

// What a program does when the power goes.
enum class Phase {
  kStarting,
  kWriting,
  kCopying,
  kCompacting,
  kStopping,
  kDone
};

NoteSigner LogKey() {
  return NoteSigner::Create("log.example/test", SignatureType::kNote,
                            std::string(32, 'k'))
      .value();
}

absl::Status RecordChange(Transaction& t, const std::string& name) {
  Change change;
  change.study = "s";
  change.actor = "ada";
  change.case_file = name;  // so that the answer has a key of its own
  change.resource = name;
  return Record(t, change);
}

// OK if the history of `store` leads to its signed head and covers every row.
absl::Status CheckHistory(Store& store, const NoteVerifier& log) {
  return store.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const HistoryState state,
                              InspectHistory(reader, log));
    if (state == HistoryState::kEmpty) return absl::OkStatus();
    CASELENS_ASSIGN_OR_RETURN(
        const v1::HistoryVerification found,
        VerifyHistory(reader, log,
                      [](const v1::HistoryVerification&) { return true; }));
    return found.state() == v1::HistoryVerification::VERIFIED
               ? absl::OkStatus()
               : absl::DataLossError(found.ShortDebugString());
  });
}

// Three starts of a program that signs its history and seals what it answers.
// Each changes, copies its database, rewrites it, changes and stops.
class Machine {
 public:
  explicit Machine(uint32_t seed) : place_(seed, log_.Hooks()) {}

  ~Machine() { Close(); }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  FaultyVfs& disk() { return place_.disk(); }
  const ScriptedRun& run() const { return run_; }

  // Until it is done or the power goes; where that was.
  Phase Run() {
    for (int start = 0; start < kStarts; ++start) {
      if (!Open()) return Phase::kStarting;
      if (!Write(kChanges / 2)) return Phase::kWriting;
      if (!Copy(absl::StrCat("copy", start))) return Phase::kCopying;
      if (!place_.store().Compact().ok()) return Phase::kCompacting;
      if (!Write(kChanges / 2)) return Phase::kWriting;
      Close();
      if (disk().HasFailed()) return Phase::kStopping;
    }
    return Phase::kDone;
  }
  // The power goes, and again while the program starts, if that is soon.
  void CutPowerAgainAfter(int64_t operations) {
    CutPower();
    disk().FailAfter(operations, Fault::kPowerCut, Lasts::kUntilHealed);
    if (Open()) Write(5);
    CutPower();
  }
  void CutPower() {
    disk().FailAfter(0, Fault::kPowerCut, Lasts::kUntilHealed);
    Close();
    place_.CutPower();
  }

  // What was acknowledged and is gone, here or from a copy that was finished.
  int CountLost() {
    int lost = 0;
    EXPECT_TRUE(Open());
    if (testing::Test::HasFailure()) return -1;
    lost += run_.CountLost(place_.store());
    EXPECT_THAT(CheckHistory(place_.store(), log_.Verifier()), IsOk());
    place_.Close();
    EXPECT_THAT(Damage(place_.Path()), testing::IsEmpty());
    for (const auto& [name, held] : copies_) {
      SCOPED_TRACE(name);
      const auto copy = place_.OpenFile(name);
      EXPECT_THAT(copy, IsOk());
      if (!copy.ok()) return -1;
      lost += held.CountLost(**copy);
      EXPECT_THAT(CheckHistory(**copy, log_.Verifier()), IsOk());
    }
    return lost;
  }

 private:
  bool Open() {
    Close();
    auto keys = KeyStore::Open({.path = place_.Path("keys.db"),
                                .master_key = std::string(32, 'm'),
                                .random_bytes = environment_.random_bytes,
                                .vfs = disk().Name(),
                                .backup = {}});
    if (!keys.ok()) return false;
    keys_ = *std::move(keys);
    place_.SealWith(keys_.get());
    return place_.Open().ok();
  }
  void Close() {
    place_.Close();
    keys_ = nullptr;
  }
  bool Write(int changes) {
    return run_.Go(place_.store(), changes, /*stops_at_failure=*/true).empty();
  }
  bool Copy(const std::string& name) {
    const absl::Status copied = place_.store().CopyTo(
        place_.Path(name), [](Reader&) { return absl::OkStatus(); });
    if (!copied.ok()) return false;
    disk().SyncNames();  // as whoever asks for a copy must
    if (!disk().HasFailed()) copies_.insert_or_assign(name, run_);
    return true;
  }

  HistoryLog log_{LogKey()};
  ScriptedRun run_{&RecordChange};
  std::map<std::string, ScriptedRun> copies_;  // what each must hold
  const Environment environment_ = Environment::Real();
  std::unique_ptr<KeyStore> keys_;
  FaultyPlace place_;  // last: its store uses the others to its end
};

int64_t CountOperations() {
  Machine machine(0);
  EXPECT_EQ(machine.Run(), Phase::kDone);
  EXPECT_EQ(machine.run().Acknowledged(), kStarts * kChanges);
  return machine.disk().Operations(Fault::kPowerCut);
}

TEST(PowerCuts, LoseNothingThatWasAcknowledged) {
  const int cuts = Cuts();
  const int64_t operations = CountOperations();
  std::map<Phase, int> at;
  int acknowledged = 0;
  for (uint32_t seed = 1; seed <= static_cast<uint32_t>(cuts); ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    Machine machine(seed);
    machine.disk().FailAfter(random() % operations, Fault::kPowerCut,
                             Lasts::kUntilHealed);
    ++at[machine.Run()];
    if (random() % 3 == 0) {
      machine.CutPowerAgainAfter(random() % 60);
    } else {
      machine.CutPower();
    }
    acknowledged += machine.run().Acknowledged();
    ASSERT_EQ(machine.CountLost(), 0);
    if (HasFailure()) return;
  }
  // Else they came too early, or never where it matters.
  EXPECT_THAT(acknowledged, Ge(cuts));
  for (const Phase phase :
       {Phase::kStarting, Phase::kWriting, Phase::kCopying, Phase::kStopping}) {
    EXPECT_THAT(at[phase], Ge(cuts / 50)) << "phase " << int(phase);
  }
  std::cout << cuts << " cuts (" << at[Phase::kStarting] << " starting, "
            << at[Phase::kWriting] << " writing, " << at[Phase::kCopying]
            << " copying, " << at[Phase::kCompacting] << " compacting, "
            << at[Phase::kStopping] << " stopping): " << acknowledged
            << " changes acknowledged, 0 lost\n";
}

// Else the test above is blind.
TEST(PowerCuts, AreSeenToLoseChangesIfLogsAreSyncedLate) {
  const int64_t operations = CountOperations();
  int lost = 0;
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    std::mt19937 random(seed);
    Machine machine(seed);
    machine.disk().SyncLogsLate();
    machine.disk().FailAfter(random() % operations, Fault::kPowerCut,
                             Lasts::kUntilHealed);
    machine.Run();
    machine.CutPower();
    lost += machine.CountLost();
  }
  EXPECT_GT(lost, 0);
}

}  // namespace
}  // namespace caselens
