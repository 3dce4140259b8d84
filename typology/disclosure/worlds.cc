#include "typology/disclosure/worlds.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "typology/base/counter_random.h"

namespace caselens::disclosure {
namespace {

constexpr uint64_t kSeed = 0x776f726c6473;
// Records tried for an exchange with another.
constexpr size_t kMostPartners = 50;
constexpr size_t kMostPasses = 8;
// Random moves tried between passes, for each record.
constexpr size_t kWanderings = 50;

// A table whose counts follow the moves.
struct FollowedTable {
  AuditedGroup part;  // its cells play no role
  TableShape shape;
  const Bands* bands = nullptr;
  std::vector<bool> in_part;  // for each block
  std::vector<CellBounds> bounds;
  std::vector<int> counts;
};

struct Change {
  size_t record = 0;
  int variable = 0;
  int category = 0;
};

class Worlds {
 public:
  Worlds(const Attacker& attacker, const std::vector<Target>& targets)
      : attacker_(attacker), records_(attacker.Unknowns()), random_({kSeed}) {
    const std::vector<ReleaseView>& views = attacker.Views();
    for (size_t view = 0; view < views.size(); ++view) {
      for (const PublishedTable& table : views[view].tables) {
        Follow({.view = static_cast<int>(view), .key = table.key},
               attacker.BoundsOf(view, table));
      }
    }
    for (const Target& target : targets) {
      table_of_target_.push_back(Follow(target.group, {}));
      proofs_.push_back({attacker.Site(), target.group, target.files,
                         target.files, target.files});
    }
    by_variable_.resize(views[0].data->variables.size());
    for (size_t t = 0; t < tables_.size(); ++t) {
      for (const int v : tables_[t].part.key) by_variable_[v].push_back(t);
    }
    FindFrozen();
  }

  std::vector<GroupProof> Run(const std::function<bool()>& cancelled) {
    for (size_t pass = 0; pass < kMostPasses && AnyOpen(); ++pass) {
      if (pass > 0) Wander();
      for (size_t t = 0; t < proofs_.size(); ++t) {
        if (cancelled && cancelled()) return proofs_;
        while (Open(t) && Step(t, +1)) Observe();
        while (Open(t) && Step(t, -1)) Observe();
      }
    }
    return proofs_;
  }

 private:
  // The number of the followed table for this part of the records.
  size_t Follow(const AuditedGroup& group, std::vector<CellBounds> bounds) {
    const auto id =
        std::make_tuple(group.view, group.other_view, group.part, group.key);
    const auto [it, is_new] = table_ids_.emplace(id, tables_.size());
    if (!is_new) return it->second;
    const Bands& bands = attacker_.Views()[group.view].bands;
    FollowedTable table{.part = group,
                        .shape = TableShape(bands, group.key),
                        .bands = &bands,
                        .bounds = std::move(bounds)};
    for (const RecordBlock& block : attacker_.Blocks()) {
      table.in_part.push_back(InPart(block, group));
    }
    table.counts.resize(table.shape.Cells());
    table.bounds.resize(table.shape.Cells());
    for (const UnknownRecord& record : records_) {
      if (table.in_part[record.block]) ++table.counts[CellOf(table, record)];
    }
    tables_.push_back(std::move(table));
    return it->second;
  }

  // Redacted records keep their answers: that they are small is published.
  void FindFrozen() {
    for (const RecordBlock& block : attacker_.Blocks()) {
      frozen_.push_back(std::find(block.begin(), block.end(),
                                  RecordState::kRedacted) != block.end());
    }
  }

  static size_t CellOf(const FollowedTable& table,
                       const UnknownRecord& record) {
    size_t cell = 0;
    for (size_t axis = 0; axis < table.part.key.size(); ++axis) {
      const int v = table.part.key[axis];
      cell +=
          table.bands->band_of[v][record.values[v]] * table.shape.Stride(axis);
    }
    return cell;
  }

  bool Open(size_t t) const {
    const GroupProof& proof = proofs_[t];
    return !IsProtected(proof.group.part, proof.minimum, proof.maximum);
  }

  bool AnyOpen() const {
    for (size_t t = 0; t < proofs_.size(); ++t) {
      if (Open(t)) return true;
    }
    return false;
  }

  int FilesOf(size_t t) const {
    int files = 0;
    for (const size_t cell : proofs_[t].group.cells) {
      files += tables_[table_of_target_[t]].counts[cell];
    }
    return files;
  }

  void Observe() {
    for (size_t t = 0; t < proofs_.size(); ++t) {
      const int files = FilesOf(t);
      proofs_[t].minimum = std::min(proofs_[t].minimum, files);
      proofs_[t].maximum = std::max(proofs_[t].maximum, files);
    }
  }

  // Random moves: a world in which one target is stuck may be next to one in
  // which it is not.
  void Wander() {
    for (size_t i = 0; i < kWanderings * records_.size(); ++i) {
      const size_t r = random_.Below(records_.size());
      if (frozen_[records_[r].block]) continue;
      const size_t v = random_.Below(by_variable_.size());
      const size_t category = random_.Below(
          attacker_.Views()[0].data->variables[v].categories.size());
      const Change change = {r, static_cast<int>(v),
                             static_cast<int>(category)};
      if (random_.Below(2) == 0) {
        Try({change});
      } else {
        Exchange(r, change.variable, change.category, 1);
      }
    }
    Observe();
  }

