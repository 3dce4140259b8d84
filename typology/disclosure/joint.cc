#include "typology/disclosure/joint.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace caselens::disclosure {
namespace {

constexpr int kNotSaid = -1;

class Joiner {
 public:
  // Every snapshot that `Widen` will be asked for.
  explicit Joiner(const std::vector<const Microdata*>& snapshots) {
    for (const Microdata* const data : snapshots) Declare(*data);
    for (const Microdata* const data : snapshots) Remember(*data);
  }

  const std::vector<Variable>& Variables() const { return variables_; }

  // Where a snapshot's variables are among all of them.
  std::vector<int> PlacesOf(const std::vector<Variable>& own) const {
    std::vector<int> places;
    for (const Variable& variable : own) {
      const auto at = std::find(variables_.begin(), variables_.end(), variable);
      places.push_back(static_cast<int>(at - variables_.begin()));
    }
    return places;
  }

  Microdata Widen(const Microdata& data) const {
    Microdata wide{.variables = variables_,
                   .values = {},
                   .ids = data.ids,
                   .sites = data.sites,
                   .families = data.families};
    const std::vector<int> places = PlacesOf(data.variables);
    for (size_t r = 0; r < data.Records(); ++r) {
      std::vector<int> row = said_.at(data.ids[r]);
      for (size_t v = 0; v < places.size(); ++v) {
        row[static_cast<size_t>(places[v])] = data.Value(r, v);
      }
      std::replace(row.begin(), row.end(), kNotSaid, 0);
      wide.values.insert(wide.values.end(), row.begin(), row.end());
    }
    return wide;
  }

 private:
  void Declare(const Microdata& data) {
    for (const Variable& variable : data.variables) {
      if (std::find(variables_.begin(), variables_.end(), variable) ==
          variables_.end()) {
        variables_.push_back(variable);
      }
    }
  }

  void Remember(const Microdata& data) {
    const std::vector<int> places = PlacesOf(data.variables);
    for (size_t r = 0; r < data.Records(); ++r) {
      std::vector<int>& row = said_[data.ids[r]];
      row.resize(variables_.size(), kNotSaid);
      for (size_t v = 0; v < places.size(); ++v) {
        int& value = row[static_cast<size_t>(places[v])];
        if (value == kNotSaid) value = data.Value(r, v);
      }
    }
  }

  std::vector<Variable> variables_;
  std::unordered_map<uint64_t, std::vector<int>> said_;  // by record
};

// The same table with its variables at their new places, in ascending order.
PublishedTable Renumbered(const PublishedTable& table, const Bands& bands,
                          const std::vector<int>& places) {
  std::vector<std::pair<int, size_t>> axes;  // new place, old axis
  for (size_t axis = 0; axis < table.key.size(); ++axis) {
    axes.emplace_back(places[static_cast<size_t>(table.key[axis])], axis);
  }
  std::sort(axes.begin(), axes.end());
  PublishedTable renumbered = table;
  for (size_t axis = 0; axis < axes.size(); ++axis) {
    renumbered.key[axis] = axes[axis].first;
  }
  const TableShape shape(bands, table.key);
  for (size_t cell = 0; cell < shape.Cells(); ++cell) {
    size_t to = 0;
    for (const auto& [place, axis] : axes) {
      to = to * static_cast<size_t>(shape.Size(axis)) +
           static_cast<size_t>(shape.Coordinate(cell, axis));
    }
    renumbered.values[to] = table.values[cell];
    renumbered.reasons[to] = table.reasons[cell];
  }
  return renumbered;
}

Release Renumbered(const Release& release, const Joiner& joiner) {
  const std::vector<int> places = joiner.PlacesOf(release.variables);
  const Bands bands = BandsOf(release.variables, release.programme.groupings);
  Release renumbered = release;
  renumbered.variables = joiner.Variables();
  renumbered.programme.groupings.assign(joiner.Variables().size(),
                                        kDeclaredCategories);
  for (size_t v = 0; v < places.size(); ++v) {
    renumbered.programme.groupings[static_cast<size_t>(places[v])] =
        release.programme.groupings[v];
  }
  for (size_t t = 0; t < release.tables.size(); ++t) {
    renumbered.tables[t] = Renumbered(release.tables[t], bands, places);
    renumbered.programme.tables[t] = renumbered.tables[t].key;
  }
  return renumbered;
}

}  // namespace

JointReleases JoinReleases(const Microdata& data,
                           const std::vector<EarlierRelease>& earlier) {
  std::vector<const Microdata*> snapshots = {&data};
  for (const EarlierRelease& one : earlier) snapshots.push_back(one.data);
  const Joiner joiner(snapshots);
  JointReleases joint{
      .data = joiner.Widen(data), .earlier_data = {}, .earlier = {}};
  for (const EarlierRelease& one : earlier) {
    joint.earlier_data.push_back(joiner.Widen(*one.data));
    joint.earlier.push_back(Renumbered(*one.release, joiner));
  }
  return joint;
}

}  // namespace caselens::disclosure
