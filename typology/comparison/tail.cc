#include "typology/comparison/tail.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "typology/latent_class/scoring.h"

namespace caselens {
namespace {

constexpr double kTieMarginOfTail = 1e-9;

}  // namespace

// Item i of `items` is present where bit i of a pattern's index is set.
std::vector<TailTable::Entry> TailTable::Patterns(
    const Scorer& scorer, const std::vector<size_t>& items, size_t c) {
  std::vector<Entry> patterns = {{.log = 0, .probability = 1}};
  patterns.reserve(size_t{1} << items.size());
  for (const size_t item : items) {
    const double absent = scorer.LogProbability(item, 0, c);
    const double present = scorer.LogProbability(item, 1, c);
    const size_t count = patterns.size();
    for (size_t i = 0; i < count; ++i) {
      patterns.push_back({.log = patterns[i].log + present});
      patterns[i].log += absent;
    }
  }
  for (Entry& entry : patterns) entry.probability = std::exp(entry.log);
  return patterns;
}

TailTable::TailTable(const Scorer& scorer, const std::vector<bool>& coded,
                     const std::vector<bool>& dva) {
  std::vector<size_t> low_items;
  std::vector<size_t> high_items;
  for (size_t j = 0; j < coded.size(); ++j) {
    if (coded[j]) (dva[j] ? low_items : high_items).push_back(j);
  }
  const size_t dva_mask = (size_t{1} << low_items.size()) - 1;
  while (low_items.size() < high_items.size()) {
    low_items.push_back(high_items.back());
    high_items.pop_back();
  }

  const auto less = [](const Entry& a, const Entry& b) {
    return a.log < b.log;
  };
  for (size_t c = 0; c < scorer.Model().ClassCount(); ++c) {
    Halves halves;
    const std::vector<Entry> all = Patterns(scorer, low_items, c);
    for (size_t mask = 0; mask < all.size(); ++mask) {
      if ((mask & dva_mask) != 0) halves.low.push_back(all[mask]);
    }
    std::sort(halves.low.begin(), halves.low.end(), less);
    double sum = 0;
    for (Entry& entry : halves.low) {
      sum += entry.probability;
      entry.probability = sum;
    }
    halves.high = Patterns(scorer, high_items, c);
    std::sort(halves.high.rbegin(), halves.high.rend(), less);
    halves_.push_back(std::move(halves));
  }
}

double TailTable::TailProbability(size_t c, double log_probability) const {
  const std::vector<Entry>& low = halves_[c].low;
  const double bound = log_probability + kTieMarginOfTail;
  double tail = 0;
  size_t below = 0;
  for (const Entry& high : halves_[c].high) {
    while (below < low.size() && low[below].log + high.log <= bound) ++below;
    if (below > 0) tail += high.probability * low[below - 1].probability;
  }
  return std::min(1.0, tail / low.back().probability);
}

}  // namespace caselens
