#include "typology/template/characters.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace caselens {
namespace {

// Bytes behind the lead byte, and the smallest code point so written.
struct Sequence {
  int tail;
  uint32_t smallest;
  uint32_t bits;  // of the lead byte
};

std::optional<Sequence> SequenceOf(uint8_t lead) {
  if (lead < 0x80) return Sequence{0, 0, lead};
  if ((lead & 0xE0) == 0xC0) return Sequence{1, 0x80, lead & 0x1FU};
  if ((lead & 0xF0) == 0xE0) return Sequence{2, 0x800, lead & 0x0FU};
  if ((lead & 0xF8) == 0xF0) return Sequence{3, 0x10000, lead & 0x07U};
  return std::nullopt;
}

// Takes one code point off the front; false if it is not valid.
bool TakeOne(absl::string_view& text) {
  const auto sequence = SequenceOf(static_cast<uint8_t>(text[0]));
  if (!sequence || text.size() <= static_cast<size_t>(sequence->tail))
    return false;
  uint32_t point = sequence->bits;
  for (int i = 1; i <= sequence->tail; ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if ((byte & 0xC0) != 0x80) return false;
    point = point << 6 | (byte & 0x3FU);
  }
  text.remove_prefix(1 + sequence->tail);
  return point >= sequence->smallest && point <= 0x10FFFF &&
         (point < 0xD800 || point > 0xDFFF);
}

}  // namespace

std::optional<size_t> CountCharacters(absl::string_view text) {
  size_t count = 0;
  for (; !text.empty(); ++count)
    if (!TakeOne(text)) return std::nullopt;
  return count;
}

}  // namespace caselens
