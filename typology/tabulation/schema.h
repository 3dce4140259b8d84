#ifndef TYPOLOGY_TABULATION_SCHEMA_H_
#define TYPOLOGY_TABULATION_SCHEMA_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/base/bytes.h"
#include "typology/tabulation/variable.h"

namespace caselens::tabulation {

// A stored number for each row of a unit: `bits` bits of the row, from
// `first_bit`. 0 is what is most often so, and costs an index nothing where it
// is always so.
struct Column {
  Unit unit = Unit::kFile;
  size_t values = 1;  // 0 to values - 1
  size_t first_bit = 0;
  size_t bits = 0;
};

// Where the states of a variable come from.
struct Source {
  enum class Kind {
    kStored,  // of columns
    kAny,     // of the rows of a file: whether any has a state
    kCount,   // of the rows of a file: how many have it
    kSite,    // of the file's site: categories are the sites of the scope
  };
  Kind kind = Kind::kStored;
  // kStored: read as one number, the first column in the lowest bits; and the
  // state that each such number is.
  std::vector<size_t> columns;
  std::vector<uint8_t> states;
  // kAny, kCount: the variable of the rows and the category looked for; without
  // a variable, every row counts.
  Unit rows = Unit::kFile;
  std::optional<size_t> of;
  size_t category = 0;
  // The question is put of every row there is, so that a file without rows has
  // none; otherwise it was not asked there.
  bool asked_of_all = false;
};

// The declared variables of one universe and where each is stored. Immutable,
// so that threads may share it.
class Schema {
 public:
  Universe universe() const { return universe_; }
  const std::vector<Variable>& variables() const { return variables_; }
  const Source& SourceOf(size_t variable) const { return sources_[variable]; }
  const std::vector<Column>& columns() const { return columns_; }

  std::optional<size_t> FindVariable(absl::string_view name) const;
  // Returns INVALID_ARGUMENT, naming the variable and the universe, if there is
  // none of that name.
  absl::StatusOr<size_t> GetVariable(absl::string_view name) const;

  // Bits of a row of a unit: those that a packed file holds, and with those
  // that the index adds (site, wave, standing).
  size_t PackedBits(Unit unit) const {
    return packed_bits_[static_cast<size_t>(unit)];
  }
  size_t RowBits(Unit unit) const {
    return row_bits_[static_cast<size_t>(unit)];
  }

  // Equal for schemas whose packed files mean the same.
  uint64_t fingerprint() const { return fingerprint_.value(); }

  // Columns that the index fills.
  size_t site_column() const { return site_column_; }
  size_t wave_column() const { return wave_column_; }
  size_t standing_column() const { return standing_column_; }

 private:
  friend class SchemaBuilder;
  Schema() = default;

  Universe universe_ = Universe::kCodings;
  std::vector<Variable> variables_;
  std::vector<Source> sources_;
  std::vector<Column> columns_;
  std::array<size_t, kUnitCount> packed_bits_ = {};
  std::array<size_t, kUnitCount> row_bits_ = {};
  absl::flat_hash_map<std::string, size_t> by_name_;
  Fingerprint fingerprint_;
  size_t site_column_ = 0;
  size_t wave_column_ = 0;
  size_t standing_column_ = 0;
};

// Declares variables one after another. What is wrong is told by Build.
class SchemaBuilder {
 public:
  explicit SchemaBuilder(Universe universe);

  // A variable with a column of its own. kNotAsked is made its first absence.
  // Returns the number of the variable.
  size_t Add(Variable variable);

  // A question with many answers: a variable YES or NO for each category of
  // `question`, named question:CODE, which share their absences. Returns the
  // number of the first.
  size_t AddMany(const Variable& question);

  // The states of `of` under other names: its category c is category
  // `category_of[c]` of `variable`. Absences are those of `of`. Nothing is
  // stored.
  size_t AddGrouping(Variable variable, size_t of,
                     const std::vector<size_t>& category_of);

  // Of a variable of rows: NAME:CODE.any and NAME:CODE.count for each category,
  // or, of a variable of AddMany, NAME.any and NAME.count of YES.
  void AddAnyAndCount(size_t of, bool asked_of_all);

  // How many rows of a unit a file has, as PERSON.count.
  void AddRowCount(Unit unit, std::string name, std::string label);

  // Adds site, wave and standing. Returns INVALID_ARGUMENT naming a variable
  // that is declared twice, has no category or more states than a column
  // holds.
  absl::StatusOr<Schema> Build() &&;

 private:
  size_t AddColumn(Unit unit, size_t values);
  size_t AddVariable(Variable variable, Source source);
  void AddDerived(size_t of, size_t category, const std::string& name,
                  const std::string& label, bool asked_of_all);

  Schema schema_;
  std::string problem_;
};

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_SCHEMA_H_
