#ifndef TYPOLOGY_HARM_PATTERN_H_
#define TYPOLOGY_HARM_PATTERN_H_

#include "absl/strings/string_view.h"

#include "typology/harm/network.h"

namespace caselens {

// Who harms whom, derived from relation and genders, never typed in.
//
// kUnknown is not kOther: it says that the relation, or the gender of a
// partner, is not recorded, while kOther is a recorded relation or gender for
// which the template has no pattern (no kin tie; a non-binary partner).
// kResponsive stands for every edge that answers the other's attack or threat,
// so that such an edge can be counted neither as W2M or M2W nor as harm that
// the public story leaves out.
enum class HarmPattern {
  kUnknown,
  kManToWoman,
  kWomanToMan,
  kWomanToWoman,
  kManToMan,
  kAdultChildToParent,
  kChildToParent,
  kSiblings,
  kIntergenerational,  // also a parent to an adult child
  kExtendedFamily,
  kAdultToChild,
  kOther,
  kResponsive,
};

inline constexpr int kHarmPatternCount = 13;

// "UNKNOWN", "M2W", "W2M", "W2W", "M2M", "AC2P", "C2P", "SIB", "INTERGEN",
// "EXTFAM", "A2C", "OTHER", "RESPONSIVE".
absl::string_view PatternCode(HarmPattern pattern);

HarmPattern PatternOf(const HarmEdge& edge, const NetworkPerson& from,
                      const NetworkPerson& to);

// Whether a pattern is outside the public story, which names only men who harm
// women: every known pattern but M2W. False where nothing is known and for
// responsive edges.
bool OutsidePublicStory(HarmPattern pattern);

}  // namespace caselens

#endif  // TYPOLOGY_HARM_PATTERN_H_
