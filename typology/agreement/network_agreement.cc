#include "typology/agreement/network_agreement.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "typology/harm/codes.h"

namespace caselens {
namespace {

constexpr size_t kNobody = SIZE_MAX;

// Places in the family that coders tell apart differently.
enum class Place {
  kUnknown,
  kIndexChild,
  kYoung,
  kMother,
  kFather,
  kPartner,
  kKin,
  kNonKin,
};

Place PlaceOf(PersonRole role) {
  switch (role) {
    case PersonRole::kUnknown:
      return Place::kUnknown;
    case PersonRole::kIndexChild:
      return Place::kIndexChild;
    case PersonRole::kSiblingUnder16:
    case PersonRole::kSibling16To17:
    case PersonRole::kAdultChild:
      return Place::kYoung;
    case PersonRole::kMother:
      return Place::kMother;
    case PersonRole::kFather:
      return Place::kFather;
    case PersonRole::kStepfather:
    case PersonRole::kStepmother:
    case PersonRole::kMothersPartner:
    case PersonRole::kFathersPartner:
    case PersonRole::kExPartner:
      return Place::kPartner;
    case PersonRole::kNonKinHousehold:
      return Place::kNonKin;
    default:
      return Place::kKin;
  }
}

// How alike two people are who may be the same: role counts for more than age
// and gender together, these for more than where the person lives and, of a
// child, where it stands to the abuse.
int64_t Likeness(const NetworkPerson& a, const NetworkPerson& b) {
  int64_t points = 0;
  if (a.role != PersonRole::kUnknown && b.role != PersonRole::kUnknown) {
    points += a.role == b.role ? 5 : 1;
  }
  if (a.age != AgeBand::kUnknown && b.age != AgeBand::kUnknown) {
    const int bands =
        std::abs(static_cast<int>(a.age) - static_cast<int>(b.age));
    points += std::max(2 - bands, 0);
  }
  const bool known = a.gender == Gender::kFemale || a.gender == Gender::kMale;
  points += known && a.gender == b.gender ? 1 : 0;
  return 4 * points + (a.residence == b.residence ? 2 : 0) +
         (a.positions == b.positions ? 1 : 0);
}

// A network by numbers: people in the order of ids, and how many edges go from
// one to another.
class Numbered {
 public:
  explicit Numbered(const Network& network) {
    for (const NetworkPerson& person : network.people) {
      people_.push_back(&person);
    }
    std::sort(people_.begin(), people_.end(),
              [](const NetworkPerson* a, const NetworkPerson* b) {
                return IdLess(a->id, b->id);
              });
    absl::flat_hash_map<std::string, size_t> numbers;
    for (size_t i = 0; i < people_.size(); ++i) numbers[people_[i]->id] = i;
    edges_.resize(people_.size() * people_.size());
    for (const HarmEdge& edge : network.edges) {
      const auto from = numbers.find(edge.from);
      const auto to = numbers.find(edge.to);
      if (from == numbers.end() || to == numbers.end()) continue;
      ++edges_[from->second * people_.size() + to->second];
    }
  }

  size_t Count() const { return people_.size(); }
  const NetworkPerson& Person(size_t i) const { return *people_[i]; }
  int64_t Edges(size_t from, size_t to) const {
    return edges_[from * people_.size() + to];
  }
  int64_t Between(size_t i, size_t j) const {
    return i == j ? Edges(i, i) : Edges(i, j) + Edges(j, i);
  }
  int64_t EdgesOf(size_t i) const {
    int64_t sum = 0;
    for (size_t j = 0; j < Count(); ++j) sum += Between(i, j);
    return sum;
  }

 private:
  std::vector<const NetworkPerson*> people_;
  std::vector<int64_t> edges_;
};

// Matched edges first, then likeness.
struct Score {
  int64_t matched = 0;
  int64_t likeness = 0;
  auto operator<=>(const Score&) const = default;
  Score operator+(const Score& other) const {
    return {matched + other.matched, likeness + other.likeness};
  }
};

class PeopleSearch {
 public:
  PeopleSearch(const Numbered& a, const Numbered& b, int64_t most_steps)
      : a_(a),
        b_(b),
        steps_left_(most_steps),
        pairing_(a.Count(), kNobody),
        taken_(b.Count(), false) {
    for (size_t i = 0; i < a.Count(); ++i) order_.push_back(i);
    std::stable_sort(order_.begin(), order_.end(), [&](size_t i, size_t j) {
      return a.EdgesOf(i) > a.EdgesOf(j);
    });
    FindMostToCome();
    best_ = pairing_;
    Search(0, {});
  }

