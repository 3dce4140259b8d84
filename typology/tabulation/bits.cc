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

bool IsEmpty(const Block& rows) {
  uint64_t any = 0;
  for (const uint64_t word : rows) any |= word;
  return any == 0;
}

// Splits `rows` by one plane: those that have the bit, and the others.
void Split(const Block& rows, const uint64_t* plane, Block& with,
           Block& without) {
  for (size_t w = 0; w < kBlockWords; ++w) {
    with[w] = rows[w] & plane[w];
    without[w] = rows[w] & ~plane[w];
  }
}

// Calls use(number, rows) for the rows of each number, going down from the
// highest plane; `planes` are those not yet looked at.
class NumberSplitter {
 public:
  NumberSplitter(const PlanesOfBlock& planes, size_t numbers)
      : planes_(planes), numbers_(numbers) {}

  template <typename Use>
  void Run(const Block& rows, size_t depth, size_t prefix,
           const Use& use) const {
    if (depth == 0) {
      use(prefix, rows);
      return;
    }
    const size_t bit = size_t{1} << (depth - 1);
    const uint64_t* const plane = planes_[depth - 1];
    if (plane == kZeros.data() || prefix + bit >= numbers_) {
      Run(rows, depth - 1, prefix, use);
      return;
    }
    Block with;
    Block without;
    Split(rows, plane, with, without);
    Run(without, depth - 1, prefix, use);
    if (!IsEmpty(with)) Run(with, depth - 1, prefix + bit, use);
  }

 private:
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
  words_.resize((word / kBlockWords + 1) * kBlockWords);
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
        .Run(rows, planes.size(), 0, [&](size_t number, const Block& some) {
          if (wanted[number] == 0) return;
          for (size_t w = 0; w < kBlockWords; ++w) kept[w] |= some[w];
        });
  }
  rows = kept;
}

void CountNumbers(const PlanesOfBlock& planes, const Block& rows,
                  absl::Span<uint64_t> counts) {
  NumberSplitter(planes, counts.size())
      .Run(rows, planes.size(), 0, [&](size_t number, const Block& some) {
        counts[number] += CountBits(some.data(), kBlockWords);
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
