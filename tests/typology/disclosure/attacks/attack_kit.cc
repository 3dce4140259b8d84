#include "tests/typology/disclosure/attacks/attack_kit.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <numeric>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace caselens::disclosure {
namespace {

constexpr double kTolerance = 1e-6;

CountTable CountOf(const Microdata& data, const Bands& bands,
                   const TableKey& key, const std::vector<RecordState>& states,
                   const std::vector<bool>& left_out) {
  return CountRecords(data, bands, key, [&](size_t r) {
    return states[r] == RecordState::kBase && !left_out[r];
  });
}

LinearConstraint Constraint(std::vector<int> columns, int lower, int upper) {
  return {std::move(columns), static_cast<double>(lower),
          upper == INT_MAX ? kUnbounded : upper};
}

}  // namespace

LinearAttack::LinearAttack(const Microdata& data, const Bands& bands,
                           const std::vector<Knowledge>& knowledge)
    : bands_(bands),
      all_(data.variables.size()),
      atoms_(0),
      bounds_(0, {}, {}) {
  std::iota(all_.begin(), all_.end(), 0);
  atoms_ = TableShape(bands, all_).Cells();
  for (const Knowledge& table : knowledge) {
    for (size_t cell = 0; cell < table.lower.size(); ++cell) {
      if (table.lower[cell] == 0 && table.upper[cell] == INT_MAX) continue;
      std::vector<int> columns;
      const std::vector<double> weights =
          WeightsOf({.key = table.key, .cells = {cell}});
      for (size_t a = 0; a < atoms_; ++a) {
        if (weights[a] > 0) columns.push_back(static_cast<int>(a));
      }
      constraints_.push_back(
          Constraint(std::move(columns), table.lower[cell], table.upper[cell]));
    }
  }
  bounds_ = LinearBounds(atoms_, constraints_, {});
}

std::vector<double> LinearAttack::WeightsOf(const Prey& prey) const {
  const TableShape atoms(bands_, all_);
  const TableShape shape(bands_, prey.key);
  std::vector<double> weights(atoms_);
  std::vector<int> coordinates(prey.key.size());
  for (size_t a = 0; a < atoms_; ++a) {
    for (size_t axis = 0; axis < prey.key.size(); ++axis) {
      coordinates[axis] = atoms.Coordinate(a, prey.key[axis]);
    }
    weights[a] = static_cast<double>(std::count(
        prey.cells.begin(), prey.cells.end(), shape.Cell(coordinates)));
  }
  return weights;
}

Interval LinearAttack::Bounds(const Prey& prey) {
  std::vector<double> weights = WeightsOf(prey);
  const auto extreme = [&] {
    const auto solution = bounds_.Maximise(weights);
    EXPECT_TRUE(solution.ok()) << solution.status();
    return std::inner_product(weights.begin(), weights.end(), solution->begin(),
                              0.0);
  };
  const double most = extreme();
  for (double& w : weights) w = -w;
  const double least = -extreme();
  return {static_cast<int>(std::ceil(least - kTolerance)),
          static_cast<int>(std::floor(most + kTolerance))};
}

bool LinearAttack::BestInteger(const std::vector<double>& weights,
                               size_t most_nodes, double& best) const {
  using Limits = std::vector<LinearConstraint>;
  std::vector<Limits> open = {{}};
  bool found = false;
  for (size_t node = 0; !open.empty() && node < most_nodes; ++node) {
    const Limits limits = std::move(open.back());
    open.pop_back();
    Limits rows = constraints_;
    rows.insert(rows.end(), limits.begin(), limits.end());
    const auto solution = LinearBounds(atoms_, rows, {}).Maximise(weights);
    if (!solution.ok()) continue;  // no solution within these limits
    const double value = std::inner_product(weights.begin(), weights.end(),
                                            solution->begin(), 0.0);
    if (found && std::floor(value + kTolerance) <= best) continue;
    const auto fractional = std::find_if(
        solution->begin(), solution->end(),
        [](double x) { return std::abs(x - std::round(x)) > 1e-5; });
    if (fractional == solution->end()) {
      best = std::round(value);
      found = true;
      continue;
    }
    const int column = static_cast<int>(fractional - solution->begin());
    Limits down = limits;
    down.push_back({{column}, 0, std::floor(*fractional)});
    Limits up = limits;
    up.push_back({{column}, std::ceil(*fractional), kUnbounded});
    open.push_back(std::move(down));
    open.push_back(std::move(up));
  }
  return found && open.empty();
}

bool LinearAttack::IntegerBounds(const Prey& prey, size_t most_nodes,
                                 Interval& interval) {
  std::vector<double> weights = WeightsOf(prey);
  double most = 0;
  const bool has_most = BestInteger(weights, most_nodes, most);
  for (double& w : weights) w = -w;
  double least = 0;
  const bool has_least = BestInteger(weights, most_nodes, least);
  interval = {static_cast<int>(-least), static_cast<int>(most)};
  return has_most && has_least;
}

