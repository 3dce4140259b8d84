#include "typology/harm/plausibility.h"

#include <array>

#include "absl/strings/string_view.h"

namespace caselens {
namespace {

using Relation = HarmRelation;

// An edge with its people.
struct Case {
  const HarmEdge& edge;
  const NetworkPerson& from;
  const NetworkPerson& to;
};

bool IsUnder16(const NetworkPerson& person) {
  return SixteenOrOver(person) == Truth::kNo;
}
bool IsUnder18(const NetworkPerson& person) {
  return UnderEighteen(person) == Truth::kYes;
}
bool Is18OrOver(const NetworkPerson& person) {
  return UnderEighteen(person) == Truth::kNo;
}

// A child of the family whom a parent's role is not possible for.
bool IsMinorRole(const NetworkPerson& person) {
  return IsYoungRole(person.role) && person.role != PersonRole::kAdultChild;
}

// Each check returns what to say, or "".

absl::string_view CheckUnborn(const Case& c) {
  return c.from.age == AgeBand::kUnborn
             ? "Someone unborn cannot harm: check who harms whom."
             : "";
}

absl::string_view CheckAdultToChild(const Case& c) {
  if (c.edge.relation != Relation::kAdultToChild) return "";
  if (Is18OrOver(c.to)) {
    return "ADULT_TO_CHILD is harm to someone under 18, and the person harmed "
           "is 18 or over: want PARENT_TO_ADULT_CHILD, INTERGEN_ADULT, "
           "EXTENDED or OTHER, or another age.";
  }
  if (IsUnder18(c.from)) {
    return "ADULT_TO_CHILD is harm by an adult, and the person who harms is "
           "under 18: want SIBLING, EXTENDED or OTHER, or another age.";
  }
  return "";
}

// Harm by an adult to a child of the family or household has one relation.
absl::string_view CheckAdultHarmsUnder18(const Case& c) {
  switch (c.edge.relation) {
    case Relation::kParentToAdultChild:
      return IsUnder18(c.to) ? "The person harmed is under 18: want "
                               "ADULT_TO_CHILD, also at 16 or 17, or another "
                               "age."
                             : "";
    case Relation::kIntergenerationalAdults:
    case Relation::kExtended:
    case Relation::kOther:
      return Is18OrOver(c.from) && IsUnder18(c.to)
                 ? "An adult harms someone under 18: want ADULT_TO_CHILD, or "
                   "another age."
                 : "";
    default:
      return "";
  }
}

absl::string_view CheckChildToParent(const Case& c) {
  if (c.edge.relation == Relation::kChildToParent && Is18OrOver(c.from)) {
    return "CHILD_TO_PARENT is harm by someone under 18, and the person who "
           "harms is 18 or over: want ADULT_CHILD_TO_PARENT, or another age.";
  }
  if (c.edge.relation == Relation::kAdultChildToParent && IsUnder16(c.from)) {
    return "ADULT_CHILD_TO_PARENT is harm by a grown son or daughter, and the "
           "person who harms is under 16: want CHILD_TO_PARENT, or another "
           "age.";
  }
  return "";
}

absl::string_view CheckParentRole(const Case& c) {
  const bool to_parent = c.edge.relation == Relation::kChildToParent ||
                         c.edge.relation == Relation::kAdultChildToParent;
  if (to_parent && IsMinorRole(c.to)) {
    return "A parent is harmed, and the role of the person harmed is a "
           "child's: "
           "check relation, role and who harms whom.";
  }
  if (c.edge.relation == Relation::kParentToAdultChild && IsMinorRole(c.from)) {
    return "A parent harms, and the role of the person who harms is a child's: "
           "check relation, role and who harms whom.";
  }
  return "";
}

absl::string_view CheckPartnerAge(const Case& c) {
  if (!ArePartners(c.edge.relation)) return "";
  return IsUnder16(c.from) || IsUnder16(c.to)
             ? "Intimate partners, and one of them is under 16: outside "
               "section "
               "1 of the Domestic Abuse Act; sexual or physical abuse of a "
               "child "
               "by an adult is ADULT_TO_CHILD."
             : "";
}

absl::string_view CheckPartnerRole(const Case& c) {
  if (!ArePartners(c.edge.relation)) return "";
  const bool parent_and_child =
      (IsParentRole(c.from.role) && IsYoungRole(c.to.role)) ||
      (IsParentRole(c.to.role) && IsYoungRole(c.from.role));
  return parent_and_child ||
                 (IsYoungRole(c.from.role) && IsYoungRole(c.to.role))
             ? "Intimate partners, and the roles are of parent and child or of "
               "siblings: check relation and roles."
             : "";
}

absl::string_view CheckSiblings(const Case& c) {
  if (c.edge.relation != Relation::kSibling) return "";
  const bool parent_and_child =
      (IsParentRole(c.from.role) && IsYoungRole(c.to.role)) ||
      (IsParentRole(c.to.role) && IsYoungRole(c.from.role));
  return parent_and_child ? "Siblings, and the roles are of parent and child: "
                            "check relation and roles."
                          : "";
}

absl::string_view CheckIntergenerationalAge(const Case& c) {
  if (c.edge.relation != Relation::kIntergenerationalAdults) return "";
  return IsUnder16(c.from) ? "INTERGEN_ADULT is harm between adults, and the "
                             "person who harms is under 16: want "
                             "CHILD_TO_PARENT or EXTENDED, or another age."
                           : "";
}

absl::string_view CheckSelf(const Case& c) {
  return c.edge.from == c.edge.to
             ? "From and to are the same person: check who harms whom."
             : "";
}

constexpr std::array kChecks = {CheckSelf,          CheckUnborn,
                                CheckAdultToChild,  CheckAdultHarmsUnder18,
                                CheckChildToParent, CheckParentRole,
                                CheckPartnerAge,    CheckPartnerRole,
                                CheckSiblings,      CheckIntergenerationalAge};

}  // namespace

std::vector<EdgeWarning> ImplausibleIn(const HarmEdge& edge,
                                       const NetworkPerson& from,
                                       const NetworkPerson& to) {
  std::vector<EdgeWarning> warnings;
  for (const auto& check : kChecks) {
    const absl::string_view text = check({edge, from, to});
    if (!text.empty()) {
      warnings.push_back({.edge = edge.id, .text = std::string(text)});
    }
  }
  return warnings;
}

}  // namespace caselens
