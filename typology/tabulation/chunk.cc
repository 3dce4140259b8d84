#include "typology/tabulation/chunk.h"

#include <numeric>

namespace caselens::tabulation {

PlanesOfBlock UnitRows::PlanesAt(const Column& column, size_t block) const {
  static const Plane kNoPlane;
  PlanesOfBlock planes(column.bits);
  for (size_t i = 0; i < column.bits; ++i) {
    const size_t p = column.first_bit + i;
    planes[i] = (p < planes_.size() ? planes_[p] : kNoPlane).At(block);
  }
  return planes;
}

void UnitRows::Add(size_t file, absl::Span<const uint8_t> bytes, size_t bits) {
  const size_t row = size();
  if (row == file_of_row_.capacity()) {
    file_of_row_.reserve(row + kBlockRows);  // not twice as much
  }
  file_of_row_.push_back(static_cast<uint16_t>(file));
  planes_.resize(bits);
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (unsigned byte = bytes[i]; byte != 0; byte &= byte - 1) {
      planes_[i * 8 + static_cast<size_t>(__builtin_ctz(byte))].Set(row);
    }
  }
}

void UnitRows::SetColumn(const Column& column, size_t row, size_t number) {
  for (size_t i = 0; i < column.bits; ++i) {
    if (((number >> i) & 1U) != 0) planes_[column.first_bit + i].Set(row);
  }
}

UnitRows UnitRows::Kept(const std::vector<size_t>& new_file) const {
  UnitRows kept;
  kept.planes_.resize(planes_.size());
  std::vector<size_t> rows;
  for (size_t row = 0; row < size(); ++row) {
    const size_t file = new_file[FileOf(row)];
    if (file == kGone) continue;
    rows.push_back(row);
    kept.file_of_row_.push_back(static_cast<uint16_t>(file));
  }
  for (size_t p = 0; p < planes_.size(); ++p) {
    for (size_t i = 0; i < rows.size(); ++i) {
      if (planes_[p].Has(rows[i])) kept.planes_[p].Set(i);
    }
  }
  return kept;
}

size_t UnitRows::Bytes() const {
  return std::accumulate(
      planes_.begin(), planes_.end(), file_of_row_.capacity() * 2,
      [](size_t sum, const Plane& plane) { return sum + plane.Bytes(); });
}

size_t Chunk::Add(const Schema& schema, const FileNumbers& file,
                  const PackedCoding& packed) {
  const size_t number = ids_.size();
  ids_.push_back(file.id);
  families_.push_back(file.family);
  SetBit(live_, number);
  for (size_t u = 0; u < kUnitCount; ++u) {
    const auto unit = static_cast<Unit>(u);
    for (size_t row = 0; row < packed.RowCount(unit); ++row) {
      units_[u].Add(number, packed.Row(unit, row), schema.RowBits(unit));
    }
  }
  UnitRows& files = units_[static_cast<size_t>(Unit::kFile)];
  const auto set = [&](size_t column, size_t value) {
    files.SetColumn(schema.columns()[column], number, value);
  };
  set(schema.site_column(), file.site);
  set(schema.wave_column(), file.wave);
  set(schema.standing_column(), file.standing);
  return number;
}

void Chunk::Remove(size_t file) {
  live_[file / 64] &= ~(uint64_t{1} << (file % 64));
  ++gone_;
}

Chunk Chunk::Compacted() const {
  Chunk result;
  std::vector<size_t> new_file(FileCount(), UnitRows::kGone);
  ForEachRow(live_, [&](size_t file) {
    new_file[file] = result.ids_.size();
    SetBit(result.live_, result.ids_.size());
    result.ids_.push_back(ids_[file]);
    result.families_.push_back(families_[file]);
  });
  for (size_t u = 0; u < kUnitCount; ++u) {
    result.units_[u] = units_[u].Kept(new_file);
  }
  return result;
}

size_t Chunk::ColumnBytes() const {
  return std::accumulate(
      units_.begin(), units_.end(), size_t{0},
      [](size_t sum, const UnitRows& rows) { return sum + rows.Bytes(); });
}

}  // namespace caselens::tabulation
