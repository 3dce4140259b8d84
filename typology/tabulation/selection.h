#ifndef TYPOLOGY_TABULATION_SELECTION_H_
#define TYPOLOGY_TABULATION_SELECTION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/tabulation/bits.h"
#include "typology/tabulation/chunk.h"
#include "typology/tabulation/index.h"
#include "typology/tabulation/table.h"

// From a query to the rows that it is about, chunk by chunk. Private to this
// folder.
namespace caselens::tabulation {

// A variable as it is read: rows have a number of `bits` bits, which stands for
// a state.
struct ReadVariable {
  Variable variable;  // of `site`, with the sites of the scope
  const Source* source = nullptr;
  std::vector<uint8_t> states;  // [number]
  unsigned bits = 0;
};

// Per file of a chunk, what its rows say of one category.
struct RowSummary {
  std::array<uint16_t, kBlockRows> hits = {};
  // Bits of what else the rows are: see selection.cc.
  std::array<uint8_t, kBlockRows> seen = {};
};

// Why a file has no count of a kCount variable, from RowSummary::seen.
std::optional<Absence> AbsenceOfCount(const Source& source, uint8_t seen);

// Numbers of the files or rows of a block; those of rows that are not selected
// mean nothing.
using Numbers = std::array<uint32_t, kBlockRows>;

// A query, checked against a snapshot and made ready to read chunks. Refers to
// the snapshot.
class Selection {
 public:
  // Errors as Count.
  static absl::StatusOr<Selection> Create(const Snapshot& snapshot,
                                          const Scope& scope,
                                          const Query& query);

  // The one unit other than kFile that the query is about, or kFile.
  Unit unit() const { return unit_; }
  const std::vector<ReadVariable>& dimensions() const { return dimensions_; }
  const std::vector<std::shared_ptr<const Chunk>>& chunks() const {
    return snapshot_->chunks();
  }
  // Numbers of a row are those of the dimensions, the first lowest.
  unsigned TotalBits() const;

  // The files of a chunk that are in scope, of the wave, and pass the filters
  // on files.
  Block Files(const Chunk& chunk) const;
  // Of a unit other than kFile: the rows of a block that are of `files` and
  // pass the filters on rows.
  Block Rows(const Chunk& chunk, const Block& files, size_t block) const;
  // Adds the numbers of the dimensions on files, or on rows of a block.
  void AddFileNumbers(const Chunk& chunk, Numbers& numbers) const;
  void AddRowNumbers(const Chunk& chunk, size_t block, Numbers& numbers) const;
  // Of a single stored dimension of the unit: adds to counts[number].
  bool IsOneColumn() const;
  void CountColumn(const Chunk& chunk, const Block& rows, size_t block,
                   absl::Span<uint64_t> counts) const;

  FilesOfScope CountFiles() const;

  // What the rows of each file say of `source`, which is kAny or kCount.
  RowSummary Summarise(const Chunk& chunk, const Source& source) const;

 private:
  struct Wanted {
    ReadVariable read;
    std::vector<uint8_t> numbers;  // [number]: 1 if it is kept
  };

  Selection(const Snapshot& snapshot, const Scope& scope);
  absl::Status AddDimension(const std::string& name);
  absl::Status AddFilter(const Filter& filter);
  absl::Status SetUnit(const Variable& variable);
  absl::StatusOr<ReadVariable> Read(const std::string& name) const;
  std::vector<uint8_t> StatesOfSites() const;
  Block InScope(const Chunk& chunk) const;
  PlanesOfBlock PlanesOfWave(const Chunk& chunk) const;
  PlanesOfBlock Planes(const Chunk& chunk, const ReadVariable& read,
                       size_t block) const;
  void Keep(const Chunk& chunk, const Wanted& filter, size_t block,
            Block& rows) const;
  // States of a kAny or kCount variable, as numbers.
  std::array<uint8_t, kBlockRows> DerivedStates(const Chunk& chunk,
                                                const ReadVariable& read) const;
  void AddNumbersOf(const Chunk& chunk, const ReadVariable& read, size_t block,
                    unsigned shift, Numbers& numbers) const;
  template <typename Use>
  void ForEachDimension(bool of_files, Use use) const;

  const Snapshot* snapshot_;
  std::vector<std::string> scope_;
  std::vector<uint8_t> sites_wanted_;  // [site number]
  Wave wave_ = Wave::kSampled;
  Unit unit_ = Unit::kFile;
  std::vector<ReadVariable> dimensions_;
  std::vector<Wanted> filters_;
};

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_SELECTION_H_
