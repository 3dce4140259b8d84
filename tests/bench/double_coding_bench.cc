// What a report of agreement costs: ten thousand files of two codings each,
// from a real SQLite file to the last interval, and its steps alone.

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"

#include "audit_service/api/document_api.h"
#include "audit_service/handlers/agreement_handler.h"
#include "audit_service/workflow/coding_context.h"
#include "audit_service/workflow/packed_parts.h"
#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/coding.pb.h"
#include "tests/bench/bench_study.h"
#include "tests/typology/double_coding/random_coding.h"
#include "typology/double_coding/rated_coding.h"
#include "typology/double_coding/study_tally.h"

namespace caselens {
namespace {

constexpr int kFiles = 10'000;
constexpr int kFilesAtOnce = 200;
constexpr double kLimitSeconds = 2;

using Pair = std::array<Document, 2>;

// As auditors leave them: with a sentence of evidence to every third answer.
void Explain(Document& document) {
  for (size_t i = 0; i < document.answers.size(); i += 3) {
    document.answers[i].paraphrase =
        "The assessment and two later visits describe this in other words.";
  }
}

const std::vector<Pair>& SomePairs() {
  static const auto* const kPairs = [] {
    RandomCodings codings(1);
    auto* const pairs = new std::vector<Pair>;
    for (int i = 0; i < 200; ++i) {
      const Document a = codings.Next();
      pairs->push_back({a, codings.Renamed(codings.Recoded(a))});
      for (Document& document : pairs->back()) Explain(document);
    }
    return pairs;
  }();
  return *kPairs;
}

std::string Stored(const Document& document) {
  return SerializeDocument(document);
}

using RatedPairs = std::vector<std::array<std::string, 2>>;

RatedPairs Rated(const RatingSheet& sheet) {
  RatedPairs rated;
  for (const auto& [a, b] : SomePairs()) {
    rated.push_back(
        {RatedCoding(sheet, a).Encode(), RatedCoding(sheet, b).Encode()});
  }
  return rated;
}

std::vector<RatedCoding> Decoded(const RatingSheet& sheet,
                                 const std::array<std::string, 2>& bytes) {
  std::vector<RatedCoding> codings;
  for (const std::string& coding : bytes)
    codings.push_back(RatedCoding::Decode(sheet, coding).value());
  return codings;
}

// What submission adds for agreement.
void BM_RateACoding(benchmark::State& state) {
  const RatingSheet sheet(RdacForm());
  size_t at = 0;
  double bytes = 0;
  for (auto _ : state) {
    const Document& document = SomePairs()[at++ % SomePairs().size()][0];
    bytes += static_cast<double>(RatedCoding(sheet, document).Encode().size());
  }
  state.counters["bytes"] = bytes / static_cast<double>(state.iterations());
}
BENCHMARK(BM_RateACoding)->Unit(benchmark::kMicrosecond);

// One file of a report, read already.
void BM_AgreementOfAFile(benchmark::State& state) {
  const RatingSheet sheet(RdacForm());
  const RatedPairs stored = Rated(sheet);
  StudyTally tally(2);
  SuggestionTally suggestions;
  size_t at = 0;
  double questions = 0;
  for (auto _ : state) {
    const FileOfCodings file =
        CompareCodings(sheet, Decoded(sheet, stored[at++ % stored.size()]));
    questions += static_cast<double>(file.questions.size());
    CheckOk(tally.Add(file, {0, 1}));
    for (const RatedCoding& coding : file.codings)
      CheckOk(suggestions.Add(coding));
  }
  state.counters["questions_a_file"] =
      questions / static_cast<double>(state.iterations());
}
BENCHMARK(BM_AgreementOfAFile)->Unit(benchmark::kMicrosecond);

void BM_MeasureAllFields(benchmark::State& state) {
  const RatingSheet sheet(RdacForm());
  StudyTally tally(2);
  for (const auto& stored : Rated(sheet))
    CheckOk(tally.Add(CompareCodings(sheet, Decoded(sheet, stored)), {0, 1}));
  for (auto _ : state)
    for (const auto& [id, field] : tally.Fields())
      benchmark::DoNotOptimize(field.Measure({}));
  state.counters["fields"] = static_cast<double>(tally.Fields().size());
}
BENCHMARK(BM_MeasureAllFields)->Unit(benchmark::kMillisecond);

absl::Status InsertCoding(const std::string& case_file, const std::string& site,
                          const std::string& auditor, int rank,
                          const Document& document, std::string rated,
                          Transaction& transaction) {
  const std::string id = absl::StrCat(case_file, "-", rank);
  CASELENS_RETURN_IF_ERROR(
      transaction.InsertAssignment({.id = id,
                                    .study = "s",
                                    .site = site,
                                    .case_file = case_file,
                                    .auditor = auditor,
                                    .rank = rank,
                                    .wave = v1::Assignment::W1,
                                    .create_us = kBenchBegin}));
  CASELENS_RETURN_IF_ERROR(
      transaction.InsertCoding({.id = id,
                                .study = "s",
                                .site = site,
                                .case_file = case_file,
                                .assignment = id,
                                .auditor = auditor,
                                .template_name = kBenchTemplate,
                                .state = v1::Coding::COMPLETE,
                                .submit_version = 1,
                                .blind_version = 1,
                                .create_us = kBenchBegin,
                                .submit_us = kBenchBegin,
                                .document = Stored(document),
                                .packed = JoinParts({.rated = rated})}));
  const std::string name = absl::StrCat("studies/s/codings/", id);
  return transaction.InsertResource(BenchResource(
      absl::StrCat(name, "/disclosureReview"), "disclosureReviews", name, ""));
}

// Twelve auditors, four a site, who code in twelve pairs.
struct Place : BenchStudy {
  Place() {
    absl::StatusOr<CodingContext> context;
    CheckOk(store->Read([&](Reader& reader) {
      context = LoadCodingContext(*catalogue, reader, "s", "C1");
      return context.status();
    }));
    const RatedPairs rated = Rated(RatingSheet(context->form));
    for (int i = 0; i < kFiles; i += kFilesAtOnce) {
      CheckOk(store->WriteNow([&](Transaction& transaction) -> absl::Status {
        for (int j = i; j < i + kFilesAtOnce; ++j)
          CASELENS_RETURN_IF_ERROR(InsertFile(j, rated, transaction));
        return absl::OkStatus();
      }));
    }
  }

