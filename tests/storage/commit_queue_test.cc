#include <cstddef>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/storage/blocked_writer.h"
#include "tests/storage/sample_rows.h"
#include "tests/temp_dir.h"

namespace caselens {
namespace {

Store::Change Insert(int i) {
  return [i](Transaction& t) {
    return t.InsertResource(SampleResource(absl::StrCat("x/", i)));
  };
}

std::unique_ptr<SqliteStore> OpenStore(const TempDir& dir,
                                       CommitQueue::Limits limits,
                                       WriteHooks hooks = {}) {
  auto store = SqliteStore::Open(dir.Path("caselens.db"),
                                 {.limits = limits, .hooks = std::move(hooks)});
  EXPECT_THAT(store, IsOk());
  return store.ok() ? *std::move(store) : nullptr;
}

TEST(CommitQueueTest, ABatchIsNoLargerThanItsLimit) {
  const TempDir dir;
  const auto store = OpenStore(dir, {.waiting = 100, .batch = 4});
  std::vector<std::future<absl::Status>> answers;
  {
    const BlockedWriter writer(*store);
    for (int i = 0; i < 10; ++i) {
      answers.push_back(WriteSoon(*store, Insert(i)));
    }
  }
  for (auto& answer : answers) EXPECT_THAT(answer.get(), IsOk());
  EXPECT_EQ(store->Counts().changes, 1 + 10);
  EXPECT_EQ(store->Counts().commits, 1 + 3);
}

TEST(CommitQueueTest, ALoneChangeWaitsForNoCompany) {
  const TempDir dir;
  const auto store = OpenStore(dir, {});
  for (int i = 0; i < 10; ++i) {
    EXPECT_THAT(store->WriteNow(Insert(i)), IsOk());
  }
  EXPECT_EQ(store->Counts().commits, 10);
}

TEST(CommitQueueTest, AsManyWaitAsTheLimitSaysAndNoMore) {
  const TempDir dir;
  const auto store = OpenStore(dir, {.waiting = 3, .batch = 256});
  std::vector<std::future<absl::Status>> answers;
  {
    const BlockedWriter writer(*store);
    for (int i = 0; i < 4; ++i) {
      answers.push_back(WriteSoon(*store, Insert(i)));
    }
    EXPECT_THAT(answers[3].get(), StatusIs(absl::StatusCode::kResourceExhausted,
                                           testing::HasSubstr("try again")));
  }
  for (int i = 0; i < 3; ++i) EXPECT_THAT(answers[i].get(), IsOk());
}

// What is stored, and no more.
int CountResources(Store& store) {
  size_t count = 0;
  EXPECT_THAT(store.Read([&](Reader& reader) -> absl::Status {
    const auto rows = reader.ListResources("x", "", {.limit = 100});
    EXPECT_THAT(rows, IsOk());
    count = rows->size();
    return rows.status();
  }),
              IsOk());
  return static_cast<int>(count);
}

TEST(CommitQueueTest, TheHookOfAChangeUndoesThatChangeAlone) {
  const TempDir dir;
  const auto store =
      OpenStore(dir, {}, {.after_change = [](Transaction& t) -> absl::Status {
                  for (const RowKey& written : t.TakeWritten()) {
                    if (written.key == "x/1")
                      return absl::InternalError("not this one");
                  }
                  return absl::OkStatus();
                }});
  std::vector<std::future<absl::Status>> answers;
  {
    const BlockedWriter writer(*store);
    for (int i = 0; i < 3; ++i) answers.push_back(WriteSoon(*store, Insert(i)));
  }
  EXPECT_THAT(answers[0].get(), IsOk());
  EXPECT_THAT(answers[1].get(),
              StatusIs(absl::StatusCode::kInternal, testing::_));
  EXPECT_THAT(answers[2].get(), IsOk());
  EXPECT_EQ(CountResources(*store), 2);
}

TEST(CommitQueueTest, TheHookOfACommitRunsOnceInItsTransaction) {
  const TempDir dir;
  const auto calls = std::make_shared<int>(0);
  const auto store = OpenStore(
      dir, {}, {.before_commit = [calls](Transaction& t) {
        ++*calls;
        return t.InsertResource(SampleResource(absl::StrCat("x/hook", *calls)));
      }});
  std::vector<std::future<absl::Status>> answers;
  {
    const BlockedWriter writer(*store);
    for (int i = 0; i < 3; ++i) answers.push_back(WriteSoon(*store, Insert(i)));
  }
  for (auto& answer : answers) EXPECT_THAT(answer.get(), IsOk());
  EXPECT_EQ(*calls, 2);  // the writer that was blocked, and the three
  EXPECT_EQ(CountResources(*store), 3 + 2);
}

TEST(CommitQueueTest, AnErrorOfTheHookOfACommitUndoesAllOfIt) {
  const TempDir dir;
  const auto fails = std::make_shared<bool>(true);
  const auto store =
      OpenStore(dir, {}, {.before_commit = [fails](Transaction&) {
                  return *fails ? absl::DataLossError("no") : absl::OkStatus();
                }});
  EXPECT_THAT(store->WriteNow(Insert(1)),
              StatusIs(absl::StatusCode::kDataLoss, testing::_));
  *fails = false;
  EXPECT_THAT(store->WriteNow(Insert(2)), IsOk());
  EXPECT_EQ(CountResources(*store), 1);
}

}  // namespace
}  // namespace caselens
