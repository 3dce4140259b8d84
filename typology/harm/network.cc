#include "typology/harm/network.h"

#include <algorithm>

namespace caselens {

bool HarmEdge::Has(HarmType type) const {
  return std::find(types.begin(), types.end(), type) != types.end();
}

PeopleById::PeopleById(const Network& network) {
  for (const NetworkPerson& person : network.people) {
    people_.emplace(person.id, &person);
  }
}

const NetworkPerson& PeopleById::At(absl::string_view id) const {
  const auto at = people_.find(id);
  return at == people_.end() ? nobody_ : *at->second;
}

Truth SixteenOrOver(const NetworkPerson& person) {
  if (person.age != AgeBand::kUnknown) {
    return person.age >= AgeBand::k16To17 ? Truth::kYes : Truth::kNo;
  }
  switch (person.role) {
    case PersonRole::kSibling16To17:
    case PersonRole::kAdultChild:
      return Truth::kYes;
    case PersonRole::kSiblingUnder16:
      return Truth::kNo;
    default:
      return Truth::kUnknown;
  }
}

Truth UnderEighteen(const NetworkPerson& person) {
  if (person.age != AgeBand::kUnknown) {
    return person.age <= AgeBand::k16To17 ? Truth::kYes : Truth::kNo;
  }
  switch (person.role) {
    case PersonRole::kIndexChild:
    case PersonRole::kSiblingUnder16:
    case PersonRole::kSibling16To17:
      return Truth::kYes;
    case PersonRole::kAdultChild:
      return Truth::kNo;
    default:
      return Truth::kUnknown;
  }
}

bool IsYoungRole(PersonRole role) {
  switch (role) {
    case PersonRole::kIndexChild:
    case PersonRole::kSiblingUnder16:
    case PersonRole::kSibling16To17:
    case PersonRole::kAdultChild:
      return true;
    default:
      return false;
  }
}

bool IsParentRole(PersonRole role) {
  switch (role) {
    case PersonRole::kMother:
    case PersonRole::kFather:
    case PersonRole::kStepfather:
    case PersonRole::kStepmother:
    case PersonRole::kMothersPartner:
    case PersonRole::kFathersPartner:
      return true;
    default:
      return false;
  }
}

bool IdLess(absl::string_view a, absl::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace caselens
