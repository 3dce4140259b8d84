#include "clients/lca/class_range.h"

#include <cstddef>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace caselens {

absl::StatusOr<std::vector<size_t>> ParseClassRange(absl::string_view text) {
  constexpr int kMost = 1000;
  std::set<size_t> classes;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::pair<absl::string_view, absl::string_view> ends =
        absl::StrSplit(part, absl::MaxSplits('-', 1));
    int first = 0;
    int last = 0;
    const bool single = part.find('-') == absl::string_view::npos;
    if (!absl::SimpleAtoi(ends.first, &first) ||
        !absl::SimpleAtoi(single ? ends.first : ends.second, &last) ||
        first < 1 || last < first || last > kMost) {
      return absl::InvalidArgumentError(
          absl::StrCat("classes: \"", text,
                       "\"; want for example 6, 1-10 or 2,4-6, from 1 "
                       "to ",
                       kMost));
    }
    for (int k = first; k <= last; ++k) classes.insert(static_cast<size_t>(k));
  }
  return std::vector<size_t>(classes.begin(), classes.end());
}

}  // namespace caselens
