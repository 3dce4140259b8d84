// The work queue of an auditor with 1,000 assignments, among 10,000 of others,
// as the handler answers it on a real file.

#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/document_api.h"
#include "audit_service/handlers/work_handler.h"
#include "caselens/v1/coding.pb.h"
#include "tests/bench/bench_study.h"
#include "tests/typology/template/guided.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr int kOwn = 1'000;
constexpr int kOthers = 10'000;

// Of every ten assignments four are not started, one is a draft, one waits for
// its first reveal and four are complete.
int StateOf(int number) {
  switch (number % 10) {
    case 0:
      return v1::Coding::DRAFT;
    case 1:
      return v1::Coding::SUBMITTED;
    case 2:
    case 3:
    case 4:
    case 5:
      return v1::Coding::COMPLETE;
    default:
      return v1::Coding::STATE_UNSPECIFIED;
  }
}

absl::Status InsertWork(int number, const std::string& auditor,
                        const std::string& document, Transaction& transaction) {
  const std::string id = absl::StrCat(100'000 + number * 7919 % 100'003);
  CASELENS_RETURN_IF_ERROR(transaction.InsertCaseFile(
      {.id = id, .study = "s", .site = "C1", .record = absl::StrCat("R", id)}));
  CASELENS_RETURN_IF_ERROR(transaction.InsertAssignment(
      {.id = id,
       .study = "s",
       .site = "C1",
       .case_file = id,
       .auditor = auditor,
       .rank = 1,
       .wave = 2,
       .create_us = kBenchBegin + number,
       .due_date = number % 3 == 0 ? "2026-12-18" : ""}));
  if (StateOf(number) == v1::Coding::STATE_UNSPECIFIED) return absl::OkStatus();
  return transaction.InsertCoding({.id = id,
                                   .study = "s",
                                   .site = "C1",
                                   .case_file = id,
                                   .assignment = id,
                                   .auditor = auditor,
                                   .template_name = kBenchTemplate,
                                   .state = StateOf(number),
                                   .create_us = kBenchBegin + number,
                                   .update_us = kBenchBegin + number,
                                   .document = document});
}

// A finished coding without every third answer.
std::string DraftDocument() {
  Document document = GuidedDocument();
  std::vector<Answer> kept;
  for (size_t i = 0; i < document.answers.size(); ++i) {
    if (i % 3 != 0) kept.push_back(document.answers[i]);
  }
  document.answers = kept;
  return SerializeDocument(document);
}

struct Place : BenchStudy {
  Place() {
    CheckOk(store->WriteNow([](Transaction& t) -> absl::Status {
      const std::string document = DraftDocument();
      for (int i = 0; i < kOwn + kOthers; ++i) {
        const std::string auditor =
            i < kOwn ? "ada" : absl::StrCat("other", i % 10);
        CASELENS_RETURN_IF_ERROR(InsertWork(i, auditor, document, t));
      }
      return absl::OkStatus();
    }));
  }
};

void WorkQueueOf1000(benchmark::State& state) {
  const Place place;
  const WorkHandler handler(*place.catalogue);
  const Call call =
      place.CallBy("ada", v1::Grant::AUDITOR, "AssignmentService/GetWorkQueue");
  v1::GetWorkQueueRequest request;
  request.set_parent("studies/s");
  int items = 0;
  int resumed = 0;
  for (auto _ : state) {
    v1::WorkQueue queue;
    CheckOk(place.store->Read([&](Reader& reader) {
      return handler.GetWorkQueue(call, reader, request, queue);
    }));
    items = queue.items_size();
    resumed = 0;
    for (const auto& item : queue.items()) resumed += item.has_unanswered();
  }
  state.counters["items"] = items;
  state.counters["resumed"] = resumed;
}
BENCHMARK(WorkQueueOf1000)->Unit(benchmark::kMillisecond);

void ProgressOf11000(benchmark::State& state) {
  const Place place;
  const WorkHandler handler(*place.catalogue);
  const Call call =
      place.CallBy("ada", v1::Grant::AUDITOR, "AssignmentService/ListProgress");
  v1::ListProgressRequest request;
  request.set_parent("studies/s");
  for (auto _ : state) {
    v1::ListProgressResponse progress;
    CheckOk(place.store->Read([&](Reader& reader) {
      return handler.ListProgress(call, reader, request, progress);
    }));
    benchmark::DoNotOptimize(progress);
  }
}
BENCHMARK(ProgressOf11000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace caselens
