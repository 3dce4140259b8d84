#include "typology/tabulation/bits.h"

#include <algorithm>
#include <bit>

namespace caselens {
namespace {

constexpr Block kZeros = {};

#if defined(__x86_64__)
__attribute__((target("popcnt"))) size_t CountBitsByInstruction(
    const uint64_t* words, size_t count) {
  size_t total = 0;
  for (size_t i = 0; i < count; ++i) {
    total += static_cast<size_t>(__builtin_popcountll(words[i]));
  }
  return total;
}
#endif

size_t CountBitsAnywhere(const uint64_t* words, size_t count) {
  size_t total = 0;
  for (size_t i = 0; i < count; ++i) {
    total += static_cast<size_t>(std::popcount(words[i]));
  }
  return total;
}

// The rows of a block that have the bit of a plane, or have it not; how many
// they are, where that is known.
struct Part {
  Block rows;
  size_t count = 0;
};

void Split(const Part& part, const uint64_t* plane, Part& with, Part& without) {
  for (size_t w = 0; w < kBlockWords; ++w) {
    with.rows[w] = part.rows[w] & plane[w];
    without.rows[w] = part.rows[w] & ~plane[w];
  }
  with.count = CountBits(with.rows.data(), kBlockWords);
  without.count = part.count - with.count;
}

// Calls use(number, part) for the rows of each number, going down from the
// highest plane. Empty parts are passed over.
class NumberSplitter {
 public:
  NumberSplitter(const PlanesOfBlock& planes, size_t numbers)
      : planes_(planes), numbers_(numbers) {}

  template <typename Use>
  void Run(const Block& rows, const Use& use) const {
    const Part all = {.rows = rows,
                      .count = CountBits(rows.data(), kBlockWords)};
    Run(all, planes_.size(), 0, use);
  }

 private:
  template <typename Use>
  void Run(const Part& part, size_t depth, size_t prefix,
           const Use& use) const {
    if (part.count == 0) return;
    if (depth == 0) {
      use(prefix, part);
      return;
    }
    const size_t bit = size_t{1} << (depth - 1);
    const uint64_t* const plane = planes_[depth - 1];
    if (plane == kZeros.data() || prefix + bit >= numbers_) {
      Run(part, depth - 1, prefix, use);
      return;
    }
    Part with;
    Part without;
    Split(part, plane, with, without);
    Run(without, depth - 1, prefix, use);
    Run(with, depth - 1, prefix + bit, use);
  }

  const PlanesOfBlock& planes_;
  size_t numbers_;
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

size_t CountBits(const uint64_t* words, size_t count) {
#if defined(__x86_64__)
  static const bool kHasInstruction = __builtin_cpu_supports("popcnt") != 0;
  if (kHasInstruction) return CountBitsByInstruction(words, count);
#endif
  return CountBitsAnywhere(words, count);
}

void KeepWanted(const PlanesOfBlock& planes, absl::Span<const uint8_t> wanted,
                Block& rows) {
  const size_t yes =
      static_cast<size_t>(std::count(wanted.begin(), wanted.end(), 1));
  if (yes == wanted.size()) return;
  Block kept = {};
  if (yes > 0) {
    NumberSplitter(planes, wanted.size())
        .Run(rows, [&](size_t number, const Part& part) {
          if (wanted[number] == 0) return;
          for (size_t w = 0; w < kBlockWords; ++w) kept[w] |= part.rows[w];
        });
  }
  rows = kept;
}

void CountNumbers(const PlanesOfBlock& planes, const Block& rows,
                  absl::Span<uint64_t> counts) {
  NumberSplitter(planes, counts.size())
      .Run(rows, [&](size_t number, const Part& part) {
        counts[number] += part.count;
      });
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

}  // namespace caselens
