#include "typology/tabulation/packed_coding.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/bytes.h"

namespace caselens::tabulation {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kGroup = 8;  // bytes that share a byte of flags

size_t BytesOf(size_t bits) { return (bits + 7) / 8; }

size_t Number(const Column& column, absl::Span<const uint8_t> row) {
  size_t number = 0;
  for (size_t i = 0; i < column.bits; ++i) {
    const size_t bit = column.first_bit + i;
    number |= static_cast<size_t>((row[bit / 8] >> (bit % 8)) & 1U) << i;
  }
  return number;
}

absl::Status Error(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("packed coding: ", what));
}

void WriteWithoutZeros(absl::Span<const uint8_t> data, ByteWriter& writer) {
  for (; !data.empty(); data.remove_prefix(std::min(kGroup, data.size()))) {
    const auto group = data.subspan(0, kGroup);
    const size_t flags_at = writer.size();
    writer.Byte(0);
    unsigned flags = 0;
    for (size_t i = 0; i < group.size(); ++i) {
      if (group[i] == 0) continue;
      flags |= 1U << i;
      writer.Byte(group[i]);
    }
    writer.Set(flags_at, static_cast<uint8_t>(flags));
  }
}

// Both functions below are false if the bytes are cut off or
// not what WriteWithoutZeros writes.
bool ReadGroup(ByteReader& reader, unsigned flags, absl::Span<uint8_t> group) {
  for (size_t i = 0; i < group.size(); ++i) {
    if (((flags >> i) & 1U) == 0) continue;
    if (!reader.Byte(group[i]) || group[i] == 0) return false;
  }
  return flags >> group.size() == 0;
}

bool ReadWithZeros(ByteReader& reader, absl::Span<uint8_t> data) {
  for (; !data.empty(); data.remove_prefix(std::min(kGroup, data.size()))) {
    uint8_t flags = 0;
    if (!reader.Byte(flags) ||
        !ReadGroup(reader, flags, data.subspan(0, kGroup))) {
      return false;
    }
  }
  return true;
}

}  // namespace

size_t PackedCoding::PlaceRows(const Schema& schema) {
  size_t at = 0;
  for (size_t unit = 0; unit < kUnitCount; ++unit) {
    Rows& rows = rows_[unit];
    rows.offset = at;
    rows.stride = BytesOf(schema.PackedBits(static_cast<Unit>(unit)));
    at += rows.count * rows.stride;
  }
  return at;
}

bool PackedCoding::FitsColumns(const Schema& schema) const {
  for (size_t u = 0; u < kUnitCount; ++u) {
    const auto unit = static_cast<Unit>(u);
    const size_t used = schema.PackedBits(unit) % 8;
    for (size_t row = 0; used != 0 && row < RowCount(unit); ++row) {
      if (Row(unit, row).back() >> used != 0) return false;
    }
  }
  for (const Column& column : schema.columns()) {
    if (column.first_bit >= schema.PackedBits(column.unit)) continue;
    for (size_t row = 0; row < RowCount(column.unit); ++row) {
      if (Number(column, Row(column.unit, row)) >= column.values) return false;
    }
  }
  return true;
}

std::string PackedCoding::Encode() const {
  ByteWriter writer;
  writer.Byte(kVersion);
  writer.Fixed64(fingerprint_);
  for (size_t unit = 1; unit < kUnitCount; ++unit) {
    writer.Count(rows_[unit].count);
  }
  WriteWithoutZeros(data_, writer);
  return std::move(writer).Take();
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
                                                  absl::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  PackedCoding packed;
  if (!reader.Byte(version)) return Error("it is cut off");
  if (version != kVersion) {
    return Error(absl::StrCat("version ", version, "; want ", kVersion));
  }
  if (!reader.Fixed64(packed.fingerprint_)) return Error("it is cut off");
  if (packed.fingerprint_ != schema.fingerprint()) {
    return Error("it was packed for other variables; pack the coding again");
  }
  packed.rows_[0].count = 1;
  for (size_t unit = 1; unit < kUnitCount; ++unit) {
    if (!reader.Count(packed.rows_[unit].count)) {
      return Error("it is cut off or has too many rows");
    }
  }
  const size_t size = packed.PlaceRows(schema);
  // A byte of flags stands for at most kGroup bytes.
  if (size > reader.left().size() * kGroup) return Error("it is cut off");
  packed.data_.resize(size);
  if (!ReadWithZeros(reader, absl::MakeSpan(packed.data_)) ||
      !reader.left().empty()) {
    return Error("its length does not fit");
  }
  if (!packed.FitsColumns(schema)) {
    return Error("a number is not one of its column");
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
  packed.fingerprint_ = schema_.fingerprint();
  for (size_t unit = 0; unit < kUnitCount; ++unit) {
    packed.rows_[unit].count = rows_[unit].size();
    for (const std::vector<uint8_t>& row : rows_[unit]) {
      packed.data_.insert(packed.data_.end(), row.begin(), row.end());
    }
  }
  packed.PlaceRows(schema_);
  return packed;
}

}  // namespace caselens::tabulation
