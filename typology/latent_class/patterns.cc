#include "typology/latent_class/patterns.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/types/span.h"

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/data_set.h"

namespace caselens {
namespace {

constexpr size_t kLargestTable = size_t{1} << 22;
// A table much larger than the data costs more to clear than hashing costs.
constexpr size_t kTableLinesPerRow = 256;
constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

// Number of possible rows, counting a missing answer as one more category of
// the items that have it; SIZE_MAX when above kLargestTable.
size_t PossibleRows(const std::vector<size_t>& radices) {
  size_t product = 1;
  for (const size_t radix : radices) {
    if (product > kLargestTable / radix) return SIZE_MAX;
    product *= radix;
  }
  return product;
}

std::vector<size_t> Radices(const DataSet& data) {
  std::vector<size_t> radices;
  for (size_t j = 0; j < data.items.size(); ++j) {
    bool missing = false;
    for (size_t row = 0; row < data.row_count && !missing; ++row) {
      missing = data.codes[row * data.items.size() + j] == kNotCoded;
    }
    radices.push_back(data.items[j].categories.size() + (missing ? 1 : 0));
  }
  return radices;
}

// For each row, the first row that is equal to it.
std::vector<uint32_t> FirstEqualByTable(const DataSet& data,
                                        const std::vector<size_t>& radices,
                                        size_t possible,
                                        std::vector<uint32_t>& firsts) {
  const size_t items = data.items.size();
  std::vector<uint32_t> table(possible, kNone);
  std::vector<uint32_t> first(data.row_count);
  for (size_t row = 0; row < data.row_count; ++row) {
    size_t index = 0;
    for (size_t j = 0; j < items; ++j) {
      const int code = data.codes[row * items + j];
      index = index * radices[j] +
              (code == kNotCoded ? radices[j] - 1 : static_cast<size_t>(code));
    }
    if (table[index] == kNone) table[index] = static_cast<uint32_t>(row);
    first[row] = table[index];
  }
  for (const uint32_t row : table) {
    if (row != kNone) firsts.push_back(row);
  }
  return first;
}

std::vector<uint32_t> FirstEqualByHash(const DataSet& data,
                                       std::vector<uint32_t>& firsts) {
  const size_t items = data.items.size();
  const auto answers = [&](uint32_t row) {
    return absl::MakeConstSpan(data.codes).subspan(row * items, items);
  };
  const auto hash = [&](uint32_t row) { return absl::HashOf(answers(row)); };
  const auto equal = [&](uint32_t a, uint32_t b) {
    return answers(a) == answers(b);
  };
  absl::flat_hash_set<uint32_t, decltype(hash), decltype(equal)> seen(0, hash,
                                                                      equal);
  std::vector<uint32_t> first(data.row_count);
  for (size_t row = 0; row < data.row_count; ++row) {
    const auto [found, inserted] = seen.insert(static_cast<uint32_t>(row));
    first[row] = *found;
    if (inserted) firsts.push_back(first[row]);
  }
  return first;
}

// 1, or what makes the weights add up to the number of rows that have any.
double WeightFactor(const DataSet& data, WeightKind kind) {
  if (kind == WeightKind::kFrequency || data.weights.empty()) return 1;
  double sum = 0;
  double rows = 0;
  for (const double weight : data.weights) {
    sum += weight;
    rows += weight > 0 ? 1 : 0;
  }
  return sum > 0 ? rows / sum : 1;
}

}  // namespace

PatternTable Collapse(const DataSet& data, WeightKind kind) {
  const size_t items = data.items.size();
  const std::vector<size_t> radices = Radices(data);
  const size_t possible = PossibleRows(radices);
  std::vector<uint32_t> firsts;
  const bool use_table = possible <= kLargestTable &&
                         possible / kTableLinesPerRow <= data.row_count;
  std::vector<uint32_t> of_row =
      use_table ? FirstEqualByTable(data, radices, possible, firsts)
                : FirstEqualByHash(data, firsts);

  PatternTable table;
  table.items = data.items;
  table.pattern_count = firsts.size();
  table.weights.assign(firsts.size(), 0);
  std::vector<bool> has_answer(firsts.size());
  std::vector<uint32_t> pattern_of_first(data.row_count, kNone);
  for (size_t p = 0; p < firsts.size(); ++p) {
    pattern_of_first[firsts[p]] = static_cast<uint32_t>(p);
    const auto* begin = data.codes.data() + firsts[p] * items;
    table.codes.insert(table.codes.end(), begin, begin + items);
    has_answer[p] = std::any_of(begin, begin + items,
                                [](int16_t code) { return code != kNotCoded; });
  }
  const double factor = WeightFactor(data, kind);
  for (size_t row = 0; row < data.row_count; ++row) {
    const uint32_t p = pattern_of_first[of_row[row]];
    of_row[row] = p;
    const double weight = data.weights.empty() ? 1 : data.weights[row];
    if (!has_answer[p]) {
      ++table.rows_without_answers;
    } else if (weight > 0) {
      table.weights[p] += weight * factor;
    } else {
      ++table.rows_without_weight;
    }
  }
  table.of_row = std::move(of_row);
  table.total_weight =
      std::accumulate(table.weights.begin(), table.weights.end(), 0.0);
  return table;
}

}  // namespace caselens
