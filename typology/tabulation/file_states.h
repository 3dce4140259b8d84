#ifndef TYPOLOGY_TABULATION_FILE_STATES_H_
#define TYPOLOGY_TABULATION_FILE_STATES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/tabulation/index.h"
#include "typology/tabulation/variable.h"

namespace caselens::tabulation {

// What every file has, file by file: what releases are frozen from. Never for
// a caller.
struct FileStates {
  std::vector<Variable> variables;  // as asked for
  std::vector<std::string> ids;
  std::vector<size_t> sites;       // place in the scope
  std::vector<uint32_t> families;  // equal numbers are one family
  std::vector<uint8_t> states;     // file by file

  size_t Files() const { return ids.size(); }
  size_t State(size_t file, size_t variable) const {
    return states[file * variables.size() + variable];
  }
};

// The sampled files (W1, or records) of a scope. INVALID_ARGUMENT naming a
// variable that is not declared or not about files. Linear.
absl::StatusOr<FileStates> ReadFileStates(
    const Snapshot& snapshot, const Scope& scope,
    const std::vector<std::string>& variables);

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_FILE_STATES_H_
