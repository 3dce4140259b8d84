#include "typology/tabulation/selection.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/shown.h"
#include "typology/base/status_macros.h"

namespace caselens::tabulation {
namespace {

constexpr size_t kMaxDimensions = 3;
constexpr unsigned kMaxBits = 20;

// RowSummary::seen.
constexpr uint8_t kRow = 1;           // there is a row
constexpr uint8_t kAnswered = 2;      // with a category
constexpr uint8_t kDoesNotApply = 4;  // NA
// From here on, absences that leave open what the row is; the lowest is told.
constexpr uint8_t kNotRecordedRow = 8;
constexpr uint8_t kUnclearRow = 16;
constexpr uint8_t kNotAnsweredRow = 32;
constexpr uint8_t kWithheldRow = 64;
constexpr uint8_t kOpen =
    kNotRecordedRow | kUnclearRow | kNotAnsweredRow | kWithheldRow;

uint8_t SeenBit(Absence absence) {
  switch (absence) {
    case Absence::kNotAsked:
      return 0;
    case Absence::kNotApplicable:
      return kDoesNotApply;
    case Absence::kNotRecorded:
      return kNotRecordedRow;
    case Absence::kUnclear:
      return kUnclearRow;
    case Absence::kNotAnswered:
      return kNotAnsweredRow;
    case Absence::kWithheld:
      return kWithheldRow;
  }
  return 0;
}

Absence OpenAbsence(uint8_t seen) {
  if ((seen & kNotRecordedRow) != 0) return Absence::kNotRecorded;
  if ((seen & kUnclearRow) != 0) return Absence::kUnclear;
  if ((seen & kNotAnsweredRow) != 0) return Absence::kNotAnswered;
  return Absence::kWithheld;
}

// Of a file none of whose rows leaves anything open and none has the category:
// an absence, or none if that is a plain "no".
std::optional<Absence> WhyNone(const Source& source, uint8_t seen) {
  if ((seen & kAnswered) != 0) return std::nullopt;
  if ((seen & kDoesNotApply) != 0) return Absence::kNotApplicable;
  if ((seen & kRow) == 0 && source.asked_of_all) return std::nullopt;
  return Absence::kNotAsked;
}

size_t StateOfAny(const Variable& variable, const Source& source, size_t hits,
                  uint8_t seen) {
  constexpr size_t kYes = 0;
  constexpr size_t kNo = 1;
  if (hits > 0) return kYes;
  const std::optional<Absence> absence =
      (seen & kOpen) != 0 ? OpenAbsence(seen) : WhyNone(source, seen);
  return absence.has_value() ? *variable.StateOf(*absence) : kNo;
}

size_t StateOfCount(const Variable& variable, const Source& source, size_t hits,
                    uint8_t seen) {
  const std::optional<Absence> absence = AbsenceOfCount(source, seen);
  return absence.has_value() ? *variable.StateOf(*absence)
                             : std::min(hits, kCountBands - 1);
}

}  // namespace

std::optional<Absence> AbsenceOfCount(const Source& source, uint8_t seen) {
  if ((seen & kOpen) != 0) return OpenAbsence(seen);
  return WhyNone(source, seen);
}

Selection::Selection(const Snapshot& snapshot, const Scope& scope)
    : snapshot_(&snapshot), scope_(scope.sites()) {
  sites_wanted_.assign(snapshot.SiteCount() + 1, 0);
  sites_wanted_[0] = 1;  // does not occur
  for (const std::string& site : scope_) {
    const size_t number = snapshot.SiteNumber(site);
    if (number > 0) sites_wanted_[number] = 1;
  }
}

absl::StatusOr<Selection> Selection::Create(const Snapshot& snapshot,
                                            const Scope& scope,
                                            const Query& query) {
  if (query.wave == Wave::kPilot) {
    return absl::InvalidArgumentError(
        "query.wave: pilot files are never counted; want W1 or W2");
  }
  if (query.dimensions.size() > kMaxDimensions) {
    return absl::InvalidArgumentError(absl::StrCat(
        "query.dimensions: want at most ", kMaxDimensions, " variables"));
  }
  Selection selection(snapshot, scope);
  selection.wave_ = query.wave;
  for (const std::string& name : query.dimensions) {
    CASELENS_RETURN_IF_ERROR(selection.AddDimension(name));
  }
  for (const Filter& filter : query.filters) {
    CASELENS_RETURN_IF_ERROR(selection.AddFilter(filter));
  }
  if (selection.TotalBits() > kMaxBits) {
    return absl::InvalidArgumentError(
        "query.dimensions: too many cells; want fewer or coarser variables");
  }
  return selection;
}

absl::Status Selection::AddDimension(const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(ReadVariable read, Read(name));
  for (const ReadVariable& other : dimensions_) {
    if (other.variable.name == name) {
      return absl::InvalidArgumentError(
          absl::StrCat("query.dimensions: ", name, " is given twice"));
    }
  }
  CASELENS_RETURN_IF_ERROR(SetUnit(read.variable));
  dimensions_.push_back(std::move(read));
  return absl::OkStatus();
}

absl::Status Selection::AddFilter(const Filter& filter) {
  CASELENS_ASSIGN_OR_RETURN(ReadVariable read, Read(filter.variable));
  CASELENS_RETURN_IF_ERROR(SetUnit(read.variable));
  const std::optional<size_t> state = read.variable.FindState(filter.category);
  if (!state.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("query.filters: ", filter.variable, " has no category ",
                     Shown(filter.category)));
  }
  Wanted wanted = {.read = std::move(read)};
  for (const uint8_t of_number : wanted.read.states) {
    wanted.numbers.push_back(of_number == *state ? 1 : 0);
  }
  filters_.push_back(std::move(wanted));
  return absl::OkStatus();
}

