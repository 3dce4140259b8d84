#ifndef TYPOLOGY_DISCLOSURE_REDACTION_H_
#define TYPOLOGY_DISCLOSURE_REDACTION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "typology/disclosure/count_table.h"
#include "typology/disclosure/microdata.h"
#include "typology/disclosure/programme.h"
#include "typology/disclosure/rounding.h"

namespace caselens::disclosure {

// A variable with categories too small to show, and the declared grouping that
// would do; kDeclaredCategories: none would, so leave the variable out.
struct MergeOffer {
  int variable = 0;
  int grouping = kDeclaredCategories;
  bool operator==(const MergeOffer&) const = default;
};

// What happens to small categories for which a grouping is declared.
enum class SmallCategories : uint8_t {
  kOfferMerging = 0,  // the release is refused and the grouping offered
  kDropRecords = 1,   // the offer was declined: their records are dropped
};

// At most this part of the records may be dropped.
inline constexpr double kLargestRedactedShare = 0.02;

struct Redaction {
  std::vector<RecordState> states;  // one for each record
  std::vector<TableForm> forms;     // one for each variable's one-way table
  // "" unless the release is refused: what must be merged, and why.
  std::string refusal;
  std::vector<MergeOffer> offers;
};

// Base redaction, profile `report`. Records in a category of 1 to 4 files of an
// exact one-way table are dropped from the base of every table, so that all
// totals agree and no table can be subtracted from another. Refused when a
// merging is to be offered first, when more than kLargestRedactedShare of the
// records would go, or when a second pass would be needed.
//
// `forms` says which one-way tables may be exact; others are rounded instead
// and redact nothing. A table also becomes rounded when
// - the variable is sensitive and (nearly) everybody has one category;
// - a category has files of fewer than kFewestFamilies families, but not few
//   files;
// - in a pooled scope a site, which knows its own files, could tell 1 to 4
//   files of the others.
Redaction RedactBase(const Microdata& data, const Programme& programme,
                     std::vector<RecordState> states,
                     std::vector<TableForm> forms, SiteScope scope,
                     SmallCategories policy);

// The one-way table of a redacted base: exact, with redacted categories hidden.
// `before` counts the scope, `base` what is left of it.
PublishedTable ExactTable(const CountTable& before, const CountTable& base);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_REDACTION_H_