  static absl::Status InsertFile(int number, const RatedPairs& rated,
                                 Transaction& transaction) {
    // In another order than they are inserted in.
    const std::string id = absl::StrCat(100'000 + number * 7919 % 100'003);
    const std::string site = absl::StrCat("C", 1 + number % 3);
    const size_t pair = static_cast<size_t>(number) % rated.size();
    CASELENS_RETURN_IF_ERROR(
        transaction.InsertCaseFile({.id = id,
                                    .study = "s",
                                    .site = site,
                                    .record = absl::StrCat("R", id)}));
    for (const int coder : {0, 1}) {
      const auto place = static_cast<size_t>(coder);
      CASELENS_RETURN_IF_ERROR(InsertCoding(
          id, site,
          absl::StrCat("auditor-", site, "-", (number / 3 + coder) % 4),
          coder == 0 ? v1::Assignment::PRIMARY : v1::Assignment::SECOND,
          SomePairs()[pair][place], rated[pair][place], transaction));
    }
    return absl::OkStatus();
  }
};

// Everything but the network: for the study, 3 sites and 12 pairs of coders.
void BM_AgreementOf10000Files(benchmark::State& state) {
  const Place place;
  const AgreementHandler handler(*place.catalogue);
  const Call call = place.CallBy("rena", v1::Grant::RESEARCHER,
                                 "AgreementService/MeasureAgreement");
  v1::MeasureAgreementRequest request;
  request.set_parent("studies/s");
  for (auto _ : state) {
    v1::AgreementReport report;
    CheckOk(place.store->Read([&](Reader& reader) {
      return handler.MeasureAgreement(call, reader, request, report);
    }));
    if (report.files() != kFiles) state.SkipWithError("files are missing");
    state.counters["fields"] = report.fields_size();
    state.counters["pairs"] = report.pairs_size();
  }
  // Seconds of CPU by the limit.
  state.counters["of_limit"] = benchmark::Counter(
      kLimitSeconds, benchmark::Counter::kIsIterationInvariantRate |
                         benchmark::Counter::kInvert);
}
BENCHMARK(BM_AgreementOf10000Files)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace caselens
