#include "typology/agreement/units.h"

#include <algorithm>
#include <utility>

namespace caselens {
namespace {

Units Grouped(std::vector<UnitGroup> groups, size_t coders) {
  Units units;
  units.groups = std::move(groups);
  units.coders = coders;
  for (const UnitGroup& group : units.groups) {
    units.count += group.units;
    if (group.Paired()) units.paired += group.units;
  }
  const bool two_way_table = coders == 2 && units.paired == units.count;
  units.variance_divisor =
      units.count * (two_way_table ? units.count : units.count - 1);
  return units;
}

}  // namespace

Units Units::Of(const RatingTally& tally) {
  std::vector<UnitGroup> groups;
  for (RatingPattern& pattern : tally.Patterns()) {
    const auto rated = static_cast<double>(
        std::count_if(pattern.ratings.begin(), pattern.ratings.end(),
                      [](int rating) { return rating != kNotRated; }));
    if (rated == 0) continue;
    groups.push_back({.ratings = std::move(pattern.ratings),
                      .units = static_cast<double>(pattern.units),
                      .rated = rated});
  }
  return Grouped(std::move(groups), tally.Coders());
}

Units Units::PairedOnly() const {
  std::vector<UnitGroup> kept;
  for (const UnitGroup& group : groups) {
    if (group.Paired()) kept.push_back(group);
  }
  return Grouped(std::move(kept), coders);
}

double PairAgreement(const UnitGroup& group, const Weights& weights) {
  if (!group.Paired()) return 0;
  double sum = 0;
  for (size_t g = 0; g < group.ratings.size(); ++g) {
    if (group.ratings[g] == kNotRated) continue;
    for (size_t h = 0; h < g; ++h) {
      if (group.ratings[h] == kNotRated) continue;
      sum += weights.Between(static_cast<size_t>(group.ratings[g]),
                             static_cast<size_t>(group.ratings[h]));
    }
  }
  return 2 * sum / (group.rated * (group.rated - 1));
}

}  // namespace caselens
