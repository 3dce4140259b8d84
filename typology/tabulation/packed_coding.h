#ifndef TYPOLOGY_TABULATION_PACKED_CODING_H_
#define TYPOLOGY_TABULATION_PACKED_CODING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/tabulation/schema.h"

namespace caselens::tabulation {

// What of one coding or record can be counted: the packed vector that is stored
// at submission and from which an index is built, without a look at the coding.
//
//   1 byte    version of this layout, 1
//   8 bytes   fingerprint of the schema, least significant byte first
//   7 or more numbers of rows of each unit but kFile, in the order of Unit:
//             seven bits a byte, the lowest first, the eighth if more follow
//   rows      of kFile (one), of kPerson, ...; each fills whole bytes, columns
//             from the lowest bit of the first byte on, the rest zero. Most
//             questions are not asked of most people, so of every 8 bytes of
//             all rows together only those that are not zero are there, behind
//             a byte that says by its bits which these are
class PackedCoding {
 public:
  // Returns INVALID_ARGUMENT if `bytes` is not what Encode gave for a schema
  // with this fingerprint: another version, another schema, another length, a
  // number that a column does not have. Linear.
  static absl::StatusOr<PackedCoding> Decode(const Schema& schema,
                                             absl::string_view bytes);

  std::string Encode() const;

  size_t RowCount(Unit unit) const {
    return rows_[static_cast<size_t>(unit)].count;
  }
  absl::Span<const uint8_t> Row(Unit unit, size_t row) const {
    const Rows& rows = rows_[static_cast<size_t>(unit)];
    return {data_.data() + rows.offset + row * rows.stride, rows.stride};
  }
  uint64_t fingerprint() const { return fingerprint_; }
  // The state of a stored variable (Source::Kind::kStored) in a row.
  size_t State(const Schema& schema, size_t variable, size_t row) const;

  bool operator==(const PackedCoding&) const = default;

 private:
  friend class PackedCodingBuilder;
  struct Rows {
    size_t count = 0;
    size_t offset = 0;  // in data_
    size_t stride = 0;  // bytes of a row
    bool operator==(const Rows&) const = default;
  };

  PackedCoding() = default;
  // Places the rows of a schema by their counts; returns the bytes they take.
  size_t PlaceRows(const Schema& schema);
  // Whether every number is one of its column, and no other bit is set.
  bool FitsColumns(const Schema& schema) const;

  uint64_t fingerprint_ = 0;
  std::array<Rows, kUnitCount> rows_;
  std::vector<uint8_t> data_;
};

// Fills the rows of a coding. What is not set is NOT_ASKED.
class PackedCodingBuilder {
 public:
  // `schema` must outlive the builder.
  explicit PackedCodingBuilder(const Schema& schema);

  // Adds a row of a unit other than kFile and returns its number.
  size_t AddRow(Unit unit);
  size_t RowCount(Unit unit) const;

  // Gives a stored variable a state in a row of its unit (0 for kFile). The
  // variable is none of a grouping.
  void Set(size_t variable, size_t row, size_t state);

  PackedCoding Build() const;

 private:
  void SetBits(const Column& column, size_t row, size_t number);

  const Schema& schema_;
  std::array<std::vector<std::vector<uint8_t>>, kUnitCount> rows_;
};

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_PACKED_CODING_H_
