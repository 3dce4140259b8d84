#include "audit_service/jobs/fit_runner.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "audit_service/api/class_model_fit_api.h"
#include "audit_service/limits.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/audit_service/jobs/recorder.h"
#include "tests/status_matchers.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using testing::HasSubstr;
using State = v1::ClassModelFit;

class FitRunnerTest : public testing::Test {
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

  // A stored fit of 1 to `classes_to` classes with so many starts of each.
  std::string NewFit(const std::string& id, int classes_to, int starts) {
    v1::ClassModelFit fit;
    fit.set_name(absl::StrCat("studies/s/classModelFits/", id));
    fit.set_state(State::QUEUED);
    fit.mutable_options()->set_classes_from(1);
    fit.mutable_options()->set_classes_to(classes_to);
    fit.mutable_options()->set_starts(starts);
    fit.mutable_options()->set_seed(3);
    fit.mutable_options()->set_method(v1::FitOptions::ML);
    // Two kinds of case: one has three of the six items more often.
    CaseCounts cases;
    for (uint32_t i = 0; i < 3000; ++i) {
      const uint32_t noise = (i * 2654435761U) >> 26;
      ++cases[i % 3 == 0 ? noise | 0x15U : noise & 0x2bU];
    }
    std::vector<std::string> items;
    for (int i = 0; i < 6; ++i) items.push_back(absl::StrCat("item_", i));
    Insert({.name = PatternsName(fit.name()),
            .collection = kFitPatternsCollection,
            .parent = fit.name(),
            .document = RenderFitPatterns(items, cases).SerializeAsString()});
    Insert({.name = fit.name(),
            .collection = "classModelFits",
            .parent = "studies/s",
            .document = fit.SerializeAsString()});
    return fit.name();
  }

  v1::ClassModelFit Stored(const std::string& name) {
    v1::ClassModelFit fit;
    EXPECT_THAT(store_->Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                                reader.GetResource(name));
      fit.ParseFromString(row.document);
      return absl::OkStatus();
    }),
                IsOk());
    return fit;
  }

  void Cancel(FitRunner& runner, const std::string& name) {
    ASSERT_THAT(store_->WriteNow([&](Transaction& transaction) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(ResourceRow row, transaction.GetResource(name));
      v1::ClassModelFit fit;
      fit.ParseFromString(row.document);
      fit.set_state(State::CANCELLED);
      row.document = fit.SerializeAsString();
      ++row.version;
      return transaction.UpdateResource(row);
    }),
                IsOk());
    runner.Cancel(name);
  }

  static std::vector<std::string> Results(const v1::ClassModelFit& fit) {
    std::vector<std::string> bytes;
    for (const v1::FitResult& result : fit.results()) {
      bytes.push_back(result.SerializeAsString());
    }
    return bytes;
  }

  v1::ClassModelFit RunToTheEnd(const std::string& name) {
    FitRunner runner(*store_, environment_);
    EXPECT_THAT(runner.Start(), IsOk());
    const auto recorder = std::make_shared<Recorder<v1::FitProgress>>();
    runner.Watch(name, recorder);
    EXPECT_THAT(recorder->WaitForEnd(), IsOk());
    return Stored(name);
  }

  TempDir dir_;
  const Environment environment_ = Environment::Real();
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(FitRunnerTest, TakesUpWhatIsStoredAndTellsHowItEnded) {
  const std::string fit = NewFit("a", 3, 0);
  const v1::ClassModelFit done = RunToTheEnd(fit);
  EXPECT_EQ(done.state(), State::SUCCEEDED);
  ASSERT_EQ(done.results_size(), 3);
  EXPECT_TRUE(done.has_start_time());
  EXPECT_TRUE(done.has_end_time());
  EXPECT_EQ(done.results(1).search().stop_reason(), "replicated");
}

TEST_F(FitRunnerTest, StoppedAndTakenUpAgainItFindsTheSameBytes) {
  const std::string undisturbed = NewFit("a", 4, 64);
  const std::string stopped = NewFit("b", 4, 64);
  for (int finished = 1; finished < 4; ++finished) {
    FitRunner runner(*store_, environment_);
    ASSERT_THAT(runner.Start(), IsOk());
    const auto recorder = std::make_shared<Recorder<v1::FitProgress>>();
    runner.Watch(stopped, recorder);
    recorder->WaitFor([&](const v1::FitProgress& progress) {
      return progress.finished() >= finished || IsDone(Stored(stopped));
    });
    runner.Stop();
  }
  EXPECT_EQ(Results(RunToTheEnd(stopped)), Results(RunToTheEnd(undisturbed)));
}

