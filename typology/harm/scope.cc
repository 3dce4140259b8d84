#include "typology/harm/scope.h"

#include <algorithm>

namespace caselens {
namespace {

constexpr char kEnglishLaw[] = "Domestic Abuse Act 2021, section 1";
constexpr char kScottishLaw[] = "Domestic Abuse (Scotland) Act 2018, section 1";
constexpr char kResponsive[] =
    "Acts in answer to the other's attack or threat: whether that is abusive "
    "is "
    "for a person to say.";

// Kin of either the near or a remoter degree: the Act reaches the near.
bool IsOtherKin(const NetworkPerson& person) {
  return person.role == PersonRole::kOtherKin;
}

std::string ConnectionReason(Truth connected) {
  switch (connected) {
    case Truth::kYes:
      return "Both are 16 or over and personally connected.";
    case Truth::kNo:
      return "The two are not personally connected.";
    case Truth::kUnknown:
      break;
  }
  return "Not recorded how the two are connected, or whether nearly enough.";
}

StatutoryScope EnglishScope(const HarmEdge& edge, const NetworkPerson& from,
                            const NetworkPerson& to) {
  StatutoryScope scope = {
      .in_scope = Truth::kUnknown, .law = kEnglishLaw, .reason = ""};
  const Truth connected = PersonallyConnected(edge, from, to);
  const Truth old_enough = And(SixteenOrOver(from), SixteenOrOver(to));
  scope.in_scope = And(connected, old_enough);
  if (old_enough == Truth::kNo) {
    scope.reason = "At least one of the two is under 16.";
  } else if (connected == Truth::kNo) {
    scope.reason = ConnectionReason(connected);
  } else if (edge.IsResponsive()) {
    scope.in_scope = Truth::kUnknown;
    scope.reason = kResponsive;
  } else if (old_enough == Truth::kUnknown) {
    scope.reason = "Not recorded whether both are 16 or over.";
  } else {
    scope.reason = ConnectionReason(connected);
  }
  return scope;
}

bool ShowsCourse(const HarmEdge& edge,
                 const std::vector<const HarmEdge*>& others) {
  if (edge.pattern_recorded || edge.period == HarmPeriod::kLifelong ||
      edge.Has(HarmType::kCoercive) || edge.Has(HarmType::kStalking)) {
    return true;
  }
  return edge.period != HarmPeriod::kUnknown &&
         std::any_of(others.begin(), others.end(), [&](const HarmEdge* other) {
           return ArePartners(other->relation) && !other->IsResponsive() &&
                  other->period != HarmPeriod::kUnknown &&
                  other->period != edge.period;
         });
}

StatutoryScope ScottishScope(const HarmEdge& edge,
                             const std::vector<const HarmEdge*>& others) {
  StatutoryScope scope = {
      .in_scope = Truth::kUnknown, .law = kScottishLaw, .reason = ""};
  if (edge.relation == HarmRelation::kUnknown) {
    scope.reason = "Not recorded whether the two are partners or ex-partners.";
  } else if (!ArePartners(edge.relation)) {
    scope.in_scope = Truth::kNo;
    scope.reason = "The two are not partners or ex-partners.";
  } else if (edge.IsResponsive()) {
    scope.reason = kResponsive;
  } else if (ShowsCourse(edge, others)) {
    scope.in_scope = Truth::kYes;
    scope.reason =
        "Partners or ex-partners, and behaviour on at least two occasions.";
  } else {
    scope.reason =
        "Partners or ex-partners; not recorded whether on at least two "
        "occasions.";
  }
  return scope;
}

}  // namespace

Truth IsRelatedToChild(const NetworkPerson& person,
                       const NetworkPerson& child) {
  if (!IsYoungRole(child.role)) return Truth::kUnknown;
  switch (person.role) {
    case PersonRole::kIndexChild:
    case PersonRole::kSiblingUnder16:
    case PersonRole::kSibling16To17:
    case PersonRole::kAdultChild:
    case PersonRole::kMother:
    case PersonRole::kFather:
    case PersonRole::kStepfather:
    case PersonRole::kStepmother:
    case PersonRole::kGrandparentMaternal:
    case PersonRole::kGrandparentPaternal:
    case PersonRole::kAuntUncle:
    case PersonRole::kCousin:
      return Truth::kYes;
    case PersonRole::kMothersPartner:
    case PersonRole::kFathersPartner:
      // A cohabitant counts as if married: the partner's child is a relative.
      return person.residence == Residence::kYes ? Truth::kYes
                                                 : Truth::kUnknown;
    case PersonRole::kNonKinHousehold:
      return Truth::kNo;
    case PersonRole::kUnknown:
    case PersonRole::kExPartner:
    case PersonRole::kOtherKin:
    case PersonRole::kKinCarer:
      break;
  }
  return Truth::kUnknown;
}

Truth PersonallyConnected(const HarmEdge& edge, const NetworkPerson& from,
                          const NetworkPerson& to) {
  switch (edge.relation) {
    case HarmRelation::kPartners:
    case HarmRelation::kFormerPartners:
    case HarmRelation::kParentToAdultChild:
    case HarmRelation::kAdultChildToParent:
    case HarmRelation::kChildToParent:
    case HarmRelation::kSibling:
      return Truth::kYes;
    case HarmRelation::kIntergenerationalAdults:
    case HarmRelation::kExtended:
      return IsOtherKin(from) || IsOtherKin(to) ? Truth::kUnknown : Truth::kYes;
    case HarmRelation::kAdultToChild:
      return IsRelatedToChild(from, to);
    case HarmRelation::kOther:
      return Truth::kNo;
    case HarmRelation::kUnknown:
      break;
  }
  return Truth::kUnknown;
}

StatutoryScope ScopeOf(const HarmEdge& edge, const NetworkPerson& from,
                       const NetworkPerson& to, Nation nation,
                       const std::vector<const HarmEdge*>& other_edges) {
  switch (nation) {
    case Nation::kEngland:
      return EnglishScope(edge, from, to);
    case Nation::kScotland:
      return ScottishScope(edge, other_edges);
    case Nation::kUnknown:
      break;
  }
  return {.in_scope = Truth::kUnknown,
          .law = "",
          .reason = "Not recorded which nation's law applies."};
}

}  // namespace caselens
