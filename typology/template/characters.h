#ifndef TYPOLOGY_TEMPLATE_CHARACTERS_H_
#define TYPOLOGY_TEMPLATE_CHARACTERS_H_

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"

namespace caselens {

// Number of characters (code points) of UTF-8 text; none if it is not valid:
// stray or missing continuation bytes, overlong forms, surrogates, beyond
// U+10FFFF (RFC 3629). Linear.
std::optional<size_t> CountCharacters(absl::string_view text);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_CHARACTERS_H_
