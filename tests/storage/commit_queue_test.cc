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
                                       CommitQueue::Limits limits) {
  auto store = SqliteStore::Open(dir.Path("caselens.db"), {.limits = limits});
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

}  // namespace
}  // namespace caselens
