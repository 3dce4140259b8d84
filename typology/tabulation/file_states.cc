#include "typology/tabulation/file_states.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/status_macros.h"
#include "typology/tabulation/selection.h"

namespace caselens::tabulation {
namespace {

constexpr char kSite[] = "site";

absl::StatusOr<Selection> SelectOne(const Snapshot& snapshot,
                                    const Scope& scope,
                                    const std::string& variable) {
  CASELENS_ASSIGN_OR_RETURN(
      Selection selection,
      Selection::Create(snapshot, scope, {.dimensions = {variable}}));
  if (selection.unit() == Unit::kFile) return selection;
  return absl::InvalidArgumentError(
      absl::StrCat(variable, ": want a variable about files"));
}

// Calls use(file, state) for every selected file, numbered from 0.
template <typename Use>
void ForEachState(const Selection& selection, Use use) {
  const ReadVariable& read = selection.dimensions().front();
  size_t number = 0;
  for (const auto& chunk : selection.chunks()) {
    const Block files = selection.Files(*chunk);
    Numbers numbers = {};
    selection.AddFileNumbers(*chunk, numbers);
    ForEachRow(files,
               [&](size_t file) { use(number++, read.states[numbers[file]]); });
  }
}

}  // namespace

absl::StatusOr<FileStates> ReadFileStates(
    const Snapshot& snapshot, const Scope& scope,
    const std::vector<std::string>& variables) {
  FileStates result;
  CASELENS_ASSIGN_OR_RETURN(const Selection by_site,
                            SelectOne(snapshot, scope, kSite));
  ForEachState(by_site, [&](size_t /*file*/, uint8_t site) {
    result.sites.push_back(site);
  });
  for (const auto& chunk : by_site.chunks()) {
    ForEachRow(by_site.Files(*chunk), [&](size_t file) {
      result.ids.push_back(chunk->IdOf(file));
      result.families.push_back(chunk->FamilyOf(file));
    });
  }
  result.states.resize(result.Files() * variables.size());
  for (size_t v = 0; v < variables.size(); ++v) {
    CASELENS_ASSIGN_OR_RETURN(const Selection selection,
                              SelectOne(snapshot, scope, variables[v]));
    result.variables.push_back(selection.dimensions().front().variable);
    ForEachState(selection, [&](size_t file, uint8_t state) {
      result.states[file * variables.size() + v] = state;
    });
  }
  return result;
}

}  // namespace caselens::tabulation