absl::Status Selection::SetUnit(const Variable& variable) {
  if (variable.unit == Unit::kFile || variable.unit == unit_) {
    return absl::OkStatus();
  }
  if (unit_ != Unit::kFile) {
    return absl::InvalidArgumentError(absl::StrCat(
        "query: ", variable.name, " is about a ", UnitName(variable.unit),
        ", other variables about a ", UnitName(unit_),
        "; want one of them beside variables about files"));
  }
  unit_ = variable.unit;
  return absl::OkStatus();
}

std::vector<uint8_t> Selection::StatesOfSites() const {
  std::vector<uint8_t> states(snapshot_->SiteCount() + 1);
  for (size_t s = 0; s < scope_.size(); ++s) {
    const size_t number = snapshot_->SiteNumber(scope_[s]);
    if (number > 0) states[number] = static_cast<uint8_t>(s);
  }
  return states;
}

absl::StatusOr<ReadVariable> Selection::Read(const std::string& name) const {
  const Schema& schema = snapshot_->schema();
  CASELENS_ASSIGN_OR_RETURN(const size_t number, schema.GetVariable(name));
  ReadVariable read = {.variable = schema.variables()[number],
                       .source = &schema.SourceOf(number)};
  switch (read.source->kind) {
    case Source::Kind::kStored:
      read.states = read.source->states;
      break;
    case Source::Kind::kAny:
    case Source::Kind::kCount:
      read.states.resize(read.variable.StateCount());
      std::iota(read.states.begin(), read.states.end(), 0);
      break;
    case Source::Kind::kSite:
      read.states = StatesOfSites();
      for (const std::string& site : scope_) {
        read.variable.categories.push_back({site, site});
      }
      break;
  }
  read.bits = static_cast<unsigned>(std::bit_width(read.states.size() - 1));
  return read;
}

unsigned Selection::TotalBits() const {
  return std::accumulate(
      dimensions_.begin(), dimensions_.end(), 0U,
      [](unsigned sum, const ReadVariable& d) { return sum + d.bits; });
}

