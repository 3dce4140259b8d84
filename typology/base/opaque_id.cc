#include "typology/base/opaque_id.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace caselens {
namespace {

size_t CountAtStart(absl::string_view text, bool (*is)(unsigned char)) {
  const auto* const end = std::find_if_not(
      text.begin(), text.end(),
      [is](char c) { return is(static_cast<unsigned char>(c)); });
  return static_cast<size_t>(end - text.begin());
}

}  // namespace

bool IsOpaqueId(absl::string_view id) {
  const size_t letters = CountAtStart(id, absl::ascii_isalpha);
  if (letters < 1 || letters > 6) return false;
  id.remove_prefix(letters);
  size_t digits = CountAtStart(id, absl::ascii_isdigit);
  if (digits <= 2 && digits < id.size() && id[digits] == '-') {
    id.remove_prefix(digits + 1);
    digits = CountAtStart(id, absl::ascii_isdigit);
  }
  return digits == id.size() && digits >= 1 && digits <= 5;
}

}  // namespace caselens
