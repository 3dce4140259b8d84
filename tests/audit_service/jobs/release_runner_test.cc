#include "audit_service/jobs/release_runner.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "audit_service/api/release_api.h"
#include "audit_service/api/release_snapshot_api.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/releases.h"
#include "audit_service/workflow/resources.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/audit_service/jobs/recorder.h"
#include "tests/status_matchers.h"
#include "tests/temp_dir.h"
#include "tests/typology/disclosure/made_data.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using disclosure::MadeData;
using disclosure::Microdata;
using testing::HasSubstr;
using Entry = v1::ReleaseLedgerEntry;
using Options = v1::ReleaseOptions;
using State = v1::Release;

constexpr disclosure::ReleaseKey kKey = {1, 2};

Microdata Files(size_t records = 200) {
  return MadeData({.records = records,
                   .factors = 1,
                   .with_class = disclosure::WithClass::kNo,
                   .seed = 5});
}

class ReleaseRunnerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = SqliteStore::Open(dir_.Path("caselens.db"));
    ASSERT_THAT(opened, IsOk());
    store_ = *std::move(opened);
    Insert({.name = "studies/s", .collection = "studies"});
  }

  void Insert(const ResourceRow& row) {
    ASSERT_THAT(store_->WriteNow([&](Transaction& transaction) {
      return transaction.InsertResource(row);
    }),
                IsOk());
  }

  // A stored release over the files, and what was frozen of them.
  std::string NewRelease(const std::string& id, const Microdata& files,
                         Options::Profile profile = Options::LIVE,
                         const std::vector<std::string>& earlier = {}) {
    v1::Release release;
    release.set_name(absl::StrCat("studies/s/releases/", id));
    release.set_state(State::QUEUED);
    release.set_requester("principals/ada");
    Options& options = *release.mutable_options();
    options.set_universe(Options::RECORDS);
    options.set_profile(profile);
    options.add_sites("C1");
    ReleaseData data{.data = files, .wording = {}};
    data.wording.resize(files.variables.size());
    const v1::ReleaseSnapshot snapshot =
        RenderReleaseSnapshot(data, {"C1"}, kKey);
    disclosure::Programme programme =
        ParseProgramme(files.variables, options.programme(), files.Records())
            .value();
    std::erase_if(programme.tables,
                  [](const auto& key) { return key.size() > 2; });
    *options.mutable_programme() = RenderProgramme(files.variables, programme);
    RenderReleaseVariables(snapshot, programme, release);
    release.mutable_earlier()->Add(earlier.begin(), earlier.end());
    Insert({.name = SnapshotName(release.name()),
            .collection = kReleaseSnapshots,
            .parent = release.name(),
            .document = snapshot.SerializeAsString()});
    Insert({.name = release.name(),
            .collection = kReleases,
            .parent = "studies/s",
            .document = release.SerializeAsString()});
    return release.name();
  }

  template <typename Message>
  Message Stored(const std::string& name) {
    Message message;
    EXPECT_THAT(store_->Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(message, GetDocument<Message>(reader, name));
      return absl::OkStatus();
    }),
                IsOk());
    return message;
  }

  std::vector<Entry> Ledger() {
    std::vector<Entry> entries;
    EXPECT_THAT(store_->Read([&](Reader& reader) {
      return ForEachResource(
          reader, kReleaseLedger, "studies/s", [&](const ResourceRow& row) {
            EXPECT_TRUE(entries.emplace_back().ParseFromString(row.document));
            return absl::OkStatus();
          });
    }),
                IsOk());
    return entries;
  }

  v1::Release RunToTheEnd(const std::string& name) {
    ReleaseRunner runner(*store_, environment_);
    EXPECT_THAT(runner.Start(), IsOk());
    const auto recorder = std::make_shared<Recorder<v1::ReleaseProgress>>();
    runner.Watch(name, recorder);
    EXPECT_THAT(recorder->WaitForEnd(), IsOk());
    return Stored<v1::Release>(name);
  }

  TempDir dir_;
  const Environment environment_ = Environment::Real();
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(ReleaseRunnerTest, ProvesAndTellsTheLedger) {
  const std::string name = NewRelease("a", Files());
  const v1::Release release = RunToTheEnd(name);
  ASSERT_EQ(release.state(), State::PROVED) << release.refusal().why();
  EXPECT_EQ(release.rules(), disclosure::kDisclosureRules);
  EXPECT_EQ(release.digest().size(), 64);
  EXPECT_THAT(release.provenance(), HasSubstr(release.digest()));
  const auto tables = Stored<v1::ReleasedTables>(TablesName(name));
  const std::vector<Entry> ledger = Ledger();
  ASSERT_EQ(ledger.size(), 1);
  EXPECT_EQ(ledger[0].action(), Entry::PROVED);
  EXPECT_EQ(ledger[0].actor(), "principals/ada");
  EXPECT_EQ(ledger[0].tables_size(), tables.tables_size());
  EXPECT_GE(ledger[0].proof().fewest_possible(), 4);
}

