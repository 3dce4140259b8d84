// Two codings of one file: read as stored, brought together, compared and
// counted. What a report of agreement does for every file, beside the read
// itself.

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "audit_service/api/document_api.h"
#include "tests/typology/double_coding/random_coding.h"
#include "typology/double_coding/disagreements.h"
#include "typology/double_coding/study_tally.h"

namespace caselens {
namespace {

using Pair = std::vector<Document>;

std::vector<Pair> SomePairs() {
  RandomCodings codings(1);
  std::vector<Pair> pairs;
  for (int i = 0; i < 200; ++i) {
    const Document a = codings.Next();
    pairs.push_back({a, codings.Renamed(codings.Recoded(a))});
  }
  return pairs;
}

std::vector<std::array<std::string, 2>> Stored(const std::vector<Pair>& pairs) {
  std::vector<std::array<std::string, 2>> stored;
  for (const Pair& pair : pairs) {
    stored.push_back({RenderDocument(pair[0]).SerializeAsString(),
                      RenderDocument(pair[1]).SerializeAsString()});
  }
  return stored;
}

Document Read(const std::string& bytes) {
  v1::Document message;
  message.ParseFromString(bytes);
  return ParseDocument(message, DocumentOrigin::kStore).value().document;
}

// As TallyDoubleCodings counts: for the study, the site and the two coders.
void BM_AgreementOfAFile(benchmark::State& state) {
  const auto stored = Stored(SomePairs());
  const Form form = RdacForm();
  std::array<StudyTally, 3> tallies = {StudyTally(2), StudyTally(2),
                                       StudyTally(2)};
  SuggestionTally suggestions;
  size_t at = 0;
  double questions = 0;
  for (auto _ : state) {
    const auto& [a, b] = stored[at++ % stored.size()];
    const FileOfCodings file = CompareCodings(form, {Read(a), Read(b)});
    questions += static_cast<double>(file.questions.size());
    for (StudyTally& tally : tallies)
      if (!tally.Add(file, {0, 1}).ok()) state.SkipWithError("not added");
    for (const AlignedDocument& coding : file.codings)
      if (!suggestions.Add(coding.document).ok())
        state.SkipWithError("not added");
  }
  state.counters["questions_a_file"] =
      questions / static_cast<double>(state.iterations());
}
BENCHMARK(BM_AgreementOfAFile)->Unit(benchmark::kMicrosecond);

void BM_MeasureAllFields(benchmark::State& state) {
  const Form form = RdacForm();
  StudyTally tally(2);
  for (const Pair& pair : SomePairs())
    if (!tally.Add(CompareCodings(form, pair), {0, 1}).ok())
      state.SkipWithError("not added");
  for (auto _ : state)
    for (const auto& [id, field] : tally.Fields())
      benchmark::DoNotOptimize(field.Measure({}));
}
BENCHMARK(BM_MeasureAllFields)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace caselens
