#include "tests/typology/disclosure/attacks/averaging.h"

#include <algorithm>
#include <cmath>

namespace caselens::disclosure {
namespace {

// The cells of a three-way table that a two-way cell is the sum of; none if it
// does not hold both variables.
std::vector<size_t> PartsOf(const Prey& prey, const Bands& bands,
                            const TableKey& key) {
  std::vector<size_t> axes;
  for (size_t axis = 0; axis < key.size(); ++axis) {
    if (std::find(prey.key.begin(), prey.key.end(), key[axis]) !=
        prey.key.end()) {
      axes.push_back(axis);
    }
  }
  if (key.size() != 3 || axes.size() != 2) return {};
  const TableShape two(bands, prey.key);
  const TableShape three(bands, key);
  std::vector<size_t> parts;
  for (size_t cell = 0; cell < three.Cells(); ++cell) {
    if (two.Cell({three.Coordinate(cell, axes[0]),
                  three.Coordinate(cell, axes[1])}) == prey.cells[0]) {
      parts.push_back(cell);
    }
  }
  return parts;
}

std::vector<int> Estimates(const Bands& bands, const Programme& programme,
                           const std::vector<Prey>& all_prey,
                           const FigureOfCell& figure) {
  std::vector<int> estimates;
  for (const Prey& prey : all_prey) {
    double sum = 0;
    size_t sums = 0;
    for (size_t t = 0; t < programme.tables.size(); ++t) {
      const std::vector<size_t> parts =
          PartsOf(prey, bands, programme.tables[t]);
      for (const size_t cell : parts) sum += figure(t, cell);
      sums += parts.empty() ? 0 : 1;
    }
    estimates.push_back(static_cast<int>(
        std::round(sum / static_cast<double>(std::max<size_t>(sums, 1)))));
  }
  return estimates;
}

bool IsInThreeWay(const Prey& prey, const Bands& bands,
                  const Programme& programme) {
  return std::any_of(
      programme.tables.begin(), programme.tables.end(),
      [&](const TableKey& key) { return !PartsOf(prey, bands, key).empty(); });
}

}  // namespace

FigureOfCell FiguresOf(const Release& release) {
  constexpr double kMiddleOfHidden = 1;
  return [&release](size_t table, size_t cell) {
    const PublishedTable& published = release.tables[table];
    return published.Shown(cell) ? static_cast<double>(published.values[cell])
                                 : kMiddleOfHidden;
  };
}

Hits Average(const Microdata& data, const Programme& programme,
             std::vector<Prey> prey, const FigureOfCell& figure) {
  const Bands bands = BandsOf(data.variables, programme.groupings);
  std::erase_if(prey, [&](const Prey& cell) {
    return cell.key.size() != 2 || !IsInThreeWay(cell, bands, programme);
  });
  const std::vector<int> estimates = Estimates(bands, programme, prey, figure);
  Hits hits;
  for (size_t i = 0; i < prey.size(); ++i) {
    size_t others = 0;
    size_t others_right = 0;
    for (size_t j = 0; j < prey.size(); ++j) {
      if (j == i || prey[j].key != prey[i].key) continue;
      ++others;
      others_right += estimates[j] == prey[i].truth ? 1 : 0;
    }
    if (others == 0) continue;
    hits.of += 1;
    hits.found += estimates[i] == prey[i].truth ? 1 : 0;
    hits.control +=
        static_cast<double>(others_right) / static_cast<double>(others);
  }
  return hits;
}

}  // namespace caselens::disclosure
