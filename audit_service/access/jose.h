#ifndef AUDIT_SERVICE_ACCESS_JOSE_H_
#define AUDIT_SERVICE_ACCESS_JOSE_H_

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace caselens {

// What JSON Web Keys and JSON Web Tokens share.

// Decodes base64url as RFC 7515 has it: no padding, no white space, both of
// which absl takes. False if `text` is anything else.
inline bool DecodeBase64Url(absl::string_view text, std::string& bytes) {
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' ||
           c == '_';
  });
  return is_plain && absl::WebSafeBase64Unescape(text, &bytes);
}

// A member of `object` that is a string; "" if there is none.
inline std::string StringOf(const nlohmann::json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : "";
}

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_JOSE_H_
