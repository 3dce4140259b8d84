#ifndef TYPOLOGY_TABULATION_MEASURES_H_
#define TYPOLOGY_TABULATION_MEASURES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/tabulation/index.h"
#include "typology/tabulation/table.h"

namespace caselens::tabulation {

// How many rows files have, exactly and not in bands.
struct CountMeasure {
  uint64_t n = 0;  // files with a count
  // [count]: files.
  std::vector<uint64_t> files_with;
  // Of the n files; none without any. The median of an even number of files is
  // the mean of the middle two.
  std::optional<double> mean;
  std::optional<double> median;
  // [Absence]: files without a count.
  std::array<uint64_t, 6> missing = {};
  bool operator==(const CountMeasure&) const = default;
};

// Of a variable NAME.count (`E.seen:ALONE.count`, `PERSON.count`), over the
// files of the scope that pass filters, which are about files. Returns
// INVALID_ARGUMENT, naming what is wrong, otherwise. Exact, for the same
// callers as Count.
absl::StatusOr<CountMeasure> MeasureCount(const Snapshot& snapshot,
                                          const Scope& scope,
                                          const std::string& variable,
                                          const std::vector<Filter>& filters,
                                          Wave wave = Wave::kSampled);

struct MeasureOfCategory {
  Category category;
  CountMeasure measure;
  bool operator==(const MeasureOfCategory&) const = default;
};

// For every category of a variable about files, in its order.
absl::StatusOr<std::vector<MeasureOfCategory>> MeasureCountBy(
    const Snapshot& snapshot, const Scope& scope, const std::string& variable,
    const std::string& by, const std::vector<Filter>& filters,
    Wave wave = Wave::kSampled);

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_MEASURES_H_
