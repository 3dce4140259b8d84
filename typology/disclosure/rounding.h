#ifndef TYPOLOGY_DISCLOSURE_ROUNDING_H_
#define TYPOLOGY_DISCLOSURE_ROUNDING_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "typology/disclosure/count_table.h"
#include "typology/disclosure/microdata.h"

namespace caselens::disclosure {

// A count that is shown in a rounded table has at least this many files, and
// so has everybody else in its row.
inline constexpr int kFewestFilesShown = 8;
// ... of at least this many families: eight siblings are one family.
inline constexpr int kFewestFamilies = 5;
// Shown to the nearest of this.
inline constexpr int kRoundingBase = 5;
// So a shown count is at most this far from the true one.
inline constexpr int kRoundingError = 2;
// The study's rule: groups of 1 to 4 are small.
inline constexpr int kLargestSmallCount = 4;
// Whether so many are somebody, and too few.
inline bool IsSmall(int files) {
  return files >= 1 && files <= kLargestSmallCount;
}

// Why a cell is hidden. Readers get one symbol for all of these.
enum class HiddenReason : uint8_t {
  kShown = 0,
  kSmall = 1,         // fewer than kFewestFilesShown files, none among them
  kFewFamilies = 2,   // fewer than kFewestFamilies
  kOneSite = 3,       // too few but for those of one site, which knows its own
  kEveryone = 4,      // (nearly) everybody in a row: group disclosure
  kNeighbour = 5,     // hidden to protect another cell
  kTableDropped = 6,  // as all of its table
  kRedacted = 7,      // 1 to 4, dropped from the base (redaction.h)
};

// Whether a table shows what is counted or the nearest multiple.
enum class TableForm : uint8_t { kRounded = 0, kExact = 1 };

// What readers see of a table, and why they do not see the rest.
struct PublishedTable {
  TableKey key;
  TableForm form = TableForm::kRounded;
  std::vector<int> values;            // 0 where hidden
  std::vector<HiddenReason> reasons;  // kShown: the value is shown

  bool Shown(size_t cell) const {
    return reasons[cell] == HiddenReason::kShown;
  }
  void Hide(size_t cell, HiddenReason reason) {
    values[cell] = 0;
    reasons[cell] = reason;
  }
  // The sum of the cells shown: never what is hidden.
  int TotalReported() const;
  bool operator==(const PublishedTable&) const = default;
};

int RoundToBase(int count);

// Whose files are in scope.
enum class SiteScope : uint8_t { kOneSite = 0, kPooled = 1 };

// Profile `live`: hides cells of fewer than kFewestFilesShown files or
// kFewestFamilies families, in a pooled table also without the files of any one
// site; rounds the rest. Along the axis of a sensitive variable a cell is
// hidden when fewer than kFewestFilesShown of its line are outside of it. The
// line's total stays where another table shows it.
PublishedTable RoundTable(const CountTable& table,
                          const std::vector<Variable>& variables,
                          const Bands& bands, SiteScope scope);

// Whether a cell along the axis of a sensitive variable has (nearly) everybody
// of its line.
bool IsEveryone(const CountTable& table, const TableShape& shape,
                const std::vector<Variable>& variables, size_t cell);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_ROUNDING_H_