PlanesOfBlock Selection::Planes(const Chunk& chunk, const ReadVariable& read,
                                size_t block) const {
  const std::vector<Column>& columns = snapshot_->schema().columns();
  const UnitRows& rows = chunk.RowsOf(read.variable.unit);
  PlanesOfBlock planes;
  for (const size_t column : read.source->columns) {
    const PlanesOfBlock more = rows.PlanesAt(columns[column], block);
    planes.insert(planes.end(), more.begin(), more.end());
  }
  // Of a number that has fewer bits than its column, the others are zero.
  planes.resize(std::min<size_t>(planes.size(), read.bits));
  return planes;
}

Block Selection::InScope(const Chunk& chunk) const {
  const Schema& schema = snapshot_->schema();
  Block files = chunk.live();
  KeepWanted(chunk.RowsOf(Unit::kFile)
                 .PlanesAt(schema.columns()[schema.site_column()], 0),
             sites_wanted_, files);
  return files;
}

PlanesOfBlock Selection::PlanesOfWave(const Chunk& chunk) const {
  const Schema& schema = snapshot_->schema();
  return chunk.RowsOf(Unit::kFile)
      .PlanesAt(schema.columns()[schema.wave_column()], 0);
}

void Selection::Keep(const Chunk& chunk, const Wanted& filter, size_t block,
                     Block& rows) const {
  const Source::Kind kind = filter.read.source->kind;
  if (kind == Source::Kind::kStored || kind == Source::Kind::kSite) {
    KeepWanted(Planes(chunk, filter.read, block), filter.numbers, rows);
    return;
  }
  const auto states = DerivedStates(chunk, filter.read);
  Block kept = {};
  ForEachRow(rows, [&](size_t row) {
    if (filter.numbers[states[row]] != 0) SetBit(kept, row);
  });
  rows = kept;
}

Block Selection::Files(const Chunk& chunk) const {
  Block files = InScope(chunk);
  std::array<uint8_t, 4> waves = {};
  waves[static_cast<size_t>(wave_)] = 1;
  KeepWanted(PlanesOfWave(chunk), waves, files);
  for (const Wanted& filter : filters_) {
    if (filter.read.variable.unit == Unit::kFile) {
      Keep(chunk, filter, 0, files);
    }
  }
  return files;
}

Block Selection::Rows(const Chunk& chunk, const Block& files,
                      size_t block) const {
  const UnitRows& of_unit = chunk.RowsOf(unit_);
  const size_t first = block * kBlockRows;
  const size_t count = std::min(kBlockRows, of_unit.size() - first);
  Block rows = {};
  for (size_t row = 0; row < count; ++row) {
    if (HasBit(files, of_unit.FileOf(first + row))) SetBit(rows, row);
  }
  for (const Wanted& filter : filters_) {
    if (filter.read.variable.unit == unit_) Keep(chunk, filter, block, rows);
  }
  return rows;
}

RowSummary Selection::Summarise(const Chunk& chunk,
                                const Source& source) const {
  const Schema& schema = snapshot_->schema();
  const UnitRows& rows = chunk.RowsOf(source.rows);
  // [number]: what a row with it adds.
  std::vector<uint8_t> hit = {1};
  std::vector<uint8_t> seen = {kRow | kAnswered};
  ReadVariable read;
  if (source.of.has_value()) {
    read.variable = schema.variables()[*source.of];
    read.source = &schema.SourceOf(*source.of);
    read.states = read.source->states;
    read.bits = static_cast<unsigned>(std::bit_width(read.states.size() - 1));
    hit.clear();
    seen.clear();
    for (const uint8_t state : read.states) {
      hit.push_back(state == source.category ? 1 : 0);
      seen.push_back(static_cast<uint8_t>(
          kRow |
          (read.variable.IsCategory(state)
               ? kAnswered
               : SeenBit(
                     read.variable
                         .absences[state - read.variable.categories.size()]))));
    }
  }
  RowSummary summary;
  for (size_t block = 0; block < rows.BlockCount(); ++block) {
    Numbers numbers = {};
    if (source.of.has_value())
      AddNumbers(Planes(chunk, read, block), 0, numbers);
    const size_t first = block * kBlockRows;
    const size_t count = std::min(kBlockRows, rows.size() - first);
    for (size_t row = 0; row < count; ++row) {
      const size_t file = rows.FileOf(first + row);
      summary.hits[file] =
          static_cast<uint16_t>(summary.hits[file] + hit[numbers[row]]);
      summary.seen[file] |= seen[numbers[row]];
    }
  }
  return summary;
}

