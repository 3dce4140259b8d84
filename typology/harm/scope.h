#ifndef TYPOLOGY_HARM_SCOPE_H_
#define TYPOLOGY_HARM_SCOPE_H_

#include <string>
#include <vector>

#include "typology/harm/network.h"

// Whether the law of the nation reaches a harm: who the two are to each other
// and how old. It never says that an offence was committed.
namespace caselens {

struct StatutoryScope {
  Truth in_scope = Truth::kUnknown;
  std::string law;     // "Domestic Abuse Act 2021, section 1"; may be empty
  std::string reason;  // one sentence that decides, in words
  bool operator==(const StatutoryScope&) const = default;
};

// England: Domestic Abuse Act 2021. Section 1(2): both are 16 or over and
// personally connected; section 2: partners and former partners, people who
// share a parental relationship to a child, and relatives (Family Law Act 1996,
// section 63, which includes step-relations and relatives of a cohabitant).
// Scotland: Domestic Abuse (Scotland) Act 2018: a partner or ex-partner
// (section 11) and a course of behaviour on at least two occasions (section
// 10(4)). A course is seen in an indicator at pattern level, in harm that is
// lifelong, coercive or stalking, or in a second edge between the two in
// another period (`other_edges` are those of the same direction, `edge` itself
// may be among them). Otherwise it stays unknown: a file that tells of one
// occasion does not say that there was no other.
// Where an edge is not outside the law anyway, a RESPONSIVE one is unknown:
// whether acting in answer to an attack is abusive is not for a code to say.
StatutoryScope ScopeOf(const HarmEdge& edge, const NetworkPerson& from,
                       const NetworkPerson& to, Nation nation,
                       const std::vector<const HarmEdge*>& other_edges);

// Whether the two are personally connected, from the relation and, for an
// adult's harm to a child, from the roles.
Truth PersonallyConnected(const HarmEdge& edge, const NetworkPerson& from,
                          const NetworkPerson& to);

// Whether someone is a parent or relative of a child, from the roles. Unknown
// for roles that may or may not be (a parent's partner who does not live
// there, other kin).
Truth IsRelatedToChild(const NetworkPerson& person, const NetworkPerson& child);

}  // namespace caselens

#endif  // TYPOLOGY_HARM_SCOPE_H_
