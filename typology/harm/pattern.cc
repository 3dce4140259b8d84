#include "typology/harm/pattern.h"

#include <array>
#include <cstddef>

namespace caselens {
namespace {

constexpr std::array<absl::string_view, kHarmPatternCount> kCodes = {
    "UNKNOWN", "M2W",      "W2M",    "W2W", "M2M",   "AC2P",      "C2P",
    "SIB",     "INTERGEN", "EXTFAM", "A2C", "OTHER", "RESPONSIVE"};

bool IsKnown(Gender gender) {
  return gender != Gender::kUnknown && gender != Gender::kNotRecordedGender;
}

HarmPattern PatternOfPartners(Gender from, Gender to) {
  if (!IsKnown(from) || !IsKnown(to)) return HarmPattern::kUnknown;
  if (from == Gender::kNonBinary || to == Gender::kNonBinary) {
    return HarmPattern::kOther;
  }
  if (from == to) {
    return from == Gender::kMale ? HarmPattern::kManToMan
                                 : HarmPattern::kWomanToWoman;
  }
  return from == Gender::kMale ? HarmPattern::kManToWoman
                               : HarmPattern::kWomanToMan;
}

}  // namespace

absl::string_view PatternCode(HarmPattern pattern) {
  return kCodes[static_cast<size_t>(pattern)];
}

HarmPattern PatternOf(const HarmEdge& edge, const NetworkPerson& from,
                      const NetworkPerson& to) {
  if (edge.IsResponsive()) return HarmPattern::kResponsive;
  switch (edge.relation) {
    case HarmRelation::kPartners:
    case HarmRelation::kFormerPartners:
      return PatternOfPartners(from.gender, to.gender);
    case HarmRelation::kAdultChildToParent:
      return HarmPattern::kAdultChildToParent;
    case HarmRelation::kChildToParent:
      return HarmPattern::kChildToParent;
    case HarmRelation::kSibling:
      return HarmPattern::kSiblings;
    case HarmRelation::kParentToAdultChild:
    case HarmRelation::kIntergenerationalAdults:
      return HarmPattern::kIntergenerational;
    case HarmRelation::kExtended:
      return HarmPattern::kExtendedFamily;
    case HarmRelation::kAdultToChild:
      return HarmPattern::kAdultToChild;
    case HarmRelation::kOther:
      return HarmPattern::kOther;
    case HarmRelation::kUnknown:
      break;
  }
  return HarmPattern::kUnknown;
}

bool OutsidePublicStory(HarmPattern pattern) {
  return pattern != HarmPattern::kManToWoman &&
         pattern != HarmPattern::kUnknown &&
         pattern != HarmPattern::kResponsive;
}

}  // namespace caselens
