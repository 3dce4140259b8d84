#include "typology/disclosure/rounding.h"

#include <cstddef>
#include <numeric>
#include <vector>

namespace caselens::disclosure {
namespace {

HiddenReason ReasonOf(const CountTable& table, const TableShape& shape,
                      const std::vector<Variable>& variables, SiteScope scope,
                      size_t cell) {
  if (table.files[cell] < kFewestFilesShown) return HiddenReason::kSmall;
  if (table.families[cell] < kFewestFamilies) {
    return HiddenReason::kFewFamilies;
  }
  if (scope == SiteScope::kPooled &&
      table.files_of_others[cell] < kFewestFilesShown) {
    return HiddenReason::kOneSite;
  }
  return IsEveryone(table, shape, variables, cell) ? HiddenReason::kEveryone
                                                   : HiddenReason::kShown;
}

}  // namespace

int PublishedTable::TotalReported() const {
  return std::accumulate(values.begin(), values.end(), 0);
}

int RoundToBase(int count) {
  return (count + kRoundingError) / kRoundingBase * kRoundingBase;
}

bool IsEveryone(const CountTable& table, const TableShape& shape,
                const std::vector<Variable>& variables, size_t cell) {
  for (size_t axis = 0; axis < shape.Axes(); ++axis) {
    if (!variables[table.key[axis]].sensitive) continue;
    int others = -table.files[cell];
    for (const size_t other : shape.Line(cell, axis)) {
      others += table.files[other];
    }
    if (others < kFewestFilesShown) return true;
  }
  return false;
}

PublishedTable RoundTable(const CountTable& table,
                          const std::vector<Variable>& variables,
                          const Bands& bands, SiteScope scope) {
  const TableShape shape(bands, table.key);
  PublishedTable published;
  published.key = table.key;
  for (size_t cell = 0; cell < shape.Cells(); ++cell) {
    const HiddenReason reason = ReasonOf(table, shape, variables, scope, cell);
    published.reasons.push_back(reason);
    published.values.push_back(
        reason == HiddenReason::kShown ? RoundToBase(table.files[cell]) : 0);
  }
  return published;
}

}  // namespace caselens::disclosure
