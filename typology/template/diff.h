#ifndef TYPOLOGY_TEMPLATE_DIFF_H_
#define TYPOLOGY_TEMPLATE_DIFF_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/template/revision.h"
#include "typology/template/violation.h"

namespace caselens {

// What changed from one revision to another, and what it means for answers
// given under the first. The numbers of the enums are those of template.proto.

enum class ChangeKind { kAdded = 1, kRemoved = 2, kChanged = 3 };

// What the change is of.
enum class ChangedPart {
  kWording = 1,     // texts, in any language
  kOrder = 2,       // of sections, fields or codes
  kSection = 3,     // added or removed
  kField = 4,       // added or removed
  kKind = 5,        // of a field
  kLevel = 6,       // of a field
  kStage = 7,       // of the section of a field
  kCode = 8,        // added, removed, or whether it stands alone
  kMissing = 9,     // a missing value offered
  kCondition = 10,  // when a field is asked
  kRequired = 11,
  kGrade = 12,      // what is graded, and with what
  kGrid = 13,       // a grid, its default, or which grid a field is in
  kExtension = 14,  // an extension, or which one asks a field
  kPrefilled = 15,
  kInstance = 16,  // a domain that fields of level DOMAIN are asked of
};

enum class CarryVerdict {
  kCarriesOver = 1,   // answers stand as they are
  kToBeAnswered = 2,  // answers stand, and more has to be answered
  kLost = 3,          // answers, or what `why` names of them, do not stand
};

struct RevisionChange {
  ChangeKind kind = ChangeKind::kChanged;
  ChangedPart part = ChangedPart::kWording;
  // "fields[C.role].codes[OTHER].label", as in texts.h.
  std::string path;
  // The field it is about, or "".
  std::string field;
  CarryVerdict verdict = CarryVerdict::kCarriesOver;
  // What becomes of answers, for a person.
  std::string why;
  bool operator==(const RevisionChange&) const = default;
};

struct RevisionDiff {
  // In the order of the first revision; what is new behind, in the order of
  // the second.
  std::vector<RevisionChange> changes;
  bool operator==(const RevisionDiff&) const = default;
};

// Empty if and only if both hold the same but for their names. O(n log n) in
// the number of texts.
RevisionDiff DiffRevisions(const Revision& from, const Revision& to);

// True if every answer to `field` under the first revision, its codes or
// missing value, means the same under the second; grades do not matter. False
// for a field that only one of them has. An answer may still be one of fewer
// choices than before: where codings of both are compared, ask in both
// directions.
bool CarriesOver(const RevisionDiff& diff, absl::string_view field);

// Fields whose id means something else in `later`: another kind, level or
// stage. Such a revision is not published.
std::vector<Violation> FindChangedMeanings(const Revision& earlier,
                                           const Revision& later);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_DIFF_H_
