#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"

#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/sample_rows.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kDocumentBytes = 4096;

void CheckOk(const absl::Status& status) {
  if (!status.ok()) std::abort();
}

// A store in a directory of its own with one coding, `codinga`.
struct BenchStore {
  explicit BenchStore(size_t batch) {
    auto opened = SqliteStore::Open(dir.Path("caselens.db"),
                                    {.limits = {.batch = batch}});
    CheckOk(opened.status());
    store = *std::move(opened);
    CheckOk(store->WriteNow([](Transaction& t) -> absl::Status {
      CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
      return InsertCase(t, MakeCase("s", "C1", "a"));
    }));
  }

  TempDir dir;
  std::unique_ptr<SqliteStore> store;
};

// What saving a draft writes: a document of 4 KB, its event, its reply.
absl::Status Save(Transaction& t, const std::string& id) {
  static const auto& document = *new std::string(kDocumentBytes, 'x');
  CodingRow coding = MakeCase("s", "C1", "a").coding;
  coding.document = document;
  CASELENS_RETURN_IF_ERROR(t.UpdateCoding(coding));
  CASELENS_ASSIGN_OR_RETURN(const int64_t sequence, t.NextSequence());
  EventRow event = SampleEvent(sequence);
  CASELENS_RETURN_IF_ERROR(t.AppendEvent(event));
  ReplyRow reply = SampleReply(id);
  reply.response = coding.document;
  return t.InsertReply(reply);
}

struct Result {
  double saves_per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double saves_per_fsync = 0;
};

// `writers` threads save for `seconds`, each as soon as the last is durable.
Result SaveFor(double seconds, int writers, size_t batch) {
  const BenchStore place(batch);
  const WriteCounts before = place.store->Counts();
  std::vector<std::vector<double>> latencies(writers);
  const auto start = Clock::now();
  const auto end = start + std::chrono::duration<double>(seconds);
  std::vector<std::thread> threads;
  threads.reserve(writers);
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; Clock::now() < end; ++i) {
        const std::string id = absl::StrCat(w, "-", i);
        const auto sent = Clock::now();
        CheckOk(place.store->WriteNow(
            [&id](Transaction& t) { return Save(t, id); }));
        const std::chrono::duration<double, std::milli> took =
            Clock::now() - sent;
        latencies[w].push_back(took.count());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> elapsed = Clock::now() - start;
  std::vector<double> all;
  for (const auto& some : latencies) {
    all.insert(all.end(), some.begin(), some.end());
  }
  std::sort(all.begin(), all.end());
  const WriteCounts after = place.store->Counts();
  const auto count = static_cast<double>(all.size());
  return {.saves_per_second = count / elapsed.count(),
          .p50_ms = all[all.size() / 2],
          .p99_ms = all[all.size() * 99 / 100],
          .saves_per_fsync =
              count / static_cast<double>(after.commits - before.commits)};
}

// Group commit against a commit of each save by itself, in turns.
void DurableSaves(benchmark::State& state) {
  constexpr double kSeconds = 0.5;
  const auto writers = static_cast<int>(state.range(0));
  Result grouped;
  Result alone;
  for (auto _ : state) {
    grouped = SaveFor(kSeconds, writers, /*batch=*/256);
    alone = SaveFor(kSeconds, writers, /*batch=*/1);
  }
  state.counters["saves/s"] = grouped.saves_per_second;
  state.counters["p50_ms"] = grouped.p50_ms;
  state.counters["p99_ms"] = grouped.p99_ms;
  state.counters["saves/fsync"] = grouped.saves_per_fsync;
  state.counters["alone_saves/s"] = alone.saves_per_second;
  state.counters["alone_p50_ms"] = alone.p50_ms;
  state.counters["ratio"] = grouped.saves_per_second / alone.saves_per_second;
}
BENCHMARK(DurableSaves)
    ->Arg(1)
    ->Arg(8)
    ->Arg(64)
    ->ArgName("writers")
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void PointRead(benchmark::State& state) {
  constexpr int kRows = 10'000;
  const BenchStore place(256);
  CheckOk(place.store->WriteNow([](Transaction& t) -> absl::Status {
    ResourceRow row = SampleResource("x/y");
    row.document.assign(kDocumentBytes, 'x');
    for (int i = 0; i < kRows; ++i) {
      row.name = absl::StrCat("x/", i);
      CASELENS_RETURN_IF_ERROR(t.InsertResource(row));
    }
    return absl::OkStatus();
  }));
  int i = 0;
  for (auto _ : state) {
    i = (i + 7919) % kRows;
    CheckOk(place.store->Read([i](Reader& reader) {
      return reader.GetResource(absl::StrCat("x/", i)).status();
    }));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(PointRead);

}  // namespace
}  // namespace caselens
