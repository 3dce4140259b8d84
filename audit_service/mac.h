#ifndef AUDIT_SERVICE_MAC_H_
#define AUDIT_SERVICE_MAC_H_

#include <string>

#include "absl/strings/string_view.h"

namespace caselens {

// HMAC-SHA256 of `text` under `key`, 32 bytes.
std::string Mac(absl::string_view key, absl::string_view text);
// In constant time.
bool SameMac(absl::string_view a, absl::string_view b);

}  // namespace caselens

#endif  // AUDIT_SERVICE_MAC_H_
