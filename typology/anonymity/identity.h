#ifndef TYPOLOGY_ANONYMITY_IDENTITY_H_
#define TYPOLOGY_ANONYMITY_IDENTITY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace caselens::anonymity {

// What stays the same of a span however it is typed: casefolded and in
// compatibility form (NFKC_Casefold), without invisible characters, spaces as
// one. "Sarah\tKHAN" and "sarah khan" are the same; "Wojcik" and "Wójcik" are
// not, nor are two words of another alphabet.
//
// Tells whether a span that was kept with a reason is found again. It still
// names the person: hash it under the site's key (HMAC-SHA-256, by the caller:
// this library holds no keys and does no cryptography), and store only that.
// Empty if `span` is not well-formed UTF-8. Linear, thread-safe.
std::string SpanIdentity(absl::string_view span);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_IDENTITY_H_