TEST_F(ReleaseRunnerTest, StoppedAndTakenUpAgainItMakesTheSameTables) {
  const std::string undisturbed = NewRelease("a", Files());
  const std::string stopped = NewRelease("b", Files());
  {
    ReleaseRunner runner(*store_, environment_);
    ASSERT_THAT(runner.Start(), IsOk());
    const auto recorder = std::make_shared<Recorder<v1::ReleaseProgress>>();
    runner.Watch(stopped, recorder);
    recorder->WaitFor([](const v1::ReleaseProgress& progress) {
      return progress.state() != State::QUEUED;
    });
    runner.Stop();
  }
  EXPECT_EQ(RunToTheEnd(stopped).digest(), RunToTheEnd(undisturbed).digest());
  EXPECT_EQ(
      Stored<v1::ReleasedTables>(TablesName(stopped)).SerializeAsString(),
      Stored<v1::ReleasedTables>(TablesName(undisturbed)).SerializeAsString());
}

TEST_F(ReleaseRunnerTest, ReadersHaveWhatWasProved) {
  const std::string name = NewRelease("a", Files());
  const v1::Release release = RunToTheEnd(name);
  const auto tables = Stored<v1::ReleasedTables>(TablesName(name));
  const disclosure::Release readable = ReadableRelease(release, tables);
  std::map<std::string, int> sites;
  const Microdata frozen = ParseReleaseSnapshot(
      Stored<v1::ReleaseSnapshot>(SnapshotName(name)), sites);
  EXPECT_EQ(frozen.values, Files().values);
  const disclosure::Release proved =
      ProvedRelease(release, frozen, tables).value();
  EXPECT_EQ(PublicText(readable), PublicText(proved));
  EXPECT_EQ(proved.states.size(), frozen.Records());
}

TEST_F(ReleaseRunnerTest, IsHeldAgainstWhatWasReleasedBefore) {
  const std::string first = NewRelease("a", Files());
  RunToTheEnd(first);
  // Four files less could be told by subtraction.
  Microdata fewer = Files();
  for (auto* const column : {&fewer.sites, &fewer.families}) {
    column->resize(196);
  }
  fewer.ids.resize(196);
  fewer.values.resize(196 * fewer.variables.size());
  const v1::Release refused =
      RunToTheEnd(NewRelease("b", fewer, Options::LIVE, {first}));
  EXPECT_EQ(refused.state(), State::REFUSED);
  EXPECT_THAT(refused.refusal().why(), HasSubstr("changed files"));
  EXPECT_EQ(Ledger().back().action(), Entry::REFUSED);
}

TEST_F(ReleaseRunnerTest, ARefusalOffersTheGroupingThatWouldDo) {
  const v1::Release refused =
      RunToTheEnd(NewRelease("a", Files(1361), Options::REPORT));
  ASSERT_EQ(refused.state(), State::REFUSED);
  ASSERT_GT(refused.refusal().merges_size(), 0);
  EXPECT_EQ(refused.refusal().merges(0).variable(), "ethnicity");
  EXPECT_FALSE(refused.refusal().merges(0).grouping().empty());
}

TEST_F(ReleaseRunnerTest, WhatCannotBeMadeFailsAndSaysWhy) {
  const std::string name = NewRelease("a", Files());
  ASSERT_THAT(store_->WriteNow([&](Transaction& transaction) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(ResourceRow row,
                              transaction.GetResource(SnapshotName(name)));
    row.document = "no message";
    ++row.version;
    return transaction.UpdateResource(row);
  }),
              IsOk());
  const v1::Release failed = RunToTheEnd(name);
  EXPECT_EQ(failed.state(), State::FAILED);
  EXPECT_THAT(failed.failure(), HasSubstr("does not parse"));
}

TEST_F(ReleaseRunnerTest, PlacesAreBounded) {
  ReleaseRunner runner(*store_, environment_);
  std::vector<std::shared_ptr<ReleaseRunner::Place>> places;
  for (size_t i = 0; i < limits::kMaxReleasesWaiting; ++i) {
    auto place = runner.Reserve();
    ASSERT_THAT(place, IsOk());
    places.push_back(*std::move(place));
  }
  EXPECT_THAT(runner.Reserve(), StatusIs(absl::StatusCode::kResourceExhausted,
                                         HasSubstr("releases that wait")));
}

}  // namespace
}  // namespace caselens