  // Moves one file into (+1) or out of (-1) the target's group: tries every
  // record once, from a random one on.
  bool Step(size_t t, int direction) {
    const FollowedTable& table = tables_[table_of_target_[t]];
    const std::vector<size_t>& cells = proofs_[t].group.cells;
    const int before = FilesOf(t);
    const size_t first = random_.Below(records_.size());
    for (size_t i = 0; i < records_.size(); ++i) {
      const size_t r = (first + i) % records_.size();
      const UnknownRecord& record = records_[r];
      if (!table.in_part[record.block] || frozen_[record.block]) continue;
      const size_t cell = CellOf(table, record);
      const bool inside = std::binary_search(cells.begin(), cells.end(), cell);
      if (inside != (direction < 0)) continue;
      const size_t goal = direction > 0 ? cells[random_.Below(cells.size())]
                                        : NextTo(table.shape, cell);
      if (!Move(r, table, cell, goal)) continue;
      if ((FilesOf(t) - before) * direction > 0) return true;
      Undo();
    }
    return false;
  }

  // A cell that differs in one axis.
  size_t NextTo(const TableShape& shape, size_t cell) {
    const std::vector<size_t> line =
        shape.Line(cell, random_.Below(shape.Axes()));
    size_t other = random_.Below(line.size());
    if (line[other] == cell) other = (other + 1) % line.size();
    return line[other];
  }

  // Takes a record to `goal`, alone or by exchange, where one answer does.
  bool Move(size_t r, const FollowedTable& table, size_t cell, size_t goal) {
    int axis = -1;
    for (size_t a = 0; a < table.shape.Axes(); ++a) {
      if (table.shape.Coordinate(cell, a) == table.shape.Coordinate(goal, a)) {
        continue;
      }
      if (axis >= 0) return false;
      axis = static_cast<int>(a);
    }
    if (axis < 0) return false;
    const int v = table.part.key[axis];
    const int category =
        CategoryIn(table.bands->band_of[v], table.shape.Coordinate(goal, axis));
    return Try({{r, v, category}}) || Exchange(r, v, category, kMostPartners);
  }

  bool Exchange(size_t r, int v, int category, size_t most_partners) {
    const size_t first = random_.Below(records_.size());
    size_t partners = 0;
    for (size_t i = 0; i < records_.size() && partners < most_partners; ++i) {
      const size_t other = (first + i) % records_.size();
      if (records_[other].values[v] != category ||
          frozen_[records_[other].block]) {
        continue;
      }
      ++partners;
      if (Try({{r, v, category}, {other, v, records_[r].values[v]}})) {
        return true;
      }
    }
    return false;
  }

  int CategoryIn(const std::vector<int>& band_of, int band) {
    const size_t size = band_of.size();
    size_t category = random_.Below(size);
    while (band_of[category] != band) category = (category + 1) % size;
    return static_cast<int>(category);
  }

  // Makes the changes if every bound still holds.
  bool Try(std::initializer_list<Change> changes) {
    undo_.clear();
    bool holds = true;
    touched_.clear();
    for (const Change& change : changes) {
      undo_.push_back({change.record, change.variable,
                       records_[change.record].values[change.variable]});
      Make(change);
    }
    for (const auto& [t, cell] : touched_) {
      const int count = tables_[t].counts[cell];
      const CellBounds& bounds = tables_[t].bounds[cell];
      holds = holds && count >= bounds.lower && count <= bounds.upper;
    }
    if (!holds) Undo();
    return holds;
  }

  void Make(const Change& change) {
    UnknownRecord& record = records_[change.record];
    for (const int step : {-1, +1}) {
      for (const size_t t : by_variable_[change.variable]) {
        FollowedTable& table = tables_[t];
        if (!table.in_part[record.block]) continue;
        const size_t cell = CellOf(table, record);
        table.counts[cell] += step;
        touched_.emplace_back(t, cell);
      }
      record.values[change.variable] = change.category;
    }
  }

  void Undo() {
    for (const Change& change : undo_) Make(change);
  }

  const Attacker& attacker_;
  std::vector<UnknownRecord> records_;
  CounterRandom random_;
  std::map<std::tuple<int, int, GroupPart, TableKey>, size_t> table_ids_;
  std::vector<FollowedTable> tables_;
  std::vector<std::vector<size_t>> by_variable_;
  std::vector<bool> frozen_;  // for each block
  std::vector<size_t> table_of_target_;
  std::vector<GroupProof> proofs_;
  std::vector<Change> undo_;
  std::vector<std::pair<size_t, size_t>> touched_;
};

}  // namespace

std::vector<GroupProof> SearchWorlds(const Attacker& attacker,
                                     const std::vector<Target>& targets,
                                     const std::function<bool()>& cancelled) {
  return Worlds(attacker, targets).Run(cancelled);
}

}  // namespace caselens::disclosure
