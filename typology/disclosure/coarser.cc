#include "typology/disclosure/coarser.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <vector>

namespace caselens::disclosure {
namespace {

// The declared grouping with most categories among those with fewer than now.
int NextGrouping(const Variable& variable, int now) {
  size_t size = now == kDeclaredCategories
                    ? variable.categories.size()
                    : variable.groupings[now].categories.size();
  int next = now;
  size_t most = 0;
  for (size_t g = 0; g < variable.groupings.size(); ++g) {
    const size_t categories = variable.groupings[g].categories.size();
    if (categories < size && categories > most) {
      most = categories;
      next = static_cast<int>(g);
    }
  }
  return next;
}

template <typename Keep>
Programme Keeping(Programme programme, Keep keep) {
  std::vector<TableKey>& tables = programme.tables;
  tables.erase(std::remove_if(tables.begin(), tables.end(),
                              [&](const TableKey& key) { return !keep(key); }),
               tables.end());
  return programme;
}

}  // namespace

std::vector<Programme> CoarserProgrammes(const std::vector<Variable>& variables,
                                         const Programme& programme,
                                         const std::vector<TableKey>& tables) {
  Programme grouped = programme;
  std::set<int> concerned;
  for (const TableKey& key : tables) concerned.insert(key.begin(), key.end());
  for (const int v : concerned) {
    grouped.groupings[v] = NextGrouping(variables[v], programme.groupings[v]);
  }
  const auto is_open = [&](const TableKey& key) {
    return key.size() > 1 &&
           std::find(tables.begin(), tables.end(), key) != tables.end();
  };
  std::vector<Programme> coarser;
  const auto add = [&](const Programme& one) {
    if (one != programme &&
        std::find(coarser.begin(), coarser.end(), one) == coarser.end()) {
      coarser.push_back(one);
    }
  };
  add(grouped);
  for (const Programme& start : {programme, grouped}) {
    add(Keeping(start, [&](const TableKey& key) { return !is_open(key); }));
    add(Keeping(start, [](const TableKey& key) { return key.size() < 3; }));
    add(Keeping(start, [](const TableKey& key) { return key.size() < 2; }));
  }
  return coarser;
}

}  // namespace caselens::disclosure
