#ifndef TYPOLOGY_DISCLOSURE_MICRODATA_H_
#define TYPOLOGY_DISCLOSURE_MICRODATA_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace caselens::disclosure {

// Coarser categories of a variable, declared in advance: nobody makes up unions
// of their own.
struct Grouping {
  std::string name;
  std::vector<std::string> categories;
  std::vector<int> group_of;  // for each category of the variable
  bool operator==(const Grouping&) const = default;
};

struct Variable {
  std::string name;
  std::vector<std::string> categories;
  // Knowing that everybody in a row has the same value would tell something
  // about each of them (A family's harm; not a child's age band).
  bool sensitive = false;
  std::vector<Grouping> groupings;  // finest first
  bool operator==(const Variable&) const = default;
};

// Records of a frozen snapshot: records x variables, category indices.
struct Microdata {
  std::vector<Variable> variables;
  std::vector<int> values;  // row by row
  // For each record: who it is in every snapshot, and which site and family it
  // belongs to.
  std::vector<uint64_t> ids;
  std::vector<int> sites;
  std::vector<int> families;

  size_t Records() const { return ids.size(); }
  int Value(size_t record, size_t variable) const {
    return values[record * variables.size() + variable];
  }
};

// INVALID_ARGUMENT, naming the variable or record: names that are empty or
// there twice, fewer than two categories, a grouping that does not map every
// category, a value that is no category, negative sites, an id there twice.
absl::Status CheckMicrodata(const Microdata& data);

// The categories of each variable that a programme counts: those declared or
// those of one grouping.
struct Bands {
  std::vector<std::vector<std::string>> labels;
  std::vector<std::vector<int>> band_of;  // for each declared category

  int Size(size_t variable) const {
    return static_cast<int>(labels[variable].size());
  }
  bool operator==(const Bands&) const = default;
};

inline constexpr int kDeclaredCategories = -1;

// `groupings` has an index into Variable::groupings or kDeclaredCategories for
// each variable.
Bands BandsOf(const std::vector<Variable>& variables,
              const std::vector<int>& groupings);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_MICRODATA_H_
