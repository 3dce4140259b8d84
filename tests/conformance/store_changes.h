#ifndef TESTS_CONFORMANCE_STORE_CHANGES_H_
#define TESTS_CONFORMANCE_STORE_CHANGES_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/conformance/store_fixture.h"
#include "tests/storage/blocked_writer.h"

namespace caselens {

// Changes happen whole or not at all, in order, with an answer each; reads see
// whole changes and never wait for them.
class StoreChanges : public StoreConformance {
 protected:
  static Store::Change Insert(const std::string& name) {
    return [name](Transaction& t) {
      return t.InsertResource(SampleResource(name));
    };
  }
  // Inserts, then fails.
  static Store::Change InsertAndFail(const std::string& name) {
    return [name](Transaction& t) -> absl::Status {
      CASELENS_RETURN_IF_ERROR(t.InsertResource(SampleResource(name)));
      return absl::AbortedError("the change says no");
    };
  }
  bool Exists(const std::string& name) {
    return Read([&](Reader& r) { return r.GetResource(name); }).ok();
  }
  int64_t Version(const std::string& name) {
    const auto row = Read([&](Reader& r) { return r.GetResource(name); });
    return row.ok() ? row->version : -1;
  }
  // Runs `work(i)` on `count` threads at once.
  template <typename Work>
  static void OnThreads(int count, Work work) {
    std::vector<std::thread> threads;
    threads.reserve(count);
    for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
  }
};

TEST_P(StoreChanges, AFailingChangeLeavesNothingAndItsNeighboursStay) {
  BlockedWriter writer(store());
  auto before = WriteSoon(store(), Insert("x/before"));
  auto failing = WriteSoon(store(), InsertAndFail("x/failing"));
  auto taken = WriteSoon(store(), Insert("x/before"));
  auto after = WriteSoon(store(), Insert("x/after"));
  ASSERT_THAT(writer.Release(), IsOk());
  EXPECT_THAT(before.get(), IsOk());
  EXPECT_THAT(failing.get(), StatusIs(absl::StatusCode::kAborted,
                                      testing::Eq("the change says no")));
  EXPECT_THAT(taken.get(), Fails(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(after.get(), IsOk());
  EXPECT_TRUE(Exists("x/before"));
  EXPECT_FALSE(Exists("x/failing"));
  EXPECT_TRUE(Exists("x/after"));
}

TEST_P(StoreChanges, AnyMixOfFailuresKeepsExactlyTheOthers) {
  constexpr int kSeeds = 20;
  constexpr int kChanges = 40;
  for (int seed = 0; seed < kSeeds; ++seed) {
    std::mt19937 random(seed);
    std::vector<bool> fails;
    std::vector<std::future<absl::Status>> answers;
    BlockedWriter writer(store());
    for (int i = 0; i < kChanges; ++i) {
      const std::string name = absl::StrCat("x/", seed, "-", i);
      fails.push_back(random() % 3 == 0);
      answers.push_back(WriteSoon(
          store(), fails.back() ? InsertAndFail(name) : Insert(name)));
    }
    ASSERT_THAT(writer.Release(), IsOk());
    for (int i = 0; i < kChanges; ++i) {
      EXPECT_EQ(answers[i].get().ok(), !fails[i]) << seed << ", " << i;
      EXPECT_EQ(Exists(absl::StrCat("x/", seed, "-", i)), !fails[i])
          << seed << ", " << i;
    }
  }
}

TEST_P(StoreChanges, ChangesHappenInTheOrderOfTheCalls) {
  constexpr int kChanges = 600;  // more than one batch
  ResourceRow row = SampleResource("x/y");
  row.version = 0;
  ASSERT_THAT(Write([&](Transaction& t) { return t.InsertResource(row); }),
              IsOk());
  std::vector<std::future<absl::Status>> answers;
  BlockedWriter writer(store());
  for (int i = 0; i < kChanges; ++i) {
    answers.push_back(WriteSoon(store(), [i](Transaction& t) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(ResourceRow now, t.GetResource("x/y"));
      if (now.version != i) return absl::AbortedError("out of order");
      ++now.version;
      return t.UpdateResource(now);
    }));
  }
  ASSERT_THAT(writer.Release(), IsOk());
  for (auto& answer : answers) EXPECT_THAT(answer.get(), IsOk());
  EXPECT_EQ(Version("x/y"), kChanges);
}

TEST_P(StoreChanges, ReadsSeeNothingOfAnOpenChangeAndDoNotWaitForIt) {
  BlockedWriter writer(store(), Insert("x/open"));
  EXPECT_FALSE(Exists("x/open"));  // returns while the writer is blocked
  ASSERT_THAT(writer.Release(), IsOk());
  EXPECT_TRUE(Exists("x/open"));
}

TEST_P(StoreChanges, AReadSeesOneMomentHoweverLongItTakes) {
  ASSERT_THAT(Write(Insert("x/first")), IsOk());
  EXPECT_THAT(store().Read([this](Reader& reader) -> absl::Status {
    EXPECT_THAT(reader.GetResource("x/first"), IsOk());
    EXPECT_THAT(Write(Insert("x/second")), IsOk());
    EXPECT_THAT(reader.GetResource("x/second"),
                Fails(absl::StatusCode::kNotFound));
    EXPECT_TRUE(Exists("x/second")) << "a read that begins later sees it";
    return absl::OkStatus();
  }),
              IsOk());
}

TEST_P(StoreChanges, AReadReturnsTheStatusOfItsFunction) {
  const absl::Status status = absl::CancelledError("enough");
  EXPECT_EQ(store().Read([&](Reader&) { return status; }), status);
  EXPECT_THAT(store().Read([](Reader&) { return absl::OkStatus(); }), IsOk());
}

TEST_P(StoreChanges, ReadersOfPairsNeverSeeHalfAChange) {
  constexpr int kChanges = 200;
  constexpr int kReaders = 4;
  ResourceRow left = SampleResource("x/left");
  ResourceRow right = SampleResource("x/right");
  const auto write = [&](Transaction& t, int64_t version) -> absl::Status {
    left.version = version;
    right.version = version;
    if (version == 0) {
      CASELENS_RETURN_IF_ERROR(t.InsertResource(left));
      return t.InsertResource(right);
    }
    CASELENS_RETURN_IF_ERROR(t.UpdateResource(left));
    return t.UpdateResource(right);
  };
  ASSERT_THAT(Write([&](Transaction& t) { return write(t, 0); }), IsOk());
  std::atomic<bool> is_over{false};
  OnThreads(kReaders + 1, [&](int thread) {
    if (thread == 0) {
      for (int i = 1; i <= kChanges; ++i) {
        EXPECT_THAT(Write([&](Transaction& t) { return write(t, i); }), IsOk());
      }
      is_over = true;
    }
    int64_t seen = 0;
    while (!is_over) {
      EXPECT_THAT(store().Read([&](Reader& reader) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(const ResourceRow a,
                                  reader.GetResource("x/left"));
        CASELENS_ASSIGN_OR_RETURN(const ResourceRow b,
                                  reader.GetResource("x/right"));
        EXPECT_EQ(a.version, b.version);
        EXPECT_GE(a.version, seen) << "time went back";
        seen = a.version;
        return absl::OkStatus();
      }),
                  IsOk());
    }
  });
}

TEST_P(StoreChanges, NoUpdateIsLost) {
  constexpr int kThreads = 8;
  constexpr int kIncrements = 50;
  ResourceRow row = SampleResource("x/counter");
  row.version = 0;
  ASSERT_THAT(Write([&](Transaction& t) { return t.InsertResource(row); }),
              IsOk());
  OnThreads(kThreads, [&](int) {
    for (int i = 0; i < kIncrements; ++i) {
      EXPECT_THAT(Write([](Transaction& t) -> absl::Status {
                    CASELENS_ASSIGN_OR_RETURN(ResourceRow now,
                                              t.GetResource("x/counter"));
                    ++now.version;
                    return t.UpdateResource(now);
                  }),
                  IsOk());
    }
  });
  EXPECT_EQ(Version("x/counter"), kThreads * kIncrements);
}

TEST_P(StoreChanges, EventsAreNumberedWithoutGapsWhoeverWrites) {
  constexpr int kThreads = 8;
  constexpr int kEvents = 40;
  std::atomic<int> written{0};
  OnThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kEvents; ++i) {
      const bool fails = (thread + i) % 5 == 0;
      const absl::Status status = Write([&](Transaction& t) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(const int64_t next, t.NextSequence());
        CASELENS_RETURN_IF_ERROR(t.AppendEvent(SampleEvent(next)));
        return fails ? absl::AbortedError("no") : absl::OkStatus();
      });
      EXPECT_EQ(status.ok(), !fails) << status.ToString();
      written += status.ok() ? 1 : 0;
    }
  });
  const auto events = Read([&](Reader& r) {
    return r.ListEvents("s", {}, {.limit = 2 * kThreads * kEvents});
  });
  ASSERT_THAT(events, IsOk());
  ASSERT_EQ(events->size(), written);
  for (size_t i = 0; i < events->size(); ++i) {
    EXPECT_EQ((*events)[i].sequence, static_cast<int64_t>(i) + 1);
  }
}

