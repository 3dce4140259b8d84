#include "typology/disclosure/repair.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace caselens::disclosure {
namespace {

struct CellPlace {
  size_t table = 0;
  size_t cell = 0;
};

class Repairer {
 public:
  Repairer(const AuditedGroup& group, std::vector<ReleaseView>& views)
      : group_(group),
        bands_(views[0].bands),
        variables_(views[0].data->variables),
        tables_(views[0].tables) {
    const ReleaseView& seen = views[group.view];
    const TableShape shape(seen.bands, group.key);
    for (size_t axis = 0; axis < group.key.size(); ++axis) {
      const int v = group.key[axis];
      std::set<int> bands;
      for (const size_t cell : group.cells) {
        bands.insert(shape.Coordinate(cell, axis));
      }
      // By way of the declared categories: releases may group differently.
      for (size_t c = 0; c < bands_.band_of[v].size(); ++c) {
        if (bands.contains(seen.bands.band_of[v][c])) {
          categories_[v].insert(bands_.band_of[v][c]);
        }
      }
    }
  }

  // Shown cells of rounded tables that are `apart` variables away from the
  // group.
  std::vector<CellPlace> ShownCells(bool same_table, size_t apart) const {
    std::vector<CellPlace> places;
    for (size_t t = 0; t < tables_.size(); ++t) {
      const PublishedTable& table = tables_[t];
      if (table.form == TableForm::kExact || !IsNear(table.key) ||
          (table.key == group_.key) != same_table) {
        continue;
      }
      const TableShape shape(bands_, table.key);
      for (size_t cell = 0; cell < shape.Cells(); ++cell) {
        if (table.Shown(cell) && Apart(table.key, shape, cell) == apart) {
          places.push_back({t, cell});
        }
      }
    }
    return places;
  }

  // The group's own table, if it has three variables and shows anything.
  bool DropTable() {
    for (PublishedTable& table : tables_) {
      const bool dropped = std::all_of(
          table.reasons.begin(), table.reasons.end(),
          [](HiddenReason r) { return r == HiddenReason::kTableDropped; });
      if (table.key != group_.key || table.key.size() < kMostTableVariables ||
          dropped) {
        continue;
      }
      for (size_t cell = 0; cell < table.reasons.size(); ++cell) {
        table.Hide(cell, HiddenReason::kTableDropped);
      }
      return true;
    }
    return false;
  }

  bool RoundOneWay(const std::vector<CountTable>& counts, SiteScope scope) {
    for (size_t t = 0; t < tables_.size(); ++t) {
      PublishedTable& table = tables_[t];
      if (table.form == TableForm::kExact &&
          categories_.contains(table.key.front())) {
        table = RoundTable(counts[t], variables_, bands_, scope);
        return true;
      }
    }
    return false;
  }

  void Hide(const CellPlace& place) {
    tables_[place.table].Hide(place.cell, HiddenReason::kNeighbour);
  }

 private:
  // Whether a table says much of the group: it shares two variables or all.
  bool IsNear(const TableKey& key) const {
    TableKey shared;
    std::set_intersection(key.begin(), key.end(), group_.key.begin(),
                          group_.key.end(), std::back_inserter(shared));
    return shared.size() >= std::min<size_t>(2, group_.key.size()) ||
           shared == key;
  }

  size_t Apart(const TableKey& key, const TableShape& shape,
               size_t cell) const {
    size_t apart = 0;
    for (size_t axis = 0; axis < key.size(); ++axis) {
      const auto it = categories_.find(key[axis]);
      if (it != categories_.end() &&
          !it->second.contains(shape.Coordinate(cell, axis))) {
        ++apart;
      }
    }
    return apart;
  }

  const AuditedGroup& group_;
  const Bands& bands_;
  const std::vector<Variable>& variables_;
  std::vector<PublishedTable>& tables_;
  std::map<int, std::set<int>> categories_;  // of the group, per variable
};

}  // namespace

bool HideBeside(const AuditedGroup& group,
                const std::vector<CountTable>& counts, SiteScope scope,
                const ReleaseKey& key, uint64_t turn,
                std::vector<ReleaseView>& views) {
  Repairer repairer(group, views);
  const auto hide_one = [&](bool same_table) {
    for (const size_t apart : {0, 1}) {
      const std::vector<CellPlace> places =
          repairer.ShownCells(same_table, apart);
      if (places.empty()) continue;
      repairer.Hide(places[KeyedHash(key, {turn}) % places.size()]);
      return true;
    }
    return false;
  };
  return hide_one(true) || repairer.DropTable() || hide_one(false) ||
         repairer.RoundOneWay(counts, scope);
}

}  // namespace caselens::disclosure