  // For each person of A the one of B, or kNobody.
  const std::vector<size_t>& Best() const { return best_; }
  bool Exact() const { return steps_left_ >= 0; }

 private:
  struct Choice {
    Score gain;
    size_t b = kNobody;
  };

  // The most that the people from a place in the order on can add.
  void FindMostToCome() {
    most_to_come_.resize(order_.size() + 1);
    for (size_t at = order_.size(); at-- > 0;) {
      Score most;
      for (size_t k = 0; k <= at; ++k) {
        most.matched += a_.Between(order_[at], order_[k]);
      }
      for (size_t j = 0; j < b_.Count(); ++j) {
        const NetworkPerson& person = a_.Person(order_[at]);
        if (!MayBeSamePerson(person, b_.Person(j))) continue;
        most.likeness = std::max(most.likeness, Likeness(person, b_.Person(j)));
      }
      most_to_come_[at] = most_to_come_[at + 1] + most;
    }
  }

  int64_t MatchedBy(size_t at, size_t j) const {
    const size_t i = order_[at];
    int64_t matched = std::min(a_.Edges(i, i), b_.Edges(j, j));
    for (size_t k = 0; k < at; ++k) {
      const size_t other = order_[k];
      const size_t paired = pairing_[other];
      if (paired == kNobody) continue;
      matched += std::min(a_.Edges(i, other), b_.Edges(j, paired)) +
                 std::min(a_.Edges(other, i), b_.Edges(paired, j));
    }
    return matched;
  }

  // Best first; to leave the person alone comes last.
  std::vector<Choice> ChoicesAt(size_t at) const {
    std::vector<Choice> choices;
    const NetworkPerson& person = a_.Person(order_[at]);
    for (size_t j = 0; j < b_.Count(); ++j) {
      if (taken_[j] || !MayBeSamePerson(person, b_.Person(j))) continue;
      choices.push_back(
          {{MatchedBy(at, j), Likeness(person, b_.Person(j))}, j});
    }
    std::stable_sort(
        choices.begin(), choices.end(),
        [](const Choice& x, const Choice& y) { return x.gain > y.gain; });
    choices.push_back({});
    return choices;
  }

  void Search(size_t at, Score score) {
    if (--steps_left_ < 0) return;
    if (at == order_.size()) {
      if (found_ && score <= best_score_) return;
      found_ = true;
      best_score_ = score;
      best_ = pairing_;
      return;
    }
    for (const Choice& choice : ChoicesAt(at)) {
      const Score reached = score + choice.gain;
      if (found_ && reached + most_to_come_[at + 1] <= best_score_) continue;
      pairing_[order_[at]] = choice.b;
      if (choice.b != kNobody) taken_[choice.b] = true;
      Search(at + 1, reached);
      if (choice.b != kNobody) taken_[choice.b] = false;
      pairing_[order_[at]] = kNobody;
    }
  }

