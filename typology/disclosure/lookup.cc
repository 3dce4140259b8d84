#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "typology/base/status_macros.h"
#include "typology/disclosure/release.h"

namespace caselens::disclosure {
namespace {

const PublishedTable& TableOf(const Release& release, const TableKey& key) {
  size_t t = 0;
  while (release.programme.tables[t] != key) ++t;
  return release.tables[t];
}

// From the programme alone, so that it is the same whatever is hidden.
std::string WhyHidden(const Release& release, const TableKey& key) {
  std::vector<std::string> coarser;
  for (const TableKey& table : release.programme.tables) {
    if (table.size() < key.size() &&
        std::includes(key.begin(), key.end(), table.begin(), table.end())) {
      coarser.push_back(TableName(release.variables, table));
    }
  }
  return absl::StrCat(
      kHiddenSymbol, ": a disclosure rule applied",
      coarser.empty() ? "" : "; coarser tables of this release: ",
      absl::StrJoin(coarser, "; "));
}

bool InSlice(const TableShape& shape, const TableSlice& slice, size_t cell) {
  for (size_t axis = 0; axis < slice.key.size(); ++axis) {
    const int fixed = slice.fixed[axis];
    if (fixed >= 0 && shape.Coordinate(cell, axis) != fixed) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<Answer> Lookup(const Release& release, const TableQuery& query) {
  CASELENS_ASSIGN_OR_RETURN(
      const TableSlice slice,
      ResolveQuery(release.variables, release.programme, query));
  const PublishedTable& table = TableOf(release, slice.key);
  const Bands bands = BandsOf(release.variables, release.programme.groupings);
  const TableShape shape(bands, slice.key);
  Answer answer{.form = table.form,
                .why_hidden = WhyHidden(release, slice.key)};
  for (size_t axis = 0; axis < slice.key.size(); ++axis) {
    if (slice.fixed[axis] >= 0) continue;
    answer.dimensions.push_back(release.variables[slice.key[axis]].name);
  }
  for (size_t cell = 0; cell < shape.Cells(); ++cell) {
    if (!InSlice(shape, slice, cell)) continue;
    AnswerCell& out = answer.cells.emplace_back();
    for (size_t axis = 0; axis < slice.key.size(); ++axis) {
      if (slice.fixed[axis] >= 0) continue;
      out.categories.push_back(
          bands.labels[slice.key[axis]][shape.Coordinate(cell, axis)]);
    }
    if (table.Shown(cell)) out.value = table.values[cell];
    answer.total_reported += table.values[cell];
  }
  return answer;
}

std::string PublicText(const Release& release) {
  const Bands bands = BandsOf(release.variables, release.programme.groupings);
  std::string text = absl::StrCat(
      kDisclosureRules,
      release.profile == ReleaseProfile::kReport ? " report\n" : " live\n");
  for (size_t v = 0; v < release.variables.size(); ++v) {
    absl::StrAppend(&text, "variable ", release.variables[v].name);
    for (const std::string& label : bands.labels[v]) {
      absl::StrAppend(&text, "\t", label);
    }
    absl::StrAppend(&text, "\n");
  }
  for (const PublishedTable& table : release.tables) {
    absl::StrAppend(&text, "table ", absl::StrJoin(table.key, ","),
                    table.form == TableForm::kExact ? " exact" : " rounded");
    for (size_t cell = 0; cell < table.values.size(); ++cell) {
      absl::StrAppend(&text, " ");
      if (table.Shown(cell)) {
        absl::StrAppend(&text, table.values[cell]);
      } else {
        absl::StrAppend(&text, kHiddenSymbol);
      }
    }
    absl::StrAppend(&text, "\n");
  }
  return text;
}

}  // namespace caselens::disclosure
