#include "clients/cli/request_id.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace caselens::cli {

std::string NewRequestId() {
  // libstdc++ draws from the processor or the kernel, not from a seed.
  std::random_device device;
  std::string bytes;
  for (int word = 0; word < 4; ++word) {
    const uint32_t random = device();
    for (int shift = 0; shift < 32; shift += 8) {
      bytes.push_back(static_cast<char>((random >> shift) & 0xFF));
    }
  }
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);  // version 4
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);  // RFC 4122 variant
  const std::string hex = absl::BytesToHexString(bytes);
  const absl::string_view view = hex;
  return absl::StrCat(view.substr(0, 8), "-", view.substr(8, 4), "-",
                      view.substr(12, 4), "-", view.substr(16, 4), "-",
                      view.substr(20));
}

}  // namespace caselens::cli
