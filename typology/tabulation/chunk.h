#ifndef TYPOLOGY_TABULATION_CHUNK_H_
#define TYPOLOGY_TABULATION_CHUNK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "typology/tabulation/bits.h"
#include "typology/tabulation/packed_coding.h"
#include "typology/tabulation/schema.h"

// Private to this folder.
namespace caselens::tabulation {

// The rows of one unit in a chunk. Rows of a file follow each other.
class UnitRows {
 public:
  size_t size() const { return file_of_row_.size(); }
  size_t BlockCount() const { return (size() + kBlockRows - 1) / kBlockRows; }
  // The file, within the chunk, that a row is of.
  size_t FileOf(size_t row) const { return file_of_row_[row]; }
  PlanesOfBlock PlanesAt(const Column& column, size_t block) const;

  // Adds a row of `bytes`, whose bits are the first planes. `bits` is the
  // number of planes.
  void Add(size_t file, absl::Span<const uint8_t> bytes, size_t bits);
  // Writes a column of a row in which it is 0.
  void SetColumn(const Column& column, size_t row, size_t number);
  // The rows of files for which new_file is not kGone, in their order.
  static constexpr size_t kGone = ~size_t{0};
  UnitRows Kept(const std::vector<size_t>& new_file) const;

  size_t Bytes() const;

 private:
  std::vector<Plane> planes_;
  std::vector<uint16_t> file_of_row_;
};

// What the index knows of a file beside its packed vector, as numbers.
struct FileNumbers {
  std::string id;
  size_t site = 0;  // from 1
  uint32_t family = 0;
  size_t wave = 0;
  size_t standing = 0;
};

// Up to kBlockRows files with their rows. A removed file leaves its rows until
// the chunk is compacted.
class Chunk {
 public:
  bool IsFull() const { return ids_.size() == kBlockRows; }
  size_t FileCount() const { return ids_.size(); }
  const Block& live() const { return live_; }
  size_t gone() const { return gone_; }
  bool IsLive(size_t file) const { return HasBit(live_, file); }
  const std::string& IdOf(size_t file) const { return ids_[file]; }
  uint32_t FamilyOf(size_t file) const { return families_[file]; }
  const UnitRows& RowsOf(Unit unit) const {
    return units_[static_cast<size_t>(unit)];
  }

  // Returns the number of the file within the chunk, which must not be full.
  size_t Add(const Schema& schema, const FileNumbers& file,
             const PackedCoding& packed);
  void Remove(size_t file);
  // The same without the rows of removed files.
  Chunk Compacted() const;

  // Of the columns and the file that each row is of.
  size_t ColumnBytes() const;

 private:
  std::array<UnitRows, kUnitCount> units_;
  std::vector<std::string> ids_;
  std::vector<uint32_t> families_;
  Block live_ = {};
  size_t gone_ = 0;
};

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_CHUNK_H_
