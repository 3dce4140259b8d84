#ifndef TYPOLOGY_DISCLOSURE_PROGRAMME_H_
#define TYPOLOGY_DISCLOSURE_PROGRAMME_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "typology/disclosure/microdata.h"

namespace caselens::disclosure {

// The variables of a table, by ascending index: one key for every order in
// which they may be named.
using TableKey = std::vector<int>;

// Largest number of two-way and three-way tables of a scope. Every table more
// is an equation more for whoever wants to work out a hidden cell.
inline constexpr size_t kMostTwoWayTables = 60;
inline constexpr size_t kMostThreeWayTables = 20;
inline constexpr size_t kMostTableVariables = 3;
// Below this many records only one-way tables are worth their cells.
inline constexpr size_t kFewestRecordsForTwoWay = 120;

// Which tables a release holds: fixed before any number is seen.
struct Programme {
  // For each variable the one grouping that all its tables use, or
  // kDeclaredCategories. One, because two overlapping bandings would be
  // subtracted from each other.
  std::vector<int> groupings;
  std::vector<TableKey> tables;  // ascending by size, then by variables
  bool operator==(const Programme&) const = default;
};

// All one-way tables; with kFewestRecordsForTwoWay records or more also the
// first two-way and three-way tables, those of variables declared early before
// those of variables declared late.
Programme DefaultProgramme(const std::vector<Variable>& variables,
                           size_t records);

// INVALID_ARGUMENT, naming the table: a variable that is not there, a key that
// is not ascending or there twice, a one-way table that is missing, more tables
// than the limits above, a grouping that is not declared.
absl::Status CheckProgramme(const std::vector<Variable>& variables,
                            const Programme& programme);

// "gender x age"
std::string TableName(const std::vector<Variable>& variables,
                      const TableKey& key);

// What a caller may ask. Names and categories are those declared.
struct QueryTerm {
  std::string variable;
  // "": what the programme uses. Anything else must be just that.
  std::string grouping;
};
struct QueryFilter {
  QueryTerm term;
  std::string category;
};
struct TableQuery {
  std::vector<QueryTerm> dimensions;
  std::vector<QueryFilter> filters;
};

// Where the answer stands: all variables named, as dimension or as filter, form
// one table of the programme.
struct TableSlice {
  TableKey key;
  std::vector<int> fixed;  // for each variable of `key` its category, -1: all
  bool operator==(const TableSlice&) const = default;
};

// Decides from the query and the programme alone, before any number is looked
// at, so that a refusal tells nothing: INVALID_ARGUMENT for a name that is not
// declared, a grouping other than the programme's, a variable named twice, no
// dimension, more than kMostTableVariables; NOT_FOUND, with the tables that
// there are of these variables, for one that the programme does not hold.
absl::StatusOr<TableSlice> ResolveQuery(const std::vector<Variable>& variables,
                                        const Programme& programme,
                                        const TableQuery& query);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_PROGRAMME_H_
