#include "typology/disclosure/count_table.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace caselens::disclosure {
namespace {

// Adds up runs of equal (cell, group) pairs.
template <typename Add>
void ForEachGroup(std::vector<std::pair<size_t, int>> members, Add add) {
  std::sort(members.begin(), members.end());
  for (size_t begin = 0; begin < members.size();) {
    size_t end = begin;
    while (end < members.size() && members[end] == members[begin]) ++end;
    add(members[begin].first, static_cast<int>(end - begin));
    begin = end;
  }
}

}  // namespace

TableShape::TableShape(const Bands& bands, const TableKey& key)
    : sizes_(key.size()), strides_(key.size()) {
  for (size_t axis = key.size(); axis-- > 0;) {
    sizes_[axis] = bands.Size(key[axis]);
    strides_[axis] = cells_;
    cells_ *= sizes_[axis];
  }
}

size_t TableShape::Cell(const std::vector<int>& coordinates) const {
  size_t cell = 0;
  for (size_t axis = 0; axis < sizes_.size(); ++axis) {
    cell += coordinates[axis] * strides_[axis];
  }
  return cell;
}

std::vector<size_t> TableShape::Line(size_t cell, size_t axis) const {
  const size_t first = cell - Coordinate(cell, axis) * strides_[axis];
  std::vector<size_t> line(sizes_[axis]);
  for (size_t k = 0; k < line.size(); ++k) line[k] = first + k * strides_[axis];
  return line;
}

CountTable CountRecords(const Microdata& data, const Bands& bands,
                        const TableKey& key,
                        const std::function<bool(size_t record)>& counted) {
  const TableShape shape(bands, key);
  CountTable table;
  table.key = key;
  table.files.resize(shape.Cells());
  table.families.resize(shape.Cells());
  std::vector<std::pair<size_t, int>> families;
  std::vector<std::pair<size_t, int>> sites;
  std::vector<int> coordinates(key.size());
  for (size_t r = 0; r < data.Records(); ++r) {
    if (!counted(r)) continue;
    for (size_t axis = 0; axis < key.size(); ++axis) {
      coordinates[axis] = bands.band_of[key[axis]][data.Value(r, key[axis])];
    }
    const size_t cell = shape.Cell(coordinates);
    ++table.files[cell];
    families.emplace_back(cell, data.families[r]);
    sites.emplace_back(cell, data.sites[r]);
  }
  ForEachGroup(std::move(families),
               [&](size_t cell, int) { ++table.families[cell]; });
  std::vector<int> most(shape.Cells());
  ForEachGroup(std::move(sites), [&](size_t cell, int files) {
    most[cell] = std::max(most[cell], files);
  });
  table.files_of_others = table.files;
  for (size_t cell = 0; cell < most.size(); ++cell) {
    table.files_of_others[cell] -= most[cell];
  }
  return table;
}

}  // namespace caselens::disclosure