TEST_P(StoreChanges, EveryChangeIsAnsweredOnceAlsoAtShutdown) {
  constexpr int kThreads = 8;
  constexpr int kChanges = 100;
  std::vector<std::atomic<int>> answers(kThreads * kChanges);
  std::vector<std::atomic<bool>> was_kept(kThreads * kChanges);
  OnThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kChanges; ++i) {
      const int id = thread * kChanges + i;
      store().Write(Insert(absl::StrCat("x/", id)),
                    [&answers, &was_kept, id](const absl::Status& status) {
                      ++answers[id];
                      was_kept[id] = status.ok();
                    });
    }
  });
  Stop();  // most of them still wait
  for (const auto& count : answers) EXPECT_EQ(count, 1);
  Restart();
  for (int id = 0; id < kThreads * kChanges; ++id) {
    EXPECT_TRUE(was_kept[id]);
    EXPECT_TRUE(Exists(absl::StrCat("x/", id)));
  }
}

TEST_P(StoreChanges, AFullQueueRefusesAtOnce) {
  constexpr int kMore = 1'000'000;  // than any queue may hold
  std::atomic<int> answers{0};
  absl::Status refusal;
  int queued = 0;
  BlockedWriter writer(store());
  while (refusal.ok() && queued < kMore) {
    const auto caller = std::this_thread::get_id();
    store().Write([](Transaction&) { return absl::OkStatus(); },
                  [&answers, &refusal, caller](const absl::Status& status) {
                    ++answers;
                    // Only a refusal comes on the caller's own thread.
                    if (std::this_thread::get_id() == caller) refusal = status;
                  });
    ++queued;
  }
  EXPECT_THAT(refusal, Fails(absl::StatusCode::kResourceExhausted));
  ASSERT_THAT(writer.Release(), IsOk());
  // The writer needs a moment to take what waits.
  absl::Status later = Write(Insert("x/later"));
  for (int i = 0; i < kMore && absl::IsResourceExhausted(later); ++i) {
    std::this_thread::yield();
    later = Write(Insert("x/later"));
  }
  EXPECT_THAT(later, IsOk()) << "there is room again";
  EXPECT_EQ(answers, queued);
}

TEST_P(StoreChanges, CountsWhatWasAcknowledged) {
  ASSERT_THAT(Write(Insert("x/1")), IsOk());
  ASSERT_THAT(Write(InsertAndFail("x/2")), Fails(absl::StatusCode::kAborted));
  ASSERT_THAT(Write(Insert("x/3")), IsOk());
  EXPECT_EQ(store().Counts().changes, 2);
  EXPECT_EQ(store().Counts().commits, 2);
}

TEST_P(StoreChanges, ChangesThatWaitTogetherAreCommittedTogether) {
  constexpr int kWriters = 64;
  std::vector<std::future<absl::Status>> answers(kWriters);
  BlockedWriter writer(store());
  OnThreads(kWriters, [&](int i) {
    answers[i] = WriteSoon(store(), Insert(absl::StrCat("x/", i)));
  });
  ASSERT_THAT(writer.Release(), IsOk());
  for (auto& answer : answers) EXPECT_THAT(answer.get(), IsOk());
  const WriteCounts counts = store().Counts();
  EXPECT_EQ(counts.changes, kWriters + 1);
  EXPECT_GE(counts.changes, 8 * counts.commits);
}

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_CHANGES_H_
