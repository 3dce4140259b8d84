#ifndef TYPOLOGY_DISCLOSURE_COUNT_TABLE_H_
#define TYPOLOGY_DISCLOSURE_COUNT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "typology/disclosure/microdata.h"
#include "typology/disclosure/programme.h"

namespace caselens::disclosure {

// What a release does with a record.
enum class RecordState : uint8_t {
  kOutside = 0,   // not in scope
  kBase = 1,      // counted in every table
  kRedacted = 2,  // left out of every table (redaction.h)
};

// The cells of a table, numbered row by row: the last variable changes fastest.
class TableShape {
 public:
  TableShape(const Bands& bands, const TableKey& key);

  size_t Cells() const { return cells_; }
  size_t Axes() const { return sizes_.size(); }
  int Size(size_t axis) const { return sizes_[axis]; }
  int Coordinate(size_t cell, size_t axis) const {
    return static_cast<int>(cell / strides_[axis]) % sizes_[axis];
  }
  // What one step along an axis adds to the number of a cell.
  size_t Stride(size_t axis) const { return strides_[axis]; }
  size_t Cell(const std::vector<int>& coordinates) const;
  // The cells that differ from `cell` in `axis` alone, itself among them.
  std::vector<size_t> Line(size_t cell, size_t axis) const;

 private:
  std::vector<int> sizes_;
  std::vector<size_t> strides_;
  size_t cells_ = 1;
};

// True counts of a table. Never leaves the library but as a PublishedTable.
struct CountTable {
  TableKey key;
  std::vector<int> files;     // records in each cell
  std::vector<int> families;  // distinct families among them
  // Files in each cell that do not belong to the site with most of them: what
  // that site cannot know.
  std::vector<int> files_of_others;
  bool operator==(const CountTable&) const = default;
};

// Counts the records for which `counted` is true. O(records log records).
CountTable CountRecords(const Microdata& data, const Bands& bands,
                        const TableKey& key,
                        const std::function<bool(size_t record)>& counted);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_COUNT_TABLE_H_