TEST_F(FitRunnerTest, StopSendsWatchersAwayAndLeavesTheStateAsItIs) {
  const std::string fit = NewFit("a", 15, 10000);
  FitRunner runner(*store_, environment_);
  ASSERT_THAT(runner.Start(), IsOk());
  const auto recorder = std::make_shared<Recorder<v1::FitProgress>>();
  runner.Watch(fit, recorder);
  recorder->WaitFor([](const v1::FitProgress& progress) {
    return progress.class_count() >= 2 && progress.starts() > 0;
  });
  EXPECT_GT(recorder->Last().seconds_left(), 0);
  runner.Stop();
  EXPECT_THAT(recorder->WaitForEnd(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("again")));
  EXPECT_EQ(Stored(fit).state(), State::RUNNING);
  const auto late = std::make_shared<Recorder<v1::FitProgress>>();
  runner.Watch(fit, late);
  EXPECT_THAT(late->WaitForEnd(),
              StatusIs(absl::StatusCode::kUnavailable, testing::_));
}

TEST_F(FitRunnerTest, ACancelledFitMakesRoomForTheNext) {
  const std::string endless = NewFit("a", 15, 10000);
  const std::string next = NewFit("b", 2, 16);
  FitRunner runner(*store_, environment_);
  ASSERT_THAT(runner.Start(), IsOk());
  const auto of_endless = std::make_shared<Recorder<v1::FitProgress>>();
  const auto of_next = std::make_shared<Recorder<v1::FitProgress>>();
  runner.Watch(endless, of_endless);
  runner.Watch(next, of_next);
  of_endless->WaitFor(
      [](const v1::FitProgress& progress) { return progress.finished() > 0; });
  Cancel(runner, endless);
  EXPECT_THAT(of_endless->WaitForEnd(), IsOk());
  EXPECT_EQ(of_endless->Last().state(), State::CANCELLED);
  EXPECT_THAT(of_next->WaitForEnd(), IsOk());
  EXPECT_EQ(of_next->Last().state(), State::SUCCEEDED);
  EXPECT_GE(Stored(endless).results_size(), 1);
}

TEST_F(FitRunnerTest, AFitThatWaitsIsCancelledAtOnce) {
  NewFit("a", 15, 10000);
  const std::string waiting = NewFit("b", 15, 10000);
  FitRunner runner(*store_, environment_);
  ASSERT_THAT(runner.Start(), IsOk());
  const auto recorder = std::make_shared<Recorder<v1::FitProgress>>();
  runner.Watch(waiting, recorder);
  Cancel(runner, waiting);
  EXPECT_THAT(recorder->WaitForEnd(), IsOk());
  EXPECT_EQ(recorder->Last().state(), State::CANCELLED);
}

TEST_F(FitRunnerTest, AFitThatCannotBeMadeFailsAndSaysWhy) {
  const std::string fit = NewFit("a", 2, 16);
  ASSERT_THAT(store_->WriteNow([&](Transaction& transaction) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(ResourceRow row,
                              transaction.GetResource(PatternsName(fit)));
    row.document.clear();
    ++row.version;
    return transaction.UpdateResource(row);
  }),
              IsOk());
  const v1::ClassModelFit failed = RunToTheEnd(fit);
  EXPECT_EQ(failed.state(), State::FAILED);
  EXPECT_THAT(failed.failure(), HasSubstr("no case"));
}

TEST_F(FitRunnerTest, PlacesAreBoundedAndGivenBack) {
  FitRunner runner(*store_, environment_);
  std::vector<std::shared_ptr<FitRunner::Place>> places;
  for (size_t i = 0; i < limits::kMaxFitsWaiting; ++i) {
    auto place = runner.Reserve();
    ASSERT_THAT(place, IsOk());
    places.push_back(*std::move(place));
  }
  EXPECT_THAT(runner.Reserve(),
              StatusIs(absl::StatusCode::kResourceExhausted, testing::_));
  places.pop_back();
  EXPECT_THAT(runner.Reserve(), IsOk());
}

TEST_F(FitRunnerTest, WatchingAFitThatIsDoneEndsAtOnce) {
  const std::string fit = NewFit("a", 1, 16);
  RunToTheEnd(fit);
  FitRunner runner(*store_, environment_);
  const auto recorder = std::make_shared<Recorder<v1::FitProgress>>();
  runner.Watch(fit, recorder);
  EXPECT_THAT(recorder->WaitForEnd(), IsOk());
  EXPECT_EQ(recorder->Last().state(), State::SUCCEEDED);
  const auto nobody = std::make_shared<Recorder<v1::FitProgress>>();
  runner.Watch("studies/s/classModelFits/none", nobody);
  EXPECT_THAT(nobody->WaitForEnd(),
              StatusIs(absl::StatusCode::kNotFound, testing::_));
}

}  // namespace
}  // namespace caselens
