#ifndef TYPOLOGY_DISCLOSURE_ATTACKER_H_
#define TYPOLOGY_DISCLOSURE_ATTACKER_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "typology/disclosure/count_table.h"
#include "typology/disclosure/linear_bounds.h"
#include "typology/disclosure/microdata.h"
#include "typology/disclosure/programme.h"
#include "typology/disclosure/rounding.h"

namespace caselens::disclosure {

// A release that an audience can see: its tables, and what they were made from.
struct ReleaseView {
  const Microdata* data = nullptr;
  Bands bands;
  std::vector<RecordState> states;  // one for each record
  std::vector<PublishedTable> tables;
  // Whether readers may know how many files are in scope. Never those of a
  // redacted base: the difference is the number of files redacted.
  bool size_known = false;
};

// Which records of a group of cells are meant.
enum class GroupPart : uint8_t {
  kBase = 0,
  kAdded = 1,     // in the base of the view, not in that of `other_view`
  kRemoved = 2,   // in the base of `other_view`, not in that of the view
  kRedacted = 3,  // dropped from the base of the view
};

// Some cells of a table taken together: a hidden cell, what is left of a row,
// those who came since an earlier release.
struct AuditedGroup {
  int view = 0;
  int other_view = 0;
  GroupPart part = GroupPart::kBase;
  TableKey key;
  std::vector<size_t> cells;  // ascending, numbered as the view's bands say
  auto operator<=>(const AuditedGroup&) const = default;
};

// A group and how many files it really has.
struct Target {
  AuditedGroup group;
  int files = 0;
};

inline constexpr int kOutsider = -1;

// What every release does with a record: one state for each view.
using RecordBlock = std::vector<RecordState>;

// Whether records of the block are meant by the group's part and views.
bool InPart(const RecordBlock& block, const AuditedGroup& group);

// What is published of a cell says that it has `lower` to `upper` files that
// the attacker does not know.
struct CellBounds {
  int lower = 0;
  int upper = std::numeric_limits<int>::max();
  bool operator==(const CellBounds&) const = default;
};

// A record that the attacker does not know.
struct UnknownRecord {
  int block = 0;
  std::vector<int> values;  // declared categories
};

// Somebody who has every release of the audience and knows the rules: which
// hidden cells are small (fewer than kFewestFilesShown), how rounding works,
// how many files there are, whether releases share files. A member of a site
// also knows the files of that site; every bound is then one on the files of
// the others.
class Attacker {
 public:
  // views[0] is the new release; all views outlive the attacker and have the
  // same variables. `site`: an index or kOutsider.
  Attacker(const std::vector<ReleaseView>& views, int site);

  int Site() const { return site_; }
  const std::vector<ReleaseView>& Views() const { return views_; }
  const std::vector<RecordBlock>& Blocks() const { return blocks_; }
  const std::vector<UnknownRecord>& Unknowns() const { return unknowns_; }
  // For each cell of a table of a view; tables that were dropped say nothing.
  std::vector<CellBounds> BoundsOf(size_t view,
                                   const PublishedTable& table) const;
  // Groups of 1 to 4 files that nobody may pin down. In order, each once.
  std::vector<Target> Targets() const;

  // The attacker's equations over all combinations of categories (atoms) of
  // some variables, for each set of records that releases share.
  class System {
   public:
    LinearBounds BoundsWith(const std::vector<CappedSum>& capped) const {
      return {columns_, rows_, capped};
    }
    size_t Columns() const { return columns_; }
    // The columns whose sum is the size of the group; its key's variables are
    // among those of the system.
    std::vector<int> ColumnsOf(const AuditedGroup& group) const;

   private:
    friend class Attacker;
    System(const Attacker& attacker, std::vector<int> variables);
    void FixZeros();
    void FixAtom(size_t view, size_t atom);
    void AddTable(size_t view, const PublishedTable& table);
    bool IsImplied(const std::vector<int>& columns,
                   const CellBounds& bounds) const;
    void AddRedacted(size_t view, const PublishedTable& table);
    void AddSize(size_t view);
    bool Holds(const TableKey& key) const;
    // For each atom its cell in a table of a view.
    std::vector<size_t> CellsOfAtoms(size_t view, const TableKey& key) const;
    // Columns of each cell over the blocks for which `chosen` is true.
    template <typename Chosen>
    std::vector<std::vector<int>> ColumnsByCell(size_t view,
                                                const TableKey& key,
                                                Chosen chosen) const;

    const Attacker* attacker_;
    std::vector<int> variables_;
    std::vector<std::vector<int>> atoms_;   // refined category of each variable
    std::vector<std::vector<int>> column_;  // [block][atom], -1: surely 0
    size_t columns_ = 0;
    std::vector<LinearConstraint> rows_;
    std::vector<std::vector<size_t>> rows_of_column_;  // of tables
  };
  System SystemOf(const std::vector<int>& variables) const {
    return {*this, variables};
  }
  // Atoms of a system of these variables.
  size_t Atoms(const std::vector<int>& variables) const;

 private:
  // Who a record is and what it answers.
  using Entity = std::pair<uint64_t, std::vector<int>>;
  Entity EntityOf(size_t view, size_t record) const;
  bool TakesPart(size_t view, size_t record) const;
  void FindBlocks();
  void RefineBands();
  CountTable CountUnknown(size_t view, const TableKey& key,
                          RecordState state) const;
  CountTable CountOnlyIn(size_t view, size_t not_in, const Bands& bands,
                         const TableKey& key) const;
  bool Unknown(size_t view, size_t record) const {
    return views_[view].data->sites[record] != site_;
  }
  void AddCellTargets(size_t view, const PublishedTable& table,
                      std::vector<Target>& targets) const;
  void AddLineTargets(size_t view, const PublishedTable& table,
                      const CountTable& counts,
                      std::vector<Target>& targets) const;
  void AddChangeTargets(size_t other, const TableKey& key,
                        std::vector<Target>& targets) const;

  const std::vector<ReleaseView>& views_;
  int site_;
  std::vector<RecordBlock> blocks_;
  std::vector<UnknownRecord> unknowns_;
  // [view][record]: index of its block, -1: in no release, or known.
  std::vector<std::vector<int>> block_of_;
  // [variable][view][refined category]: the view's category.
  std::vector<std::vector<std::vector<int>>> band_of_refined_;
  std::vector<int> refined_sizes_;
};

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_ATTACKER_H_
