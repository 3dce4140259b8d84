#include "typology/disclosure/programme.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "typology/base/shown.h"
#include "typology/base/status_macros.h"

namespace caselens::disclosure {
namespace {

bool ShorterFirst(const TableKey& a, const TableKey& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

// The first `most` keys, those of early variables first.
void AddTables(std::vector<TableKey> keys, size_t most, Programme& programme) {
  const auto lateness = [](const TableKey& key) {
    return std::accumulate(key.begin(), key.end(), 0);
  };
  std::stable_sort(keys.begin(), keys.end(),
                   [&](const TableKey& a, const TableKey& b) {
                     return lateness(a) < lateness(b);
                   });
  keys.resize(std::min(keys.size(), most));
  programme.tables.insert(programme.tables.end(), keys.begin(), keys.end());
}

absl::Status CheckKey(const std::vector<Variable>& variables,
                      const TableKey& key) {
  const int count = static_cast<int>(variables.size());
  const bool there = !key.empty() && key.front() >= 0 && key.back() < count;
  const bool ascending =
      std::adjacent_find(key.begin(), key.end(),
                         [](int a, int b) { return a >= b; }) == key.end();
  if (there && ascending && key.size() <= kMostTableVariables) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("tables: {", absl::StrJoin(key, ", "), "}, want 1 to ",
                   kMostTableVariables, " ascending numbers below ", count));
}

// The index of a declared variable.
absl::StatusOr<int> FindVariable(const std::vector<Variable>& variables,
                                 const Programme& programme,
                                 const QueryTerm& term) {
  for (size_t v = 0; v < variables.size(); ++v) {
    if (variables[v].name != term.variable) continue;
    const int used = programme.groupings[v];
    const std::string name = used == kDeclaredCategories
                                 ? std::string()
                                 : variables[v].groupings[used].name;
    if (term.grouping.empty() || term.grouping == name) {
      return static_cast<int>(v);
    }
    return absl::InvalidArgumentError(absl::StrCat(
        term.variable, ": grouping ", Shown(term.grouping), ", want ",
        name.empty() ? "the declared categories" : Shown(name),
        ", which all tables of this release use"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("variable ", Shown(term.variable), ", want one declared"));
}

absl::StatusOr<int> FindCategory(const Bands& bands, int variable,
                                 const QueryFilter& filter) {
  const std::vector<std::string>& labels = bands.labels[variable];
  const auto it = std::find(labels.begin(), labels.end(), filter.category);
  if (it == labels.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("filter ", filter.term.variable, ": category ",
                     Shown(filter.category), ", want one of those declared"));
  }
  return static_cast<int>(it - labels.begin());
}

absl::Status NotInProgramme(const std::vector<Variable>& variables,
                            const Programme& programme, const TableKey& key) {
  std::vector<std::string> coarser;
  for (const TableKey& table : programme.tables) {
    if (std::includes(key.begin(), key.end(), table.begin(), table.end())) {
      coarser.push_back(TableName(variables, table));
    }
  }
  return absl::NotFoundError(absl::StrCat(
      TableName(variables, key), " is not a table of this release; it has ",
      absl::StrJoin(coarser, "; ")));
}

}  // namespace

Programme DefaultProgramme(const std::vector<Variable>& variables,
                           size_t records) {
  Programme programme;
  programme.groupings.assign(variables.size(), kDeclaredCategories);
  const int count = static_cast<int>(variables.size());
  for (int a = 0; a < count; ++a) programme.tables.push_back({a});
  if (records < kFewestRecordsForTwoWay) return programme;
  std::vector<TableKey> two;
  std::vector<TableKey> three;
  for (int a = 0; a < count; ++a) {
    for (int b = a + 1; b < count; ++b) {
      two.push_back({a, b});
      for (int c = b + 1; c < count; ++c) three.push_back({a, b, c});
    }
  }
  AddTables(std::move(two), kMostTwoWayTables, programme);
  AddTables(std::move(three), kMostThreeWayTables, programme);
  std::sort(programme.tables.begin(), programme.tables.end(), ShorterFirst);
  return programme;
}

absl::Status CheckProgramme(const std::vector<Variable>& variables,
                            const Programme& programme) {
  if (programme.groupings.size() != variables.size()) {
    return absl::InvalidArgumentError("groupings: want one for each variable");
  }
  for (size_t v = 0; v < variables.size(); ++v) {
    const int most = static_cast<int>(variables[v].groupings.size());
    if (programme.groupings[v] < kDeclaredCategories ||
        programme.groupings[v] >= most) {
      return absl::InvalidArgumentError(
          absl::StrCat(variables[v].name, ": grouping ", programme.groupings[v],
                       ", want -1 to ", most - 1));
    }
  }
  std::vector<size_t> tables(kMostTableVariables + 1);
  std::set<TableKey> seen;
  for (const TableKey& key : programme.tables) {
    CASELENS_RETURN_IF_ERROR(CheckKey(variables, key));
    if (!seen.insert(key).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("tables: ", TableName(variables, key), " twice"));
    }
    ++tables[key.size()];
  }
  if (tables[1] != variables.size() || tables[2] > kMostTwoWayTables ||
      tables[3] > kMostThreeWayTables ||
      !std::is_sorted(programme.tables.begin(), programme.tables.end(),
                      ShorterFirst)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "tables: want all one-way tables, at most ", kMostTwoWayTables,
        " two-way and at most ", kMostThreeWayTables,
        " three-way tables, by size, then by variables"));
  }
  return absl::OkStatus();
}

std::string TableName(const std::vector<Variable>& variables,
                      const TableKey& key) {
  return absl::StrJoin(key, " x ", [&](std::string* out, int v) {
    out->append(variables[v].name);
  });
}

absl::StatusOr<TableSlice> ResolveQuery(const std::vector<Variable>& variables,
                                        const Programme& programme,
                                        const TableQuery& query) {
  const Bands bands = BandsOf(variables, programme.groupings);
  std::vector<std::pair<int, int>> named;  // variable and category
  for (const QueryTerm& term : query.dimensions) {
    CASELENS_ASSIGN_OR_RETURN(const int v,
                              FindVariable(variables, programme, term));
    named.emplace_back(v, -1);
  }
  for (const QueryFilter& filter : query.filters) {
    CASELENS_ASSIGN_OR_RETURN(const int v,
                              FindVariable(variables, programme, filter.term));
    CASELENS_ASSIGN_OR_RETURN(const int category,
                              FindCategory(bands, v, filter));
    named.emplace_back(v, category);
  }
  std::sort(named.begin(), named.end());
  TableSlice slice;
  for (const auto& [variable, category] : named) {
    slice.key.push_back(variable);
    slice.fixed.push_back(category);
  }
  const bool twice =
      std::adjacent_find(slice.key.begin(), slice.key.end()) != slice.key.end();
  if (query.dimensions.empty() || twice || named.size() > kMostTableVariables) {
    return absl::InvalidArgumentError(absl::StrCat(
        "dimensions and filters: want at least one dimension and at most ",
        kMostTableVariables, " variables, each named once"));
  }
  if (std::find(programme.tables.begin(), programme.tables.end(), slice.key) ==
      programme.tables.end()) {
    return NotInProgramme(variables, programme, slice.key);
  }
  return slice;
}

}  // namespace caselens::disclosure
