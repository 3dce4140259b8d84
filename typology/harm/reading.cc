#include "typology/harm/reading.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace caselens {
namespace {

constexpr char kChildLaw[] = "Domestic Abuse Act 2021, section 3";

template <typename T>
std::vector<const T*> InOrderOfIds(const std::vector<T>& items) {
  std::vector<const T*> sorted;
  sorted.reserve(items.size());
  for (const T& item : items) sorted.push_back(&item);
  std::sort(sorted.begin(), sorted.end(),
            [](const T* a, const T* b) { return IdLess(a->id, b->id); });
  return sorted;
}

bool Stands(const NetworkPerson& child, ChildPosition position) {
  return std::find(child.positions.begin(), child.positions.end(), position) !=
         child.positions.end();
}

Truth BothIdentities(const NetworkPerson& child) {
  if (child.positions.empty()) return Truth::kUnknown;
  const bool harmed = Stands(child, ChildPosition::kDirectVictim) ||
                      Stands(child, ChildPosition::kSeesHears) ||
                      Stands(child, ChildPosition::kEffects);
  return harmed && Stands(child, ChildPosition::kHarms) ? Truth::kYes
                                                        : Truth::kNo;
}

class Reader {
 public:
  Reader(const Network& network, Nation nation)
      : people_(network), edges_(InOrderOfIds(network.edges)), nation_(nation) {
    for (const HarmEdge* edge : edges_) {
      same_way_[{edge->from, edge->to}].push_back(edge);
    }
  }

  NetworkReading Read(const Network& network) {
    for (const HarmEdge* edge : edges_) ReadEdge(*edge);
    for (const NetworkPerson* person : InOrderOfIds(network.people)) {
      if (UnderEighteen(*person) != Truth::kYes && person->positions.empty()) {
        continue;
      }
      reading_.children.push_back(ReadChild(*person));
    }
    return std::move(reading_);
  }

 private:
  void ReadEdge(const HarmEdge& edge) {
    const NetworkPerson& from = people_.At(edge.from);
    const NetworkPerson& to = people_.At(edge.to);
    EdgeReading result = {.edge = edge.id,
                          .pattern = PatternOf(edge, from, to),
                          .scope = ScopeOf(edge, from, to, nation_,
                                           same_way_.at({edge.from, edge.to}))};
    ++reading_.pattern_counts[static_cast<size_t>(result.pattern)];
    reading_.edges.push_back(std::move(result));
    auto warnings = ImplausibleIn(edge, from, to);
    std::move(warnings.begin(), warnings.end(),
              std::back_inserter(reading_.warnings));
  }

  ChildReading ReadChild(const NetworkPerson& child) const {
    ChildReading result = {.person = child.id,
                           .both_identities = BothIdentities(child),
                           .victim_by_law = std::nullopt};
    if (nation_ == Nation::kEngland) result.victim_by_law = VictimByLaw(child);
    return result;
  }

  // Whether some harm within section 1 is by or to a relative of the child.
  Truth AbuseAround(const NetworkPerson& child) const {
    Truth result = Truth::kNo;
    for (size_t i = 0; i < edges_.size(); ++i) {
      const HarmEdge& edge = *edges_[i];
      if (edge.from == child.id || edge.to == child.id) continue;
      const Truth related = Or(IsRelatedToChild(people_.At(edge.from), child),
                               IsRelatedToChild(people_.At(edge.to), child));
      result = Or(result, And(reading_.edges[i].scope.in_scope, related));
    }
    return result;
  }

  StatutoryScope VictimByLaw(const NetworkPerson& child) const {
    StatutoryScope scope = {
        .in_scope = UnderEighteen(child), .law = kChildLaw, .reason = ""};
    if (scope.in_scope != Truth::kYes) {
      scope.reason = scope.in_scope == Truth::kNo
                         ? "Not a child: 18 or over."
                         : "Not recorded whether under 18.";
      return scope;
    }
    if (child.positions.empty()) {
      scope.in_scope = Truth::kUnknown;
      scope.reason = "Where the child stands to the abuse is not coded.";
      return scope;
    }
    if (!Stands(child, ChildPosition::kSeesHears) &&
        !Stands(child, ChildPosition::kEffects)) {
      scope.in_scope = Truth::kNo;
      scope.reason =
          "Not coded as seeing, hearing or experiencing the effects of abuse.";
      return scope;
    }
    scope.in_scope = AbuseAround(child);
    switch (scope.in_scope) {
      case Truth::kYes:
        scope.reason =
            "Sees, hears or experiences the effects of abuse by or to a "
            "relative.";
        break;
      case Truth::kNo:
        scope.reason =
            "No harm within section 1 by or to a relative of the child.";
        break;
      case Truth::kUnknown:
        scope.reason =
            "Not recorded whether a harm within section 1 is by or to a "
            "relative of the child.";
        break;
    }
    return scope;
  }

  PeopleById people_;
  std::vector<const HarmEdge*> edges_;
  absl::flat_hash_map<std::pair<absl::string_view, absl::string_view>,
                      std::vector<const HarmEdge*>>
      same_way_;
  Nation nation_;
  NetworkReading reading_;
};

}  // namespace

int NetworkReading::OutsidePublicStoryCount() const {
  int count = 0;
  for (int i = 0; i < kHarmPatternCount; ++i) {
    if (OutsidePublicStory(static_cast<HarmPattern>(i))) {
      count += pattern_counts[i];
    }
  }
  return count;
}

NetworkReading ReadNetwork(const Network& network, Nation nation) {
  return Reader(network, nation).Read(network);
}

}  // namespace caselens
