#ifndef CLIENTS_LCA_CLASS_RANGE_H_
#define CLIENTS_LCA_CLASS_RANGE_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// "1-10", "6" or "2,4-6" as numbers in order, each once. Returns
// INVALID_ARGUMENT for anything else or a number outside 1 to 1000.
absl::StatusOr<std::vector<size_t>> ParseClassRange(absl::string_view text);

}  // namespace caselens

#endif  // CLIENTS_LCA_CLASS_RANGE_H_
