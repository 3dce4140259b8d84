#ifndef TYPOLOGY_TABULATION_BITS_H_
#define TYPOLOGY_TABULATION_BITS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"

// Bit-sliced columns (O'Neil and Quass 1997): bit i of the numbers of a column
// is a bitmap over rows, a plane. Selecting rows is a few logical operations
// on planes; counting one column is counting bits; where several columns are
// crossed, planes are turned into numbers, 64 rows at a time. A column takes as
// many bits a row as it needs, and none where its plane is all zeros.
// Private to this folder.
namespace caselens::tabulation {

// Rows are read in blocks.
inline constexpr size_t kBlockRows = 4096;
inline constexpr size_t kBlockWords = kBlockRows / 64;
using Block = std::array<uint64_t, kBlockWords>;

// Whole blocks of one bitmap; what is beyond its end is zero.
class Plane {
 public:
  void Set(size_t row) {
    const size_t word = row / 64;
    if (word >= words_.size()) GrowTo(word);
    words_[word] |= uint64_t{1} << (row % 64);
  }
  bool Has(size_t row) const {
    const size_t word = row / 64;
    return word < words_.size() && ((words_[word] >> (row % 64)) & 1U) != 0;
  }
  // The kBlockWords words of a block.
  const uint64_t* At(size_t block) const;
  size_t Bytes() const { return words_.capacity() * sizeof(uint64_t); }

 private:
  void GrowTo(size_t word);

  std::vector<uint64_t> words_;
};

// The planes of a number, the lowest bit first, in one block.
using PlanesOfBlock = absl::InlinedVector<const uint64_t*, 8>;

inline bool HasBit(const Block& block, size_t row) {
  return ((block[row / 64] >> (row % 64)) & 1U) != 0;
}
inline void SetBit(Block& block, size_t row) {
  block[row / 64] |= uint64_t{1} << (row % 64);
}

// Keeps in `rows` those whose number is `wanted`; wanted[number] is 0 or 1, and
// numbers beyond its end do not occur.
void KeepWanted(const PlanesOfBlock& planes, absl::Span<const uint8_t> wanted,
                Block& rows);

// Adds to counts[number] how many of `rows` have each number. Numbers beyond
// the end of `counts` do not occur.
void CountNumbers(const PlanesOfBlock& planes, const Block& rows,
                  absl::Span<uint64_t> counts);

// Adds number << shift to numbers[row] of every row of the block.
void AddNumbers(const PlanesOfBlock& planes, unsigned shift,
                std::array<uint32_t, kBlockRows>& numbers);

// Calls `use(row)` for every row of the block, in order.
template <typename Use>
void ForEachRow(const Block& rows, Use use) {
  constexpr uint64_t kAll = ~uint64_t{0};
  for (size_t w = 0; w < kBlockWords; ++w) {
    if (rows[w] == kAll) {
      for (size_t i = 0; i < 64; ++i) use(w * 64 + i);
      continue;
    }
    for (uint64_t word = rows[w]; word != 0; word &= word - 1) {
      use(w * 64 + static_cast<size_t>(__builtin_ctzll(word)));
    }
  }
}

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_BITS_H_