  const Numbered& a_;
  const Numbered& b_;
  int64_t steps_left_;
  std::vector<size_t> order_;  // of A: people with most edges first
  std::vector<Score> most_to_come_;
  std::vector<size_t> pairing_;
  std::vector<bool> taken_;
  std::vector<size_t> best_;
  Score best_score_;
  bool found_ = false;
};

int EdgeLikeness(const HarmEdge& a, const HarmEdge& b) {
  int points = 0;
  points += a.relation == b.relation ? 200 : 0;
  points += a.period == b.period ? 100 : 0;
  for (const HarmType type : a.types) points += b.Has(type) ? 2 : 0;
  return points + (a.direction == b.direction ? 1 : 0);
}

using EdgeList = std::vector<const HarmEdge*>;

EdgeList InOrder(const Network& network) {
  EdgeList edges;
  for (const HarmEdge& edge : network.edges) edges.push_back(&edge);
  std::sort(edges.begin(), edges.end(),
            [](const HarmEdge* x, const HarmEdge* y) {
              return IdLess(x->id, y->id);
            });
  return edges;
}

// Takes the most alike pair out of both lists, as long as both have edges.
void MatchParallel(EdgeList& a, EdgeList& b, std::vector<IdPair>& matched) {
  while (!a.empty() && !b.empty()) {
    int most = -1;
    size_t best_a = 0;
    size_t best_b = 0;
    for (size_t i = 0; i < a.size(); ++i) {
      for (size_t j = 0; j < b.size(); ++j) {
        const int points = EdgeLikeness(*a[i], *b[j]);
        if (points <= most) continue;
        most = points;
        best_a = i;
        best_b = j;
      }
    }
    matched.push_back({a[best_a]->id, b[best_b]->id});
    a.erase(a.begin() + static_cast<std::ptrdiff_t>(best_a));
    b.erase(b.begin() + static_cast<std::ptrdiff_t>(best_b));
  }
}

// Edges by their two people, named as in coding A where there is a pairing.
using EdgesByEnds = std::map<std::pair<std::string, std::string>, EdgeList>;

void MatchEdges(const Network& a, const Network& b,
                NetworkAlignment& alignment) {
  absl::flat_hash_map<std::string, std::string> in_a;
  for (const IdPair& pair : alignment.people) in_a[pair.b] = pair.a;
  EdgesByEnds of_a;
  for (const HarmEdge* edge : InOrder(a)) {
    of_a[{edge->from, edge->to}].push_back(edge);
  }
  EdgesByEnds of_b;
  for (const HarmEdge* edge : InOrder(b)) {
    const auto from = in_a.find(edge->from);
    const auto to = in_a.find(edge->to);
    if (from == in_a.end() || to == in_a.end()) {
      alignment.only_b.push_back(edge->id);
    } else {
      of_b[{from->second, to->second}].push_back(edge);
    }
  }
  for (auto& [ends, edges] : of_a) {
    MatchParallel(edges, of_b[ends], alignment.matched);
    for (const HarmEdge* edge : edges) alignment.only_a.push_back(edge->id);
  }
  for (const auto& [ends, edges] : of_b) {
    for (const HarmEdge* edge : edges) alignment.only_b.push_back(edge->id);
  }
  const auto id_less = [](const std::string& x, const std::string& y) {
    return IdLess(x, y);
  };
  std::sort(alignment.only_a.begin(), alignment.only_a.end(), id_less);
  std::sort(alignment.only_b.begin(), alignment.only_b.end(), id_less);
  std::sort(alignment.matched.begin(), alignment.matched.end(),
            [](const IdPair& x, const IdPair& y) { return IdLess(x.a, y.a); });
}

}  // namespace

bool MayBeSamePerson(const NetworkPerson& a, const NetworkPerson& b) {
  const bool turned =
      (a.gender == Gender::kFemale && b.gender == Gender::kMale) ||
      (a.gender == Gender::kMale && b.gender == Gender::kFemale);
  if (turned) return false;
  const Place place_a = PlaceOf(a.role);
  const Place place_b = PlaceOf(b.role);
  if (place_a == place_b) return true;
  // Nobody leaves open who the index child is.
  if (place_a == Place::kIndexChild || place_b == Place::kIndexChild) {
    return false;
  }
  return place_a == Place::kUnknown || place_b == Place::kUnknown;
}

NetworkAlignment AlignNetworks(const Network& a, const Network& b,
                               int64_t most_steps) {
  const Numbered numbered_a(a);
  const Numbered numbered_b(b);
  const PeopleSearch search(numbered_a, numbered_b, most_steps);
  NetworkAlignment alignment{.exact = search.Exact()};
  for (size_t i = 0; i < numbered_a.Count(); ++i) {
    const size_t j = search.Best()[i];
    if (j == kNobody) continue;
    alignment.people.push_back(
        {numbered_a.Person(i).id, numbered_b.Person(j).id});
  }
  MatchEdges(a, b, alignment);
  return alignment;
}

void MatchTally::Add(const Counts& file) {
  matched_ += file.matched;
  only_a_ += file.only_a;
  only_b_ += file.only_b;
  inexact_ += file.exact ? 0 : 1;
  ratio_.Add(static_cast<double>(2 * file.matched),
             static_cast<double>(2 * file.matched + file.only_a + file.only_b));
}

void MatchTally::Add(const NetworkAlignment& alignment) {
  Add({.matched = static_cast<int64_t>(alignment.matched.size()),
       .only_a = static_cast<int64_t>(alignment.only_a.size()),
       .only_b = static_cast<int64_t>(alignment.only_b.size()),
       .exact = alignment.exact});
}

void MatchTally::AddAll(const MatchTally& other, bool swapped) {
  matched_ += other.matched_;
  only_a_ += swapped ? other.only_b_ : other.only_a_;
  only_b_ += swapped ? other.only_a_ : other.only_b_;
  inexact_ += other.inexact_;
  ratio_.AddAll(other.ratio_);
}

Figure MatchTally::PositiveAgreement() const {
  return ratio_.Ratio("no coder listed any");
}

}  // namespace caselens
