#include "typology/anonymity/text.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "unicode/utf8.h"

namespace caselens::anonymity {
namespace {

// The code point at `i`, which moves behind it; negative if it is ill-formed.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // inside the macro of ICU
UChar32 NextCodePoint(const char* data, int64_t& i, int64_t length) {
  UChar32 c = 0;
  U8_NEXT(data, i, length, c);
  return c;
}
#pragma GCC diagnostic pop

}  // namespace

std::optional<DecodedText> DecodeUtf8(absl::string_view utf8) {
  if (utf8.size() > (size_t{1} << 31)) return std::nullopt;
  DecodedText out;
  out.chars.reserve(utf8.size());
  out.byte_offset.reserve(utf8.size() + 1);
  const auto length = static_cast<int64_t>(utf8.size());
  const char* data = utf8.data();
  for (int64_t i = 0; i < length;) {
    out.byte_offset.push_back(static_cast<uint32_t>(i));
    const UChar32 c = NextCodePoint(data, i, length);
    if (c < 0) return std::nullopt;
    out.chars.push_back(static_cast<char32_t>(c));
  }
  out.byte_offset.push_back(static_cast<uint32_t>(length));
  return out;
}

void View::Reserve(size_t size) {
  text_.reserve(size);
  lookalike_.reserve(size);
  source_.reserve(size);
  upper_.reserve(size);
  accented_.reserve(size);
}

void View::Append(char c, char lookalike, Range source, bool upper) {
  text_.push_back(c);
  lookalike_.push_back(lookalike);
  source_.push_back(source);
  upper_.push_back(upper);
  accented_.push_back(false);
}

void View::AppendAccented(char c, Range source, bool upper) {
  Append(c, source, upper);
  accented_.back() = true;
}

void View::AppendFrom(const View& other, size_t i) {
  Append(other.text_[i], other.lookalike_[i], other.source_[i],
         other.upper_[i]);
  accented_.back() = other.accented_[i];
}

}  // namespace caselens::anonymity
