#include "typology/tabulation/packed_coding.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace caselens {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kFingerprintAt = 1;
constexpr size_t kFingerprintBytes = 8;
constexpr size_t kRowCountsAt = kFingerprintAt + kFingerprintBytes;
constexpr unsigned kCountBits = 7;
constexpr uint8_t kMoreFollow = 1U << kCountBits;
constexpr unsigned kMaxCountBits = 28;

size_t BytesOf(size_t bits) { return (bits + 7) / 8; }

size_t Number(const Column& column, absl::Span<const uint8_t> row) {
  size_t number = 0;
  for (size_t i = 0; i < column.bits; ++i) {
    const size_t bit = column.first_bit + i;
    number |= static_cast<size_t>((row[bit / 8] >> (bit % 8)) & 1U) << i;
  }
  return number;
}

void AppendCount(size_t count, std::string& bytes) {
  for (; count >= kMoreFollow; count >>= kCountBits) {
    bytes.push_back(static_cast<char>(count | kMoreFollow));
  }
  bytes.push_back(static_cast<char>(count));
}

// Reads a count at `at` and moves on; false if it is cut off or too long.
bool ReadCount(const std::string& bytes, size_t& at, size_t& count) {
  count = 0;
  for (unsigned shift = 0; shift < kMaxCountBits; shift += kCountBits) {
    if (at == bytes.size()) return false;
    const auto byte = static_cast<uint8_t>(bytes[at++]);
    count |= static_cast<size_t>(byte % kMoreFollow) << shift;
    if (byte < kMoreFollow) return true;
  }
  return false;
}

absl::Status Error(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("packed coding: ", what));
}

}  // namespace

bool PackedCoding::FindRows(const Schema& schema) {
  size_t at = kRowCountsAt;
  rows_[0].count = 1;
  for (size_t unit = 1; unit < kUnitCount; ++unit) {
    if (!ReadCount(bytes_, at, rows_[unit].count)) return false;
  }
  for (size_t unit = 0; unit < kUnitCount; ++unit) {
    Rows& rows = rows_[unit];
    rows.offset = at;
    rows.stride = BytesOf(schema.PackedBits(static_cast<Unit>(unit)));
    at += rows.count * rows.stride;
  }
  return at == bytes_.size();
}

bool PackedCoding::HoldsOnlyColumns(const Schema& schema) const {
  for (size_t u = 0; u < kUnitCount; ++u) {
    const auto unit = static_cast<Unit>(u);
    const size_t used = schema.PackedBits(unit) % 8;
    if (used == 0) continue;
    for (size_t row = 0; row < RowCount(unit); ++row) {
      if (Row(unit, row).back() >> used != 0) return false;
    }
  }
  return true;
}

absl::Span<const uint8_t> PackedCoding::Row(Unit unit, size_t row) const {
  const Rows& rows = rows_[static_cast<size_t>(unit)];
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes.
  const auto* const data = reinterpret_cast<const uint8_t*>(bytes_.data());
  return {data + rows.offset + row * rows.stride, rows.stride};
}

uint64_t PackedCoding::fingerprint() const {
  uint64_t value = 0;
  for (size_t i = kFingerprintBytes; i > 0; --i) {
    value = value << 8 | static_cast<uint8_t>(bytes_[kFingerprintAt + i - 1]);
  }
  return value;
}

size_t PackedCoding::State(const Schema& schema, size_t variable,
                           size_t row) const {
  const Source& source = schema.SourceOf(variable);
  const auto bytes = Row(schema.variables()[variable].unit, row);
  size_t number = 0;
  size_t shift = 0;
  for (const size_t c : source.columns) {
    const Column& column = schema.columns()[c];
    number |= Number(column, bytes) << shift;
    shift += column.bits;
  }
  return source.states[number];
}

absl::StatusOr<PackedCoding> PackedCoding::Decode(const Schema& schema,
                                                  std::string bytes) {
  PackedCoding packed;
  packed.bytes_ = std::move(bytes);
  if (packed.bytes_.size() < kRowCountsAt) return Error("it is cut off");
  if (packed.bytes_[0] != kVersion) {
    return Error(absl::StrCat("version ",
                              static_cast<uint8_t>(packed.bytes_[0]), "; want ",
                              kVersion));
  }
  if (packed.fingerprint() != schema.fingerprint()) {
    return Error("it was packed for other variables; pack the coding again");
  }
  if (!packed.FindRows(schema)) return Error("its length does not fit");
  if (!packed.HoldsOnlyColumns(schema)) {
    return Error("it has bits that are of no column");
  }
  for (const Column& column : schema.columns()) {
    if (column.first_bit >= schema.PackedBits(column.unit)) continue;
    for (size_t row = 0; row < packed.RowCount(column.unit); ++row) {
      if (Number(column, packed.Row(column.unit, row)) >= column.values) {
        return Error("a number is not one of its column");
      }
    }
  }
  return packed;
}

PackedCodingBuilder::PackedCodingBuilder(const Schema& schema)
    : schema_(schema) {
  AddRow(Unit::kFile);
}

size_t PackedCodingBuilder::AddRow(Unit unit) {
  auto& rows = rows_[static_cast<size_t>(unit)];
  rows.emplace_back(BytesOf(schema_.PackedBits(unit)));
  return rows.size() - 1;
}

size_t PackedCodingBuilder::RowCount(Unit unit) const {
  return rows_[static_cast<size_t>(unit)].size();
}

void PackedCodingBuilder::SetBits(const Column& column, size_t row,
                                  size_t number) {
  std::vector<uint8_t>& bytes = rows_[static_cast<size_t>(column.unit)][row];
  for (size_t i = 0; i < column.bits; ++i) {
    const size_t bit = column.first_bit + i;
    const auto mask = static_cast<uint8_t>(1U << (bit % 8));
    uint8_t& byte = bytes[bit / 8];
    byte = static_cast<uint8_t>((number >> i) % 2 == 1 ? byte | mask
                                                       : byte & ~mask);
  }
}

void PackedCodingBuilder::Set(size_t variable, size_t row, size_t state) {
  const Source& source = schema_.SourceOf(variable);
  const auto at = std::find(source.states.begin(), source.states.end(), state);
  auto number = static_cast<size_t>(at - source.states.begin());
  for (const size_t c : source.columns) {
    const Column& column = schema_.columns()[c];
    SetBits(column, row, number & ((size_t{1} << column.bits) - 1));
    number >>= column.bits;
  }
}

PackedCoding PackedCodingBuilder::Build() const {
  PackedCoding packed;
  std::string& bytes = packed.bytes_;
  bytes.push_back(static_cast<char>(kVersion));
  for (size_t i = 0; i < kFingerprintBytes; ++i) {
    bytes.push_back(static_cast<char>(schema_.fingerprint() >> (8 * i)));
  }
  for (size_t unit = 1; unit < kUnitCount; ++unit) {
    AppendCount(rows_[unit].size(), bytes);
  }
  for (const auto& rows : rows_) {
    for (const std::vector<uint8_t>& row : rows) {
      bytes.append(row.begin(), row.end());
    }
  }
  packed.FindRows(schema_);
  return packed;
}

}  // namespace caselens
