#include "typology/tabulation/measures.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/status_macros.h"
#include "typology/tabulation/selection.h"

namespace caselens::tabulation {
namespace {

// The count of the file at `place` of the files in the order of their counts.
double CountAt(const std::vector<uint64_t>& files_with, uint64_t place) {
  size_t count = 0;
  for (; place >= files_with[count]; ++count) place -= files_with[count];
  return static_cast<double>(count);
}

void SummariseCounts(CountMeasure& measure) {
  double sum = 0;
  for (size_t count = 0; count < measure.files_with.size(); ++count) {
    measure.n += measure.files_with[count];
    sum += static_cast<double>(count) *
           static_cast<double>(measure.files_with[count]);
  }
  if (measure.n == 0) return;
  measure.mean = sum / static_cast<double>(measure.n);
  measure.median = (CountAt(measure.files_with, (measure.n - 1) / 2) +
                    CountAt(measure.files_with, measure.n / 2)) /
                   2;
}

absl::StatusOr<const Source*> FindCount(const Schema& schema,
                                        const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(const size_t number, schema.GetVariable(name));
  const Source& source = schema.SourceOf(number);
  if (source.kind != Source::Kind::kCount) {
    return absl::InvalidArgumentError(
        absl::StrCat("variable: ", name, " is no count; want NAME.count"));
  }
  return &source;
}

}  // namespace

absl::StatusOr<CountMeasure> MeasureCount(const Snapshot& snapshot,
                                          const Scope& scope,
                                          const std::string& variable,
                                          const std::vector<Filter>& filters,
                                          Wave wave) {
  CASELENS_ASSIGN_OR_RETURN(const Source* const source,
                            FindCount(snapshot.schema(), variable));
  CASELENS_ASSIGN_OR_RETURN(
      const Selection selection,
      Selection::Create(snapshot, scope, {.filters = filters, .wave = wave}));
  if (selection.unit() != Unit::kFile) {
    return absl::InvalidArgumentError(
        "filters: want variables about files alone");
  }
  CountMeasure measure;
  for (const auto& chunk : selection.chunks()) {
    const RowSummary summary = selection.Summarise(*chunk, *source);
    ForEachRow(selection.Files(*chunk), [&](size_t file) {
      const auto absence = AbsenceOfCount(*source, summary.seen[file]);
      if (absence.has_value()) {
        ++measure.missing[static_cast<size_t>(*absence)];
        return;
      }
      const size_t count = summary.hits[file];
      if (count >= measure.files_with.size()) {
        measure.files_with.resize(count + 1);
      }
      ++measure.files_with[count];
    });
  }
  SummariseCounts(measure);
  return measure;
}

absl::StatusOr<std::vector<MeasureOfCategory>> MeasureCountBy(
    const Snapshot& snapshot, const Scope& scope, const std::string& variable,
    const std::string& by, const std::vector<Filter>& filters, Wave wave) {
  // Read through a table, so that the sites of the scope are its categories.
  CASELENS_ASSIGN_OR_RETURN(
      const Selection selection,
      Selection::Create(snapshot, scope, {.dimensions = {by}, .wave = wave}));
  std::vector<MeasureOfCategory> measures;
  for (const Category& c : selection.dimensions()[0].variable.categories) {
    std::vector<Filter> narrower = filters;
    narrower.push_back({by, c.code});
    CASELENS_ASSIGN_OR_RETURN(
        CountMeasure measure,
        MeasureCount(snapshot, scope, variable, narrower, wave));
    measures.push_back({c, std::move(measure)});
  }
  return measures;
}

}  // namespace caselens::tabulation
