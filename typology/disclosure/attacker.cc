#include "typology/disclosure/attacker.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

namespace caselens::disclosure {
namespace {

int Sum(const std::vector<int>& counts, const std::vector<size_t>& cells) {
  int sum = 0;
  for (const size_t cell : cells) sum += counts[cell];
  return sum;
}

}  // namespace

bool InPart(const RecordBlock& block, const AuditedGroup& group) {
  const bool here = block[group.view] == RecordState::kBase;
  const bool there = block[group.other_view] == RecordState::kBase;
  switch (group.part) {
    case GroupPart::kBase:
      return here;
    case GroupPart::kAdded:
      return here && !there;
    case GroupPart::kRemoved:
      return !here && there;
    case GroupPart::kRedacted:
      return block[group.view] == RecordState::kRedacted;
  }
  return false;
}

Attacker::Attacker(const std::vector<ReleaseView>& views, int site)
    : views_(views), site_(site) {
  FindBlocks();
  RefineBands();
}

// A record whose answers changed is one record removed and another added.
Attacker::Entity Attacker::EntityOf(size_t view, size_t record) const {
  const Microdata& data = *views_[view].data;
  const auto width = static_cast<ptrdiff_t>(data.variables.size());
  const auto row = data.values.begin() + static_cast<ptrdiff_t>(record) * width;
  return {data.ids[record], {row, row + width}};
}

// Whether a record takes part in the attacker's equations. What is dropped
// from a single release is linked to nothing.
bool Attacker::TakesPart(size_t view, size_t record) const {
  const RecordState state = views_[view].states[record];
  return state != RecordState::kOutside && Unknown(view, record) &&
         (state == RecordState::kBase || views_.size() > 1);
}

void Attacker::FindBlocks() {
  std::map<Entity, RecordBlock> entities;
  for (size_t view = 0; view < views_.size(); ++view) {
    for (size_t r = 0; r < views_[view].data->Records(); ++r) {
      if (!TakesPart(view, r)) continue;
      RecordBlock& block = entities[EntityOf(view, r)];
      block.resize(views_.size(), RecordState::kOutside);
      block[view] = views_[view].states[r];
    }
  }
  std::map<RecordBlock, int> index;
  for (const auto& [entity, block] : entities) index.emplace(block, 0);
  for (auto& [block, number] : index) {
    number = static_cast<int>(blocks_.size());
    blocks_.push_back(block);
  }
  for (const auto& [entity, block] : entities) {
    unknowns_.push_back({index[block], entity.second});
  }
  block_of_.resize(views_.size());
  for (size_t view = 0; view < views_.size(); ++view) {
    for (size_t r = 0; r < views_[view].data->Records(); ++r) {
      block_of_[view].push_back(
          TakesPart(view, r) ? index[entities[EntityOf(view, r)]] : -1);
    }
  }
}

void Attacker::RefineBands() {
  const size_t variables = views_[0].data->variables.size();
  band_of_refined_.resize(variables);
  for (size_t v = 0; v < variables; ++v) {
    std::set<std::vector<int>> refined;
    const size_t categories = views_[0].data->variables[v].categories.size();
    for (size_t c = 0; c < categories; ++c) {
      std::vector<int> bands;
      for (const ReleaseView& view : views_) {
        bands.push_back(view.bands.band_of[v][c]);
      }
      refined.insert(bands);
    }
    band_of_refined_[v].resize(views_.size());
    for (const std::vector<int>& bands : refined) {
      for (size_t view = 0; view < views_.size(); ++view) {
        band_of_refined_[v][view].push_back(bands[view]);
      }
    }
    refined_sizes_.push_back(static_cast<int>(refined.size()));
  }
}

size_t Attacker::Atoms(const std::vector<int>& variables) const {
  size_t atoms = 1;
  for (const int v : variables) atoms *= refined_sizes_[v];
  return atoms;
}

CountTable Attacker::CountUnknown(size_t view, const TableKey& key,
                                  RecordState state) const {
  const ReleaseView& seen = views_[view];
  return CountRecords(*seen.data, seen.bands, key, [&](size_t r) {
    return seen.states[r] == state && Unknown(view, r);
  });
}

CountTable Attacker::CountOnlyIn(size_t view, size_t not_in, const Bands& bands,
                                 const TableKey& key) const {
  return CountRecords(*views_[view].data, bands, key, [&](size_t r) {
    const int block = block_of_[view][r];
    return block >= 0 && blocks_[block][view] == RecordState::kBase &&
           blocks_[block][not_in] != RecordState::kBase;
  });
}

std::vector<CellBounds> Attacker::BoundsOf(size_t view,
                                           const PublishedTable& table) const {
  std::vector<CellBounds> bounds(table.reasons.size());
  const bool dropped = std::all_of(
      table.reasons.begin(), table.reasons.end(), [](HiddenReason reason) {
        return reason == HiddenReason::kTableDropped;
      });
  if (dropped) return bounds;
  const ReleaseView& seen = views_[view];
  const CountTable unknown = CountUnknown(view, table.key, RecordState::kBase);
  const CountTable all = CountRecords(
      *seen.data, seen.bands, table.key,
      [&](size_t r) { return seen.states[r] == RecordState::kBase; });
  for (size_t cell = 0; cell < bounds.size(); ++cell) {
    const int known = all.files[cell] - unknown.files[cell];
    const int shown = table.values[cell] - known;
    if (table.form == TableForm::kExact) {
      bounds[cell] = {unknown.files[cell], unknown.files[cell]};
    } else if (table.Shown(cell)) {
      bounds[cell] = {std::max(shown - kRoundingError, 0),
                      shown + kRoundingError};
    } else if (unknown.files[cell] < kFewestFilesShown) {
      bounds[cell] = {0, kFewestFilesShown - 1};
    }
  }
  return bounds;
}

std::vector<Target> Attacker::Targets() const {
  std::vector<Target> targets;
  for (size_t view = 0; view < views_.size(); ++view) {
    for (const PublishedTable& table : views_[view].tables) {
      AddCellTargets(view, table, targets);
    }
  }
  for (size_t other = 1; other < views_.size(); ++other) {
    for (const PublishedTable& table : views_[0].tables) {
      AddChangeTargets(other, table.key, targets);
    }
  }
  const auto less = [](const Target& a, const Target& b) {
    return a.group < b.group;
  };
  std::sort(targets.begin(), targets.end(), less);
  targets.erase(std::unique(targets.begin(), targets.end(),
                            [](const Target& a, const Target& b) {
                              return a.group == b.group;
                            }),
                targets.end());
  return targets;
}

void Attacker::AddCellTargets(size_t view, const PublishedTable& table,
                              std::vector<Target>& targets) const {
  const CountTable counts = CountUnknown(view, table.key, RecordState::kBase);
  const CountTable redacted =
      CountUnknown(view, table.key, RecordState::kRedacted);
  AuditedGroup group{.view = static_cast<int>(view), .key = table.key};
  for (size_t cell = 0; cell < counts.files.size(); ++cell) {
    group.cells = {cell};
    group.part = GroupPart::kBase;
    // Siblings may be many files and yet one family.
    const bool one_family = site_ == kOutsider && !table.Shown(cell) &&
                            IsSmall(counts.families[cell]);
    if (IsSmall(counts.files[cell]) || one_family) {
      targets.push_back({group, counts.files[cell]});
    }
    if (table.reasons[cell] == HiddenReason::kRedacted &&
        IsSmall(redacted.files[cell])) {
      group.part = GroupPart::kRedacted;
      targets.push_back({group, redacted.files[cell]});
    }
  }
  AddLineTargets(view, table, counts, targets);
}

// What subtraction along a row gives: the row without a cell that is shown, and
// all that is hidden in it.
void Attacker::AddLineTargets(size_t view, const PublishedTable& table,
                              const CountTable& counts,
                              std::vector<Target>& targets) const {
  const TableShape shape(views_[view].bands, table.key);
  AuditedGroup group{.view = static_cast<int>(view), .key = table.key};
  const auto add = [&] {
    const int files = Sum(counts.files, group.cells);
    if (group.cells.size() > 1 && IsSmall(files)) {
      targets.push_back({group, files});
    }
  };
  for (size_t axis = 0; axis < shape.Axes(); ++axis) {
    for (size_t cell = 0; cell < shape.Cells(); ++cell) {
      const std::vector<size_t> line = shape.Line(cell, axis);
      group.cells.clear();
      if (table.Shown(cell)) {
        std::copy_if(line.begin(), line.end(), std::back_inserter(group.cells),
                     [&](size_t other) { return other != cell; });
        add();
      } else {
        std::copy_if(line.begin(), line.end(), std::back_inserter(group.cells),
                     [&](size_t other) { return !table.Shown(other); });
        add();
      }
    }
  }
}

void Attacker::AddChangeTargets(size_t other, const TableKey& key,
                                std::vector<Target>& targets) const {
  const Bands& bands = views_[0].bands;
  AuditedGroup group{.other_view = static_cast<int>(other), .key = key};
  const auto add = [&](GroupPart part, const CountTable& counts) {
    group.part = part;
    for (size_t cell = 0; cell < counts.files.size(); ++cell) {
      group.cells = {cell};
      if (IsSmall(counts.files[cell])) {
        targets.push_back({group, counts.files[cell]});
      }
    }
  };
  add(GroupPart::kAdded, CountOnlyIn(0, other, bands, key));
  add(GroupPart::kRemoved, CountOnlyIn(other, 0, bands, key));
}

Attacker::System::System(const Attacker& attacker, std::vector<int> variables)
    : attacker_(&attacker), variables_(std::move(variables)) {
  std::vector<int> atom(variables_.size());
  for (size_t i = 0; i < attacker.Atoms(variables_); ++i) {
    atoms_.push_back(atom);
    for (size_t v = variables_.size(); v-- > 0;) {
      if (++atom[v] < attacker.refined_sizes_[variables_[v]]) break;
      atom[v] = 0;
    }
  }
  FixZeros();
  for (size_t view = 0; view < attacker.views_.size(); ++view) {
    for (const PublishedTable& table : attacker.views_[view].tables) {
      if (!Holds(table.key)) continue;
      AddTable(view, table);
      AddRedacted(view, table);
    }
    AddSize(view);
  }
}

bool Attacker::System::Holds(const TableKey& key) const {
  return std::includes(variables_.begin(), variables_.end(), key.begin(),
                       key.end());
}

std::vector<size_t> Attacker::System::CellsOfAtoms(size_t view,
                                                   const TableKey& key) const {
  const TableShape shape(attacker_->views_[view].bands, key);
  std::vector<size_t> axis_of;
  for (const int v : key) {
    axis_of.push_back(std::find(variables_.begin(), variables_.end(), v) -
                      variables_.begin());
  }
  std::vector<size_t> cells;
  cells.reserve(atoms_.size());
  std::vector<int> coordinates(key.size());
  for (const std::vector<int>& atom : atoms_) {
    for (size_t i = 0; i < key.size(); ++i) {
      coordinates[i] =
          attacker_->band_of_refined_[key[i]][view][atom[axis_of[i]]];
    }
    cells.push_back(shape.Cell(coordinates));
  }
  return cells;
}

// An exact 0 leaves no column, and its equation out.
void Attacker::System::FixZeros() {
  column_.assign(attacker_->blocks_.size(), std::vector<int>(atoms_.size()));
  for (size_t view = 0; view < attacker_->views_.size(); ++view) {
    for (const PublishedTable& table : attacker_->views_[view].tables) {
      if (table.form != TableForm::kExact || !Holds(table.key)) continue;
      const CountTable counts =
          attacker_->CountUnknown(view, table.key, RecordState::kBase);
      const std::vector<size_t> cells = CellsOfAtoms(view, table.key);
      for (size_t a = 0; a < atoms_.size(); ++a) {
        if (counts.files[cells[a]] == 0) FixAtom(view, a);
      }
    }
  }
  int next = 0;
  for (std::vector<int>& block : column_) {
    for (int& column : block) {
      if (column == 0) column = next++;
    }
  }
  columns_ = next;
  rows_of_column_.resize(columns_);
}

// No record of the view's base has this combination.
void Attacker::System::FixAtom(size_t view, size_t atom) {
  for (size_t b = 0; b < column_.size(); ++b) {
    if (attacker_->blocks_[b][view] == RecordState::kBase) {
      column_[b][atom] = -1;
    }
  }
}

template <typename Chosen>
std::vector<std::vector<int>> Attacker::System::ColumnsByCell(
    size_t view, const TableKey& key, Chosen chosen) const {
  const std::vector<size_t> cells = CellsOfAtoms(view, key);
  const TableShape shape(attacker_->views_[view].bands, key);
  std::vector<std::vector<int>> columns(shape.Cells());
  for (size_t b = 0; b < column_.size(); ++b) {
    if (!chosen(attacker_->blocks_[b])) continue;
    for (size_t a = 0; a < cells.size(); ++a) {
      if (column_[b][a] >= 0) columns[cells[a]].push_back(column_[b][a]);
    }
  }
  return columns;
}

void Attacker::System::AddTable(size_t view, const PublishedTable& table) {
  const std::vector<CellBounds> bounds = attacker_->BoundsOf(view, table);
  std::vector<std::vector<int>> columns =
      ColumnsByCell(view, table.key, [&](const RecordBlock& block) {
        return block[view] == RecordState::kBase;
      });
  for (size_t cell = 0; cell < columns.size(); ++cell) {
    if (columns[cell].empty() || bounds[cell] == CellBounds()) continue;
    const double upper = bounds[cell].upper == CellBounds().upper
                             ? kUnbounded
                             : bounds[cell].upper;
    if (IsImplied(columns[cell], bounds[cell])) continue;
    for (const int column : columns[cell]) {
      rows_of_column_[column].push_back(rows_.size());
    }
    rows_.push_back({std::move(columns[cell]),
                     static_cast<double>(bounds[cell].lower), upper});
  }
}

// A small cell within a small cell of a smaller table, which came before it,
// says nothing new.
bool Attacker::System::IsImplied(const std::vector<int>& columns,
                                 const CellBounds& bounds) const {
  if (bounds.lower > 0) return false;
  const std::vector<size_t>& rows = rows_of_column_[columns.front()];
  return std::any_of(rows.begin(), rows.end(), [&](size_t row) {
    return rows_[row].upper <= bounds.upper &&
           std::all_of(columns.begin(), columns.end(), [&](int column) {
             const std::vector<size_t>& others = rows_of_column_[column];
             return std::find(others.begin(), others.end(), row) !=
                    others.end();
           });
  });
}

void Attacker::System::AddRedacted(size_t view, const PublishedTable& table) {
  const CountTable unknown =
      attacker_->CountUnknown(view, table.key, RecordState::kRedacted);
  std::vector<std::vector<int>> columns =
      ColumnsByCell(view, table.key, [&](const RecordBlock& block) {
        return block[view] == RecordState::kRedacted;
      });
  for (size_t cell = 0; cell < columns.size(); ++cell) {
    if (table.reasons[cell] != HiddenReason::kRedacted) continue;
    if (columns[cell].empty() || unknown.files[cell] == 0) continue;
    rows_.push_back({std::move(columns[cell]), 1, kLargestSmallCount});
  }
}

void Attacker::System::AddSize(size_t view) {
  if (!attacker_->views_[view].size_known) return;
  LinearConstraint row;
  for (size_t b = 0; b < column_.size(); ++b) {
    if (attacker_->blocks_[b][view] != RecordState::kBase) continue;
    std::copy_if(column_[b].begin(), column_[b].end(),
                 std::back_inserter(row.columns),
                 [](int column) { return column >= 0; });
  }
  const std::vector<int>& block_of = attacker_->block_of_[view];
  row.lower = row.upper = static_cast<double>(
      std::count_if(block_of.begin(), block_of.end(), [&](int block) {
        return block >= 0 &&
               attacker_->blocks_[block][view] == RecordState::kBase;
      }));
  if (!row.columns.empty()) rows_.push_back(std::move(row));
}

std::vector<int> Attacker::System::ColumnsOf(const AuditedGroup& group) const {
  const std::vector<std::vector<int>> by_cell = ColumnsByCell(
      group.view, group.key,
      [&](const RecordBlock& block) { return InPart(block, group); });
  std::vector<int> columns;
  for (const size_t cell : group.cells) {
    columns.insert(columns.end(), by_cell[cell].begin(), by_cell[cell].end());
  }
  return columns;
}

}  // namespace caselens::disclosure
