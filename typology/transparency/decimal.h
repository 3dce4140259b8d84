#ifndef TYPOLOGY_TRANSPARENCY_DECIMAL_H_
#define TYPOLOGY_TRANSPARENCY_DECIMAL_H_

#include <cstdint>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace caselens {

// A count as the formats write it: ASCII digits without leading zeros.
inline std::optional<int64_t> ParseDecimal(absl::string_view text) {
  int64_t value = 0;
  if (!absl::SimpleAtoi(text, &value) || value < 0 ||
      absl::StrCat(value) != text) {
    return std::nullopt;
  }
  return value;
}

}  // namespace caselens

#endif  // TYPOLOGY_TRANSPARENCY_DECIMAL_H_