std::array<uint8_t, kBlockRows> Selection::DerivedStates(
    const Chunk& chunk, const ReadVariable& read) const {
  const RowSummary summary = Summarise(chunk, *read.source);
  const bool is_any = read.source->kind == Source::Kind::kAny;
  std::array<uint8_t, kBlockRows> states = {};
  for (size_t file = 0; file < chunk.FileCount(); ++file) {
    const size_t hits = summary.hits[file];
    const uint8_t seen = summary.seen[file];
    states[file] = static_cast<uint8_t>(
        is_any ? StateOfAny(read.variable, *read.source, hits, seen)
               : StateOfCount(read.variable, *read.source, hits, seen));
  }
  return states;
}

void Selection::AddNumbersOf(const Chunk& chunk, const ReadVariable& read,
                             size_t block, unsigned shift,
                             Numbers& numbers) const {
  const Source::Kind kind = read.source->kind;
  if (kind == Source::Kind::kStored || kind == Source::Kind::kSite) {
    AddNumbers(Planes(chunk, read, block), shift, numbers);
    return;
  }
  const auto states = DerivedStates(chunk, read);
  for (size_t row = 0; row < kBlockRows; ++row) {
    numbers[row] += uint32_t{states[row]} << shift;
  }
}

template <typename Use>
void Selection::ForEachDimension(bool of_files, Use use) const {
  unsigned shift = 0;
  for (const ReadVariable& dimension : dimensions_) {
    if ((dimension.variable.unit == Unit::kFile) == of_files) {
      use(dimension, shift);
    }
    shift += dimension.bits;
  }
}

void Selection::AddFileNumbers(const Chunk& chunk, Numbers& numbers) const {
  ForEachDimension(true, [&](const ReadVariable& dimension, unsigned shift) {
    AddNumbersOf(chunk, dimension, 0, shift, numbers);
  });
}

void Selection::AddRowNumbers(const Chunk& chunk, size_t block,
                              Numbers& numbers) const {
  ForEachDimension(false, [&](const ReadVariable& dimension, unsigned shift) {
    AddNumbersOf(chunk, dimension, block, shift, numbers);
  });
}

bool Selection::IsOneColumn() const {
  return dimensions_.size() == 1 && dimensions_[0].variable.unit == unit_ &&
         dimensions_[0].source->kind == Source::Kind::kStored;
}

void Selection::CountColumn(const Chunk& chunk, const Block& rows, size_t block,
                            absl::Span<uint64_t> counts) const {
  CountNumbers(Planes(chunk, dimensions_[0], block), rows, counts);
}

FilesOfScope Selection::CountFiles() const {
  FilesOfScope files;
  std::array<uint64_t, 4> of_wave = {};
  for (const auto& chunk : chunks()) {
    CountNumbers(PlanesOfWave(*chunk), InScope(*chunk),
                 absl::MakeSpan(of_wave));
  }
  files.sampled = of_wave[static_cast<size_t>(Wave::kSampled)];
  files.long_term = of_wave[static_cast<size_t>(Wave::kLongTerm)];
  files.pilot = of_wave[static_cast<size_t>(Wave::kPilot)];
  for (size_t s = 0; s < snapshot_->SiteCount(); ++s) {
    if (sites_wanted_[s + 1] == 0) continue;
    const Snapshot::ByWave& of_site = snapshot_->unresolved()[s];
    files.unresolved += of_site[static_cast<size_t>(Wave::kSampled)] +
                        of_site[static_cast<size_t>(Wave::kLongTerm)];
  }
  return files;
}

}  // namespace caselens::tabulation
