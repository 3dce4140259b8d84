#ifndef TYPOLOGY_AGREEMENT_NETWORK_AGREEMENT_H_
#define TYPOLOGY_AGREEMENT_NETWORK_AGREEMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "typology/agreement/figure.h"
#include "typology/harm/network.h"

// Agreement on who harms whom. Two coders of a file name people as they come,
// P1, P2, ..., so the people of the one coding must first be found in the
// other.
namespace caselens {

// An id of coding A and the id of coding B that stands for the same.
struct IdPair {
  std::string a;
  std::string b;
  bool operator==(const IdPair&) const = default;
};

struct NetworkAlignment {
  std::vector<IdPair> people;
  // Harm by the same person to the same person.
  std::vector<IdPair> matched;
  std::vector<std::string> only_a;  // edges
  std::vector<std::string> only_b;
  // False if the search was cut short: more edges might match.
  bool exact = true;
  bool operator==(const NetworkAlignment&) const = default;
};

// Whether two coders may mean the same person. Roles must be equal, unknown, or
// a reading of the same place in the family (a stepfather and a mother's
// partner; siblings of any age; relatives); only the index child is the index
// child. A woman is never a man. Otherwise mother and father could change
// places, and who harms whom would match by turning round.
bool MayBeSamePerson(const NetworkPerson& a, const NetworkPerson& b);

// Pairs people one to one so that most edges match; among such pairings, so
// that most attributes are equal (role, then age and gender, then residence and
// a child's position); then by the order of ids. Of several edges between the
// same two people as many match as both have, those alike in relation, period,
// types and direction first. Deterministic, whatever the order of people and
// edges.
//
// Branch and bound: exact for networks of a dozen people or more, since roles
// leave few choices. A search of more than `most_steps` placements is cut
// short: what is returned then is the best so far, which starts from the greedy
// choice of the pair that matches most edges. 60 people take about 20 ms.
NetworkAlignment AlignNetworks(const Network& a, const Network& b,
                               int64_t most_steps = 20'000);

// What two coders each list (harms, people, meetings), matched, over many
// files. There is no kappa: nobody counts the harms that neither coder
// recorded.
class MatchTally {
 public:
  // What both coders of a file have, and what one of them alone has.
  struct Counts {
    int64_t matched = 0;
    int64_t only_a = 0;
    int64_t only_b = 0;
    bool exact = true;
  };
  void Add(const Counts& file);
  void Add(const NetworkAlignment& alignment);
  // Adds what another tally counted; `swapped`: of which A is B here.
  void AddAll(const MatchTally& other, bool swapped);

  int64_t Matched() const { return matched_; }
  int64_t OnlyA() const { return only_a_; }
  int64_t OnlyB() const { return only_b_; }
  // Files whose alignment was cut short.
  int64_t Inexact() const { return inexact_; }
  // Positive agreement 2 matched / (2 matched + only A + only B), with files
  // drawn whole; n counts files where anything is listed.
  Figure PositiveAgreement() const;

 private:
  int64_t matched_ = 0;
  int64_t only_a_ = 0;
  int64_t only_b_ = 0;
  int64_t inexact_ = 0;
  RatioTally ratio_;
};

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_NETWORK_AGREEMENT_H_
