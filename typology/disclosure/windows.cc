#include "typology/disclosure/windows.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <vector>

namespace caselens::disclosure {
namespace {

bool Holds(const TableKey& window, const TableKey& table) {
  return std::includes(window.begin(), window.end(), table.begin(),
                       table.end());
}

TableKey With(TableKey window, int variable) {
  window.insert(std::lower_bound(window.begin(), window.end(), variable),
                variable);
  return window;
}

size_t LinkedTables(const std::vector<TableKey>& tables,
                    const TableKey& window) {
  return std::count_if(tables.begin(), tables.end(), [&](const TableKey& t) {
    return t.size() > 1 && Holds(window, t);
  });
}

// `window` with one variable more, or as it was if none is worth it.
TableKey Grow(const std::vector<TableKey>& tables,
              const std::set<int>& variables, const TableKey& window,
              size_t most_atoms,
              const std::function<size_t(const TableKey&)>& atoms) {
  TableKey best = window;
  size_t most = LinkedTables(tables, window);
  for (const int v : variables) {
    if (std::binary_search(window.begin(), window.end(), v)) continue;
    const TableKey wider = With(window, v);
    const size_t linked = LinkedTables(tables, wider);
    if (linked > most && atoms(wider) <= most_atoms) {
      most = linked;
      best = wider;
    }
  }
  return best;
}

}  // namespace

std::vector<TableKey> CoverTables(
    std::vector<TableKey> tables, const WindowLimits& limits,
    const std::function<size_t(const TableKey&)>& atoms) {
  std::stable_sort(
      tables.begin(), tables.end(),
      [](const TableKey& a, const TableKey& b) { return a.size() > b.size(); });
  std::set<int> variables;
  for (const TableKey& t : tables) variables.insert(t.begin(), t.end());
  std::vector<TableKey> windows;
  for (const TableKey& table : tables) {
    if (std::any_of(windows.begin(), windows.end(),
                    [&](const TableKey& w) { return Holds(w, table); })) {
      continue;
    }
    TableKey window = table;
    while (window.size() < limits.most_variables) {
      TableKey wider =
          Grow(tables, variables, window, limits.most_atoms, atoms);
      if (wider == window) break;
      window = wider;
    }
    windows.push_back(window);
  }
  return windows;
}

}  // namespace caselens::disclosure
