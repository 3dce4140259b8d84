#include "typology/tabulation/bits.h"

#include <algorithm>
#include <bit>
#include <iterator>

namespace caselens::tabulation {
namespace {

constexpr Block kZeros = {};

#if defined(__x86_64__)
// By the instruction that not every machine has.
__attribute__((target("popcnt"))) size_t CountByInstruction(
    const Block& rows, const uint64_t* plane) {
  size_t total = 0;
  for (size_t w = 0; w < kBlockWords; ++w) {
    total += static_cast<size_t>(__builtin_popcountll(rows[w] & plane[w]));
  }
  return total;
}
#endif

size_t CountAnywhere(const Block& rows, const uint64_t* plane) {
  size_t total = 0;
  for (size_t w = 0; w < kBlockWords; ++w) {
    total += static_cast<size_t>(std::popcount(rows[w] & plane[w]));
  }
  return total;
}

// How many of the rows have the bit of a plane.
size_t CountWith(const Block& rows, const uint64_t* plane) {
#if defined(__x86_64__)
  static const bool kHasInstruction = __builtin_cpu_supports("popcnt") != 0;
  if (kHasInstruction) return CountByInstruction(rows, plane);
#endif
  return CountAnywhere(rows, plane);
}

// Adds those of `rows` that have the number to `found`.
void AddRowsWith(const PlanesOfBlock& planes, size_t number, const Block& rows,
                 Block& found) {
  Block with = rows;
  for (size_t p = 0; p < planes.size(); ++p) {
    const bool has_bit = ((number >> p) & 1U) != 0;
    if (planes[p] == kZeros.data()) {
      if (has_bit) return;
      continue;
    }
    const uint64_t flip = has_bit ? 0 : ~uint64_t{0};
    for (size_t w = 0; w < kBlockWords; ++w) with[w] &= planes[p][w] ^ flip;
  }
  for (size_t w = 0; w < kBlockWords; ++w) found[w] |= with[w];
}

// Counts rows by their numbers, going down from the highest plane: of the rows
// of a part, those with the bit and those without are parts again. Parts that
// are empty are passed over, and the last plane is only counted.
class NumberCounter {
 public:
  NumberCounter(const PlanesOfBlock& planes, absl::Span<uint64_t> counts)
      : planes_(planes), counts_(counts) {}

  // The `count` rows have numbers of `depth` planes above `prefix`.
  void Run(const Block& rows, size_t count, size_t depth, size_t prefix) const {
    if (count == 0) return;
    if (depth == 0) {
      counts_[prefix] += count;
      return;
    }
    const uint64_t* const plane = planes_[depth - 1];
    const size_t with = CountWith(rows, plane);
    if (with == 0) {
      Run(rows, count, depth - 1, prefix);
    } else if (depth == 1) {
      counts_[prefix + 1] += with;
      if (with < count) counts_[prefix] += count - with;
    } else {
      RunParts(rows, count, depth, prefix, with);
    }
  }

 private:
  void RunParts(const Block& rows, size_t count, size_t depth, size_t prefix,
                size_t with) const {
    const size_t bit = size_t{1} << (depth - 1);
    const uint64_t* const plane = planes_[depth - 1];
    Block part;
    for (size_t w = 0; w < kBlockWords; ++w) part[w] = rows[w] & plane[w];
    Run(part, with, depth - 1, prefix + bit);
    for (size_t w = 0; w < kBlockWords; ++w) part[w] = rows[w] & ~plane[w];
    Run(part, count - with, depth - 1, prefix);
  }

  const PlanesOfBlock& planes_;
  absl::Span<uint64_t> counts_;
};

// [byte]: its bits, each as the lowest bit of a byte.
constexpr std::array<uint64_t, 256> kSpread = [] {
  std::array<uint64_t, 256> spread = {};
  for (size_t byte = 0; byte < 256; ++byte) {
    for (size_t bit = 0; bit < 8; ++bit) {
      spread[byte] |= static_cast<uint64_t>((byte >> bit) & 1U) << (8 * bit);
    }
  }
  return spread;
}();

// The numbers of the 64 rows of a word, from up to eight planes.
std::array<uint8_t, 64> NumbersOfWord(const PlanesOfBlock& planes,
                                      size_t word) {
  static_assert(std::endian::native == std::endian::little);
  std::array<uint64_t, 8> bytes = {};
  for (size_t p = 0; p < planes.size(); ++p) {
    const uint64_t bits = planes[p][word];
    if (bits == 0) continue;
    for (size_t i = 0; i < 8; ++i) {
      bytes[i] |= kSpread[(bits >> (8 * i)) & 0xFFU] << p;
    }
  }
  return std::bit_cast<std::array<uint8_t, 64>>(bytes);
}

}  // namespace

void Plane::GrowTo(size_t word) {
  const size_t words = (word / kBlockWords + 1) * kBlockWords;
  words_.reserve(words);  // not twice as much
  words_.resize(words);
}

const uint64_t* Plane::At(size_t block) const {
  const size_t word = block * kBlockWords;
  return word < words_.size() ? words_.data() + word : kZeros.data();
}

void KeepWanted(const PlanesOfBlock& planes, absl::Span<const uint8_t> wanted,
                Block& rows) {
  const auto yes = std::count(wanted.begin(), wanted.end(), 1);
  // Fewer numbers to look for: those that stay, or those that go.
  const bool looks_for_wanted = 2 * yes <= std::ssize(wanted);
  Block found = {};
  for (size_t number = 0; number < wanted.size(); ++number) {
    if ((wanted[number] == 1) == looks_for_wanted) {
      AddRowsWith(planes, number, rows, found);
    }
  }
  for (size_t w = 0; w < kBlockWords; ++w) {
    rows[w] = looks_for_wanted ? found[w] : rows[w] & ~found[w];
  }
}

void CountNumbers(const PlanesOfBlock& planes, const Block& rows,
                  absl::Span<uint64_t> counts) {
  const size_t all = CountWith(rows, rows.data());
  NumberCounter(planes, counts).Run(rows, all, planes.size(), 0);
}

void AddNumbers(const PlanesOfBlock& planes, unsigned shift,
                std::array<uint32_t, kBlockRows>& numbers) {
  for (size_t word = 0; word < kBlockWords; ++word) {
    const std::array<uint8_t, 64> more = NumbersOfWord(planes, word);
    for (size_t i = 0; i < 64; ++i) {
      numbers[word * 64 + i] += uint32_t{more[i]} << shift;
    }
  }
}

}  // namespace caselens::tabulation
