#include "typology/tabulation/table.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/shown.h"
#include "typology/base/status_macros.h"
#include "typology/tabulation/selection.h"

namespace caselens::tabulation {
namespace {

// Calls use(number, row's file, chunk number) for every row that a selection
// keeps. Numbers are those of the dimensions.
template <typename Use>
void ForEachNumber(const Selection& selection, const Chunk& chunk, Use use) {
  const Block files = selection.Files(chunk);
  Numbers of_files = {};
  selection.AddFileNumbers(chunk, of_files);
  if (selection.unit() == Unit::kFile) {
    ForEachRow(files, [&](size_t file) { use(of_files[file], file); });
    return;
  }
  const UnitRows& rows = chunk.RowsOf(selection.unit());
  for (size_t block = 0; block < rows.BlockCount(); ++block) {
    const Block kept = selection.Rows(chunk, files, block);
    Numbers of_rows = {};
    selection.AddRowNumbers(chunk, block, of_rows);
    ForEachRow(kept, [&](size_t row) {
      const size_t file = rows.FileOf(block * kBlockRows + row);
      use(of_rows[row] + of_files[file], file);
    });
  }
}

// Every row is counted: how many rows have each number.
std::vector<uint64_t> CountRows(const Selection& selection) {
  std::vector<uint64_t> counts(size_t{1} << selection.TotalBits());
  for (const auto& chunk : selection.chunks()) {
    if (!selection.IsOneColumn()) {
      ForEachNumber(selection, *chunk,
                    [&](uint32_t number, size_t) { ++counts[number]; });
      continue;
    }
    const Block files = selection.Files(*chunk);
    if (selection.unit() == Unit::kFile) {
      selection.CountColumn(*chunk, files, 0, absl::MakeSpan(counts));
      continue;
    }
    const UnitRows& rows = chunk->RowsOf(selection.unit());
    for (size_t block = 0; block < rows.BlockCount(); ++block) {
      selection.CountColumn(*chunk, selection.Rows(*chunk, files, block), block,
                            absl::MakeSpan(counts));
    }
  }
  return counts;
}

// A row, and the file or family that is counted once however many rows it has.
struct Sighting {
  uint32_t number = 0;
  uint32_t entity = 0;
};

std::vector<Sighting> FindSightings(const Selection& selection, CountBy by) {
  std::vector<Sighting> sightings;
  sightings.reserve(selection.chunks().size() * kBlockRows);
  for (size_t c = 0; c < selection.chunks().size(); ++c) {
    const Chunk& chunk = *selection.chunks()[c];
    ForEachNumber(selection, chunk, [&](uint32_t number, size_t file) {
      const size_t entity =
          by == CountBy::kFamily ? chunk.FamilyOf(file) : c * kBlockRows + file;
      sightings.push_back({number, static_cast<uint32_t>(entity)});
    });
  }
  return sightings;
}

// Where a number is counted; kNowhere if it is not.
constexpr uint32_t kNowhere = ~uint32_t{0};
using GroupOfNumber = std::vector<uint32_t>;

// How many entities were seen in each group: sorts sightings by group, by
// counting, then marks entities with the last group they were seen in.
std::vector<uint64_t> CountEntities(const std::vector<Sighting>& sightings,
                                    const GroupOfNumber& group_of,
                                    size_t groups, size_t entities) {
  std::vector<size_t> begin(groups + 1);
  for (const Sighting& s : sightings) {
    const uint32_t group = group_of[s.number];
    if (group != kNowhere) ++begin[group + 1];
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<uint32_t> sorted(begin.back());
  std::vector<size_t> next = begin;
  for (const Sighting& s : sightings) {
    const uint32_t group = group_of[s.number];
    if (group != kNowhere) sorted[next[group]++] = s.entity;
  }
  std::vector<uint64_t> counts(groups);
  std::vector<uint32_t> last_seen(entities, kNowhere);
  for (uint32_t group = 0; group < groups; ++group) {
    for (size_t i = begin[group]; i < begin[group + 1]; ++i) {
      uint32_t& last = last_seen[sorted[i]];
      if (last == group) continue;
      last = group;
      ++counts[group];
    }
  }
  return counts;
}

// Counts rows, each once: a count of a group is the sum of its numbers.
std::vector<uint64_t> SumNumbers(const std::vector<uint64_t>& counts,
                                 const GroupOfNumber& group_of, size_t groups) {
  std::vector<uint64_t> sums(groups);
  for (size_t number = 0; number < counts.size(); ++number) {
    if (counts[number] > 0 && group_of[number] != kNowhere) {
      sums[group_of[number]] += counts[number];
    }
  }
  return sums;
}

// States of the dimensions, from the number of a row.
class NumberReader {
 public:
  explicit NumberReader(const std::vector<ReadVariable>& dimensions)
      : dimensions_(dimensions) {}

  // False if no row has the number.
  bool Read(size_t number, std::vector<size_t>& states) const {
    states.clear();
    for (const ReadVariable& dimension : dimensions_) {
      const size_t own = number & ((size_t{1} << dimension.bits) - 1);
      if (own >= dimension.states.size()) return false;
      states.push_back(dimension.states[own]);
      number >>= dimension.bits;
    }
    return true;
  }

 private:
  const std::vector<ReadVariable>& dimensions_;
};

// A table from counts by group. `CountGroups` is called with GroupOfNumber and
// the number of groups.
template <typename CountGroups>
class TableMaker {
 public:
  TableMaker(const Selection& selection, CountGroups count)
      : dimensions_(selection.dimensions()),
        numbers_(size_t{1} << selection.TotalBits()),
        count_(std::move(count)) {}

  Table Make() const {
    Table table;
    size_t cells = 1;
    for (const ReadVariable& d : dimensions_) cells *= d.variable.StateCount();
    table.cells = Groups(cells, [&](const std::vector<size_t>& states) {
      size_t cell = 0;
      for (size_t d = 0; d < states.size(); ++d) {
        cell = cell * dimensions_[d].variable.StateCount() + states[d];
      }
      return cell;
    });
    table.n = Groups(1, [](const auto&) { return 0; })[0];
    table.denominator = Groups(1, [&](const auto& states) {
      return IsComplete(states) ? 0 : kNowhere;
    })[0];
    for (size_t d = 0; d < dimensions_.size(); ++d) {
      table.dimensions.push_back(MakeDimension(d));
    }
    return table;
  }

 private:
  TableDimension MakeDimension(size_t d) const {
    TableDimension dimension = {.variable = dimensions_[d].variable};
    const Variable& variable = dimension.variable;
    const std::vector<uint64_t> counts =
        Groups(variable.StateCount(), [&](const auto& states) -> size_t {
          return variable.IsCategory(states[d]) && !IsComplete(states)
                     ? kNowhere
                     : states[d];
        });
    const auto middle = counts.begin() +
                        static_cast<std::ptrdiff_t>(variable.categories.size());
    dimension.totals.assign(counts.begin(), middle);
    dimension.missing.assign(middle, counts.end());
    return dimension;
  }

  bool IsComplete(const std::vector<size_t>& states) const {
    for (size_t d = 0; d < states.size(); ++d) {
      if (!dimensions_[d].variable.IsCategory(states[d])) return false;
    }
    return true;
  }

  // Counts by the group that `group` gives for the states of a row.
  template <typename Group>
  std::vector<uint64_t> Groups(size_t groups, Group group) const {
    const NumberReader reader(dimensions_);
    GroupOfNumber group_of(numbers_, kNowhere);
    std::vector<size_t> states;
    for (size_t number = 0; number < numbers_; ++number) {
      if (reader.Read(number, states)) {
        group_of[number] = static_cast<uint32_t>(group(states));
      }
    }
    return count_(group_of, groups);
  }

  const std::vector<ReadVariable>& dimensions_;
  size_t numbers_;
  CountGroups count_;
};

Table MakeTable(const Selection& selection, const Snapshot& snapshot,
                CountBy by) {
  const bool counts_rows =
      by == CountBy::kUnit ||
      (by == CountBy::kFile && selection.unit() == Unit::kFile);
  if (counts_rows) {
    const std::vector<uint64_t> counts = CountRows(selection);
    return TableMaker(selection,
                      [&](const GroupOfNumber& group_of, size_t groups) {
                        return SumNumbers(counts, group_of, groups);
                      })
        .Make();
  }
  const std::vector<Sighting> sightings = FindSightings(selection, by);
  const size_t entities = by == CountBy::kFamily
                              ? snapshot.FamilyCount()
                              : snapshot.chunks().size() * kBlockRows;
  return TableMaker(selection,
                    [&](const GroupOfNumber& group_of, size_t groups) {
                      return CountEntities(sightings, group_of, groups,
                                           entities);
                    })
      .Make();
}

}  // namespace

absl::string_view CountByName(CountBy by) {
  switch (by) {
    case CountBy::kFile:
      return "FILE";
    case CountBy::kFamily:
      return "FAMILY";
    case CountBy::kUnit:
      return "UNIT";
  }
  return "";
}

uint64_t Table::At(absl::Span<const size_t> states) const {
  size_t cell = 0;
  for (size_t d = 0; d < dimensions.size(); ++d) {
    cell = cell * dimensions[d].variable.StateCount() + states[d];
  }
  return cells[cell];
}

uint64_t Table::At(absl::Span<const absl::string_view> codes) const {
  std::vector<size_t> states;
  for (size_t d = 0; d < dimensions.size(); ++d) {
    const auto state = dimensions[d].variable.FindState(codes[d]);
    if (!state.has_value()) return 0;
    states.push_back(*state);
  }
  return At(states);
}

absl::StatusOr<Table> Count(const Snapshot& snapshot, const Scope& scope,
                            const Query& query) {
  CASELENS_ASSIGN_OR_RETURN(const Selection selection,
                            Selection::Create(snapshot, scope, query));
  Table table = MakeTable(selection, snapshot, query.by);
  table.files = selection.CountFiles();
  table.snapshot = snapshot.number();
  return table;
}

absl::StatusOr<std::vector<std::string>> FilesBehind(
    const Snapshot& snapshot, const Scope& scope, const Query& query,
    const std::vector<std::string>& cell) {
  if (!cell.empty() && cell.size() != query.dimensions.size()) {
    return absl::InvalidArgumentError(
        "cell: want a category for each dimension");
  }
  Query of_cell = query;
  for (size_t d = 0; d < cell.size(); ++d) {
    of_cell.filters.push_back({query.dimensions[d], cell[d]});
  }
  CASELENS_ASSIGN_OR_RETURN(const Selection selection,
                            Selection::Create(snapshot, scope, of_cell));
  std::vector<std::string> ids;
  for (const auto& chunk : selection.chunks()) {
    Block seen = {};
    ForEachNumber(selection, *chunk,
                  [&](uint32_t, size_t file) { SetBit(seen, file); });
    ForEachRow(seen, [&](size_t file) { ids.push_back(chunk->IdOf(file)); });
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace caselens::tabulation
