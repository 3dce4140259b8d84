#ifndef TYPOLOGY_HARM_READING_H_
#define TYPOLOGY_HARM_READING_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "typology/harm/network.h"
#include "typology/harm/pattern.h"
#include "typology/harm/plausibility.h"
#include "typology/harm/scope.h"

namespace caselens {

struct EdgeReading {
  std::string edge;
  HarmPattern pattern = HarmPattern::kUnknown;
  StatutoryScope scope;
  bool operator==(const EdgeReading&) const = default;
};

// Of everyone under 18 and everyone with a child position.
struct ChildReading {
  std::string person;
  // Both harmed and harming: DIRECT_VICTIM, SEES_HEARS or EFFECTS, with HARMS.
  // Unknown if no position is coded.
  Truth both_identities = Truth::kUnknown;
  // A victim in their own right by section 3 of the Domestic Abuse Act 2021:
  // sees, hears or experiences the effects of abuse within section 1 and is
  // related to one of its two people. Absent outside England.
  std::optional<StatutoryScope> victim_by_law;
  bool operator==(const ChildReading&) const = default;
};

// What follows from a network. Everything is in the order of ids, so that two
// networks that differ in order alone have equal readings.
struct NetworkReading {
  std::vector<EdgeReading> edges;
  std::vector<ChildReading> children;
  std::vector<EdgeWarning> warnings;
  // Number of edges of each HarmPattern.
  std::array<int, kHarmPatternCount> pattern_counts = {};

  int Count(HarmPattern pattern) const {
    return pattern_counts[static_cast<size_t>(pattern)];
  }
  // The number of edges that the public story leaves out (pattern.h).
  int OutsidePublicStoryCount() const;
  bool operator==(const NetworkReading&) const = default;
};

// Derives all of it. An edge that names nobody of the network is read as one
// between people of whom nothing is known. O(edges * log edges + children *
// edges): 60 people with 400 edges take well under a millisecond.
NetworkReading ReadNetwork(const Network& network, Nation nation);

}  // namespace caselens

#endif  // TYPOLOGY_HARM_READING_H_