std::vector<double> LinearAttack::Reconstruct() {
  const auto solution = bounds_.Maximise(std::vector<double>(atoms_));
  EXPECT_TRUE(solution.ok()) << solution.status();
  return *solution;
}

Hits GuessLast(const Microdata& data, const Bands& bands,
               const std::vector<Knowledge>& knowledge) {
  const std::vector<double> made_up =
      LinearAttack(data, bands, knowledge).Reconstruct();
  TableKey all(data.variables.size());
  std::iota(all.begin(), all.end(), 0);
  const size_t last = all.size() - 1;
  const TableShape shape(bands, all);
  const std::vector<int> files =
      CountRecords(data, bands, all, [](size_t) { return true; }).files;
  Hits hits{.of = static_cast<double>(data.Records())};
  std::vector<int> of_category(static_cast<size_t>(shape.Size(last)));
  for (size_t first = 0; first < shape.Cells(); first += of_category.size()) {
    const std::vector<size_t> line = shape.Line(first, last);
    const size_t guess = *std::max_element(
        line.begin(), line.end(),
        [&](size_t a, size_t b) { return made_up[a] < made_up[b]; });
    hits.found += files[guess];
    for (size_t i = 0; i < line.size(); ++i) of_category[i] += files[line[i]];
  }
  hits.control = *std::max_element(of_category.begin(), of_category.end());
  return hits;
}

std::vector<Knowledge> KnowledgeOf(const Release& release,
                                   const Microdata& data,
                                   const std::vector<bool>& own) {
  const Bands bands = BandsOf(release.variables, release.programme.groupings);
  const std::vector<bool> nobody(data.Records());
  std::vector<Knowledge> knowledge;
  for (const PublishedTable& table : release.tables) {
    if (table.reasons.front() == HiddenReason::kTableDropped) continue;
    const CountTable all =
        CountOf(data, bands, table.key, release.states, nobody);
    const CountTable others =
        CountOf(data, bands, table.key, release.states, own);
    const int error = table.form == TableForm::kExact ? 0 : 2;
    Knowledge& known = knowledge.emplace_back();
    known.key = table.key;
    for (size_t cell = 0; cell < table.values.size(); ++cell) {
      const int mine = all.files[cell] - others.files[cell];
      // A redacted cell of an exact table is 0 in the base.
      const bool counted = table.Shown(cell) || table.form == TableForm::kExact;
      const int shown = table.values[cell] - mine;
      known.lower.push_back(counted ? std::max(shown - error, 0) : 0);
      known.upper.push_back(counted                  ? shown + error
                            : others.files[cell] < 8 ? 7
                                                     : INT_MAX);
    }
  }
  return knowledge;
}

std::vector<Knowledge> StudyRule(const Microdata& data,
                                 const Programme& programme) {
  const Bands bands = BandsOf(data.variables, programme.groupings);
  std::vector<Knowledge> knowledge;
  for (const TableKey& key : programme.tables) {
    const CountTable counts =
        CountRecords(data, bands, key, [](size_t) { return true; });
    Knowledge& known = knowledge.emplace_back();
    known.key = key;
    for (const int files : counts.files) {
      const bool hidden = files >= 1 && files <= 4;
      known.lower.push_back(hidden ? 1 : files);
      known.upper.push_back(hidden ? 4 : files);
    }
  }
  return knowledge;
}

std::vector<Prey> SmallCells(const Microdata& data, const Programme& programme,
                             const std::vector<RecordState>& states,
                             const std::vector<bool>& own) {
  const Bands bands = BandsOf(data.variables, programme.groupings);
  std::vector<Prey> prey;
  for (const TableKey& key : programme.tables) {
    const CountTable counts = CountOf(data, bands, key, states, own);
    for (size_t cell = 0; cell < counts.files.size(); ++cell) {
      const int files = counts.files[cell];
      if (files >= 1 && files <= 4) prey.push_back({key, {cell}, files});
    }
  }
  return prey;
}

Release MustRelease(const Microdata& data, const ReleaseRequest& request) {
  const auto outcome = MakeRelease(data, request);
  EXPECT_TRUE(outcome.ok()) << outcome.status();
  if (const auto* refusal = std::get_if<Refusal>(&*outcome)) {
    ADD_FAILURE() << refusal->why;
    return {};
  }
  return std::get<Release>(*outcome);
}

size_t Releases(size_t normal) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread.
  const char* const soak = std::getenv("CASELENS_SOAK_RELEASES");
  return soak == nullptr ? normal : std::strtoul(soak, nullptr, 10);
}

}  // namespace caselens::disclosure
