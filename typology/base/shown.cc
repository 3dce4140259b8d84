#include "typology/base/shown.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace caselens {
namespace {

constexpr int kMaxShown = 40;
constexpr int kIdentifierDigits = 9;

unsigned Byte(absl::string_view text, size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// The second byte of a sequence is what tells overlong forms, surrogates and
// values beyond U+10FFFF from good ones (RFC 3629, section 4).
bool GoodSecondByte(unsigned first, unsigned second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second <= 0x9F;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second <= 0x8F;
    default:
      return true;
  }
}

size_t SequenceLength(unsigned first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

// The length of the well-formed character at the start of `text`, or 0.
size_t CharacterLength(absl::string_view text) {
  const size_t length = SequenceLength(Byte(text, 0));
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((Byte(text, i) & 0xC0U) != 0x80U) return 0;
  }
  if (length > 1 && !GoodSecondByte(Byte(text, 0), Byte(text, 1))) return 0;
  return length;
}

bool LooksLikeAnIdentifier(absl::string_view value) {
  const auto digits = std::count_if(value.begin(), value.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  return digits >= kIdentifierDigits ||
         value.find('@') != absl::string_view::npos;
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string Shown(absl::string_view value) {
  if (LooksLikeAnIdentifier(value)) {
    return "(a value that looks like an identifier)";
  }
  std::string shown;
  int count = 0;
  for (; !value.empty() && count < kMaxShown; ++count) {
    const size_t length = CharacterLength(value);
    const bool printable =
        length > 1 ||
        (length == 1 && Byte(value, 0) >= 0x20 && Byte(value, 0) != 0x7F);
    absl::StrAppend(&shown, printable ? value.substr(0, length) : "?");
    value.remove_prefix(std::max<size_t>(length, 1));
  }
  return absl::StrCat("\"", shown, value.empty() ? "\"" : "…\"");
}

}  // namespace caselens
