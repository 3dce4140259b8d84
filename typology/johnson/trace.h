#ifndef TYPOLOGY_JOHNSON_TRACE_H_
#define TYPOLOGY_JOHNSON_TRACE_H_

#include <array>
#include <bitset>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/johnson/indicators.h"
#include "typology/johnson/rule.h"

namespace caselens {

// Collects why the rule decided as it did, while it decides; so that reasons
// and decision cannot drift apart. Private to this folder.
class Trace {
 public:
  // `direction` is 1 or 2.
  void Fired(int direction, Indicator indicator, int level,
             absl::string_view clause);
  void FiredTogether(absl::string_view name, bool yes,
                     absl::string_view clause);
  // Notes that the rule looked for `indicator`; it is missing if `from` does
  // not hold it.
  void LookedFor(int direction, Indicator indicator,
                 const DirectionIndicators& from);
  // The same for X3, X5 and stalking.
  void LookedForTogether(absl::string_view name, YesNo value);

  // Moves what was collected into `suggestion`.
  void MoveTo(Suggestion& suggestion);

 private:
  std::vector<FiredIndicator> fired_;
  std::array<std::bitset<kIndicatorCount>, 2> missing_;
  std::vector<absl::string_view> missing_together_;
};

}  // namespace caselens

#endif  // TYPOLOGY_JOHNSON_TRACE_H_
