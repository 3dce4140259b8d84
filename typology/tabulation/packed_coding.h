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

namespace caselens {

// What of one coding or record can be counted: the packed vector that is stored
// at submission and from which an index is built, without a look at the coding.
//
//   1 byte    version of this layout, 1
//   8 bytes   fingerprint of the schema, least significant byte first
//   7 or more numbers of rows of each unit but kFile, in the order of Unit:
//             seven bits a byte, the lowest first, the eighth if more follow
//   rows      of kFile (one), of kPerson, ...; each fills whole bytes, columns
//             from the lowest bit of the first byte on, the rest zero
class PackedCoding {
 public:
  // Returns INVALID_ARGUMENT if `bytes` is not what Encode gave for a schema
  // with this fingerprint: another version, another schema, another length, a
  // number that a column does not have. Linear.
  static absl::StatusOr<PackedCoding> Decode(const Schema& schema,
                                             std::string bytes);

  const std::string& Encode() const { return bytes_; }

  size_t RowCount(Unit unit) const {
    return rows_[static_cast<size_t>(unit)].count;
  }
  absl::Span<const uint8_t> Row(Unit unit, size_t row) const;
  uint64_t fingerprint() const;
  // The state of a stored variable (Source::Kind::kStored) in a row.
  size_t State(const Schema& schema, size_t variable, size_t row) const;

  bool operator==(const PackedCoding& other) const {
    return bytes_ == other.bytes_;
  }

 private:
  friend class PackedCodingBuilder;
  struct Rows {
    size_t count = 0;
    size_t offset = 0;  // in bytes_
    size_t stride = 0;  // bytes of a row
  };

  PackedCoding() = default;
  // Finds the rows by their numbers; false if the length does not fit.
  bool FindRows(const Schema& schema);
  bool HoldsOnlyColumns(const Schema& schema) const;

  std::string bytes_;
  std::array<Rows, kUnitCount> rows_;
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

}  // namespace caselens

#endif  // TYPOLOGY_TABULATION_PACKED_CODING_H_
