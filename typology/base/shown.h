#ifndef TYPOLOGY_BASE_SHOWN_H_
#define TYPOLOGY_BASE_SHOWN_H_

#include <string>

#include "absl/strings/string_view.h"

namespace caselens {

// A rejected value as a message may repeat it: quoted, at most 40 characters,
// without control characters, always UTF-8. A value that looks like an
// identifier (9 or more digits, or an @) is not repeated at all, because
// messages end up in terminals and logs.
std::string Shown(absl::string_view value);

// Whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong
// forms). Linear.
bool IsUtf8(absl::string_view text);

}  // namespace caselens

#endif  // TYPOLOGY_BASE_SHOWN_H_
