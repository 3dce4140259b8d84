#include "audit_service/jobs/read_recorder.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/limits.h"
#include "caselens/v1/history.pb.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/temp_dir.h"

namespace caselens {
namespace {

// Fails every change while it is told to.
class Failing : public Store {
 public:
  explicit Failing(Store& store) : store_(store) {}
  absl::Status Read(absl::FunctionRef<absl::Status(Reader&)> read) override {
    return store_.Read(read);
  }
  void Write(Change change, Done done) override {
    if (fails) return done(absl::ResourceExhaustedError("full"));
    store_.Write(std::move(change), std::move(done));
  }
  WriteCounts Counts() const override { return store_.Counts(); }
  absl::Status CopyTo(const std::string& path,
                      absl::FunctionRef<absl::Status(Reader&)> look) override {
    return store_.CopyTo(path, look);
  }
  absl::Status Compact() override { return store_.Compact(); }

  bool fails = false;

 private:
  Store& store_;
};

class ReadRecorderTest : public testing::Test {
 protected:
  void Read(const std::string& principal, const std::string& resource,
            const std::string& study = "s") {
    v1::Principal reader;
    reader.set_name("principals/" + principal);
    Call call = Call::Internal(environment_, "CodingService/GetCoding", reader);
    call.scope.study = study;
    recorder_.Note(call, resource);
  }

  // `principal resource count` of every stored read of a study.
  std::vector<std::string> Stored(const std::string& study = "s") {
    std::vector<std::string> reads;
    EXPECT_THAT(store_->Read([&](Reader& reader) -> absl::Status {
      const auto rows = reader.ListResources(
          kReadsCollection, "studies/" + study, {.limit = 1'000});
      for (const ResourceRow& row : rows.value()) {
        v1::ReadBatch batch;
        EXPECT_TRUE(batch.ParseFromString(row.document));
        for (const v1::Read& read : batch.reads()) {
          reads.push_back(absl::StrCat(read.principal(), " ", read.resource(),
                                       " ", read.count()));
        }
      }
      return absl::OkStatus();
    }),
                IsOk());
    return reads;
  }

  const TempDir dir_;
  const std::unique_ptr<SqliteStore> store_ =
      SqliteStore::Open(dir_.Path("caselens.db")).value();
  Failing failing_{*store_};
  Environment environment_ = Environment::Real();
  ReadRecorder recorder_{failing_, environment_};
};

TEST_F(ReadRecorderTest, CountsWhatOneCallerReadsAgain) {
  Read("ada", "studies/s/codings/x");
  Read("bob", "studies/s/codings/x");
  Read("ada", "studies/s/codings/x");
  Read("ada", "studies/s/codings/y");
  Read("ada", "studies/t", "t");
  EXPECT_EQ(recorder_.Waiting(), 4);
  ASSERT_THAT(recorder_.Flush(), IsOk());
  EXPECT_EQ(recorder_.Waiting(), 0);
  EXPECT_THAT(Stored(),
              testing::ElementsAre("principals/ada studies/s/codings/x 2",
                                   "principals/ada studies/s/codings/y 1",
                                   "principals/bob studies/s/codings/x 1"));
  EXPECT_THAT(Stored("t"), testing::ElementsAre("principals/ada studies/t 1"));
}

TEST_F(ReadRecorderTest, StoresABatchOnceWithOneEventAStudy) {
  Read("ada", "studies/s");
  Read("ada", "studies/t", "t");
  ASSERT_THAT(recorder_.Flush(), IsOk());
  ASSERT_THAT(recorder_.Flush(), IsOk());
  EXPECT_THAT(store_->Read([&](Reader& reader) -> absl::Status {
    const auto events = reader.ListAllEvents(0, 10).value();
    EXPECT_EQ(events.size(), 2);
    for (const EventRow& event : events) {
      EXPECT_EQ(event.study, "") << "in no study's list";
    }
    return absl::OkStatus();
  }),
              IsOk());
}

TEST_F(ReadRecorderTest, KeepsWhatCouldNotBeStored) {
  Read("ada", "studies/s");
  failing_.fails = true;
  EXPECT_FALSE(recorder_.Flush().ok());
  Read("ada", "studies/s");
  EXPECT_EQ(recorder_.Waiting(), 1);
  failing_.fails = false;
  ASSERT_THAT(recorder_.Flush(), IsOk());
  EXPECT_THAT(Stored(), testing::ElementsAre("principals/ada studies/s 2"));
}

TEST_F(ReadRecorderTest, LosesAndCountsWhatIsTooMuch) {
  failing_.fails = true;
  for (size_t i = 0; i < limits::kMaxReadsWaiting + 10; ++i) {
    Read("ada", absl::StrCat("studies/s/codings/", i));
  }
  EXPECT_FALSE(recorder_.Flush().ok());
  EXPECT_EQ(recorder_.Waiting(), limits::kMaxReadsWaiting);
  EXPECT_EQ(recorder_.Lost(), 10);
}

TEST_F(ReadRecorderTest, StoresWhatIsWaitingWhenItEnds) {
  {
    ReadRecorder another(*store_, environment_);
    another.Note(Call::Internal(environment_, "a/b", v1::Principal()),
                 "studies/s");
  }
  EXPECT_THAT(Stored(""), testing::SizeIs(1));
}

}  // namespace
}  // namespace caselens
