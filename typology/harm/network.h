#ifndef TYPOLOGY_HARM_NETWORK_H_
#define TYPOLOGY_HARM_NETWORK_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

#include "typology/harm/codes.h"

namespace caselens {

// One person of the family or household, as the file shows them.
struct NetworkPerson {
  std::string id;
  PersonRole role = PersonRole::kUnknown;
  AgeBand age = AgeBand::kUnknown;  // at the time of the harm
  Gender gender = Gender::kUnknown;
  Residence residence = Residence::kUnknown;
  // Of a child: where it stands to the abuse. Empty: not answered.
  std::vector<ChildPosition> positions;
  bool operator==(const NetworkPerson&) const = default;
};

// Harm that one person does to another. Exposure of a child is a position of
// the child, never an edge; nor is failing to protect from someone else.
struct HarmEdge {
  std::string id;
  std::string from;
  std::string to;
  HarmRelation relation = HarmRelation::kUnknown;
  std::vector<HarmType> types;
  HarmPeriod period = HarmPeriod::kUnknown;
  HarmDirection direction = HarmDirection::kUnknown;
  // An indicator of this direction is at the level of a pattern (section B).
  bool pattern_recorded = false;

  bool Has(HarmType type) const;
  bool IsResponsive() const { return direction == HarmDirection::kResponsive; }
  bool operator==(const HarmEdge&) const = default;
};

// Ids are unique; edges name people. Neither the order of the people nor that
// of the edges carries meaning.
struct Network {
  std::vector<NetworkPerson> people;
  std::vector<HarmEdge> edges;
};

// People by id. Points into the network, which must outlive it.
class PeopleById {
 public:
  explicit PeopleById(const Network& network);
  // The person, or someone of whom nothing is known.
  const NetworkPerson& At(absl::string_view id) const;

 private:
  absl::flat_hash_map<absl::string_view, const NetworkPerson*> people_;
  NetworkPerson nobody_;
};

// Ages. Sixteen is the line of the law of domestic abuse, eighteen that of
// childhood: someone of 16 or 17 is on the far side of the one and the near
// side of the other. Where the age band is not known, a role decides that
// itself states an age: SIBLING_U16, SIBLING_16_17, INDEX_CHILD (under 18) and
// ADULT_CHILD (18 or over).
Truth SixteenOrOver(const NetworkPerson& person);
Truth UnderEighteen(const NetworkPerson& person);

// Roles of the young generation: index child and siblings of any age.
bool IsYoungRole(PersonRole role);
// Mother, father, step-parents, and partners of either.
bool IsParentRole(PersonRole role);

// Order for ids made of a letter and a number: H2 before H10.
bool IdLess(absl::string_view a, absl::string_view b);

}  // namespace caselens

#endif  // TYPOLOGY_HARM_NETWORK_H_
