#ifndef TYPOLOGY_TABULATION_FINDINGS_H_
#define TYPOLOGY_TABULATION_FINDINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/base/proportion.h"
#include "typology/tabulation/index.h"
#include "typology/tabulation/schema.h"
#include "typology/tabulation/table.h"

namespace caselens::tabulation {

// Goes wherever a finding is shown.
inline constexpr char kFindingCaveat[] =
    "Recorded by professionals: neither prevalence nor a verdict on families "
    "or workers.";

struct FindingTable {
  std::string title;
  Query query;
  // Of tables of one dimension: the category whose share is told; empty: none.
  std::string share_of;
  // The share has an interval: the files were drawn at random.
  bool has_interval = false;
  bool operator==(const FindingTable&) const = default;
};

// A named answer of the study: the tables that give it and what they do not
// say. Only declared queries, so that whoever shows a finding decides nothing.
struct Finding {
  std::string name;  // "who-harms-whom"
  std::string title;
  std::string note;  // beside kFindingCaveat
  Universe universe = Universe::kCodings;
  std::vector<FindingTable> tables;
  bool operator==(const Finding&) const = default;
};

// The findings that the variables of a schema can give, in the order of the
// report. A table of a question that the template does not ask is left out, and
// a finding without a table.
std::vector<Finding> FindingsOf(const Schema& schema);

// "k of n", and Wilson's 95% interval where the table has one.
struct Share {
  uint64_t k = 0;
  uint64_t n = 0;
  std::optional<Interval> interval;
  bool operator==(const Share&) const = default;
};

struct FoundTable {
  FindingTable declared;
  Table table;
  std::optional<Share> share;
  bool operator==(const FoundTable&) const = default;
};

// Errors as Count, for a finding of another schema.
absl::StatusOr<std::vector<FoundTable>> CountFinding(const Snapshot& snapshot,
                                                     const Scope& scope,
                                                     const Finding& finding);

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_FINDINGS_H_
