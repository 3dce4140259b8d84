#include "typology/disclosure/microdata.h"

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/shown.h"
#include "typology/base/status_macros.h"

namespace caselens::disclosure {
namespace {

absl::Status CheckLabels(const std::string& owner,
                         const std::vector<std::string>& labels) {
  std::set<std::string> seen;
  for (const std::string& label : labels) {
    if (label.empty() || !seen.insert(label).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(owner, ": category ", Shown(label),
                       ", want names that are not empty and there once"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckGrouping(const std::string& owner, const Variable& variable,
                           const Grouping& grouping) {
  const std::string name = absl::StrCat(owner, "/", grouping.name);
  CASELENS_RETURN_IF_ERROR(CheckLabels(name, grouping.categories));
  const bool whole = grouping.group_of.size() == variable.categories.size();
  std::set<int> used(grouping.group_of.begin(), grouping.group_of.end());
  const int size = static_cast<int>(grouping.categories.size());
  if (grouping.name.empty() || !whole ||
      static_cast<int>(used.size()) != size ||
      (size > 0 && (*used.begin() != 0 || *used.rbegin() != size - 1))) {
    return absl::InvalidArgumentError(absl::StrCat(
        name, ": want a name and a group for each of the ",
        variable.categories.size(), " categories, no group empty"));
  }
  return absl::OkStatus();
}

absl::Status CheckVariable(const Variable& variable) {
  if (variable.categories.size() < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat(variable.name, ": ", variable.categories.size(),
                     " categories, want 2 or more"));
  }
  CASELENS_RETURN_IF_ERROR(CheckLabels(variable.name, variable.categories));
  std::set<std::string> names;
  for (const Grouping& grouping : variable.groupings) {
    CASELENS_RETURN_IF_ERROR(CheckGrouping(variable.name, variable, grouping));
    if (!names.insert(grouping.name).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          variable.name, ": grouping ", Shown(grouping.name), " twice"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckValues(const Microdata& data) {
  for (size_t r = 0; r < data.Records(); ++r) {
    for (size_t v = 0; v < data.variables.size(); ++v) {
      const int value = data.Value(r, v);
      const int size = static_cast<int>(data.variables[v].categories.size());
      if (value < 0 || value >= size) {
        return absl::InvalidArgumentError(
            absl::StrCat("record ", r, ", ", data.variables[v].name,
                         ": category ", value, ", want 0 to ", size - 1));
      }
    }
    if (data.sites[r] < 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "record ", r, ": site ", data.sites[r], ", want 0 or more"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckMicrodata(const Microdata& data) {
  std::vector<std::string> names;
  for (const Variable& variable : data.variables) {
    names.push_back(variable.name);
    CASELENS_RETURN_IF_ERROR(CheckVariable(variable));
  }
  CASELENS_RETURN_IF_ERROR(CheckLabels("variables", names));
  const size_t records = data.Records();
  if (data.values.size() != records * data.variables.size() ||
      data.sites.size() != records || data.families.size() != records) {
    return absl::InvalidArgumentError(
        "values, sites, families: want one for each record");
  }
  if (absl::flat_hash_set<uint64_t>(data.ids.begin(), data.ids.end()).size() !=
      records) {
    return absl::InvalidArgumentError("ids: want each id once");
  }
  return CheckValues(data);
}

Bands BandsOf(const std::vector<Variable>& variables,
              const std::vector<int>& groupings) {
  Bands bands;
  for (size_t v = 0; v < variables.size(); ++v) {
    const Variable& variable = variables[v];
    if (groupings[v] == kDeclaredCategories) {
      bands.labels.push_back(variable.categories);
      std::vector<int> same(variable.categories.size());
      std::iota(same.begin(), same.end(), 0);
      bands.band_of.push_back(same);
    } else {
      const Grouping& grouping = variable.groupings[groupings[v]];
      bands.labels.push_back(grouping.categories);
      bands.band_of.push_back(grouping.group_of);
    }
  }
  return bands;
}

}  // namespace caselens::disclosure
