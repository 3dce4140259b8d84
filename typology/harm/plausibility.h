#ifndef TYPOLOGY_HARM_PLAUSIBILITY_H_
#define TYPOLOGY_HARM_PLAUSIBILITY_H_

#include <string>
#include <vector>

#include "typology/harm/network.h"

namespace caselens {

// Something to look at again. Never an error: families are as they are, and
// what a template forbids is checked with the template.
struct EdgeWarning {
  std::string edge;
  std::string text;
  bool operator==(const EdgeWarning&) const = default;
};

// What does not fit between the relation of an edge and the ages and roles of
// its two people. Only what is known can disagree: an unknown age or role warns
// of nothing. Someone of 16 or 17 who harms a parent may be coded either
// CHILD_TO_PARENT or ADULT_CHILD_TO_PARENT.
std::vector<EdgeWarning> ImplausibleIn(const HarmEdge& edge,
                                       const NetworkPerson& from,
                                       const NetworkPerson& to);

}  // namespace caselens

#endif  // TYPOLOGY_HARM_PLAUSIBILITY_H_
