#ifndef TYPOLOGY_ASSIGNMENT_WORKLOAD_H_
#define TYPOLOGY_ASSIGNMENT_WORKLOAD_H_

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "typology/base/counter_random.h"

namespace caselens {

// Work and who does it, all by number. People beyond those who may be chosen
// are there as coders that files have already.
struct Workload {
  // Some coder of a file, wanted.
  struct Slot {
    size_t file = 0;
    std::optional<size_t> person;
    bool movable = true;  // the person was not asked for by name
  };
  std::vector<std::vector<size_t>> people_of_site;  // who may code there
  std::vector<size_t> sites;                        // by file
  std::vector<std::vector<size_t>> coders;  // by file: who has or gets it
  std::vector<std::vector<size_t>> barred;  // by file: who else does not get it
  std::vector<Slot> slots;
  std::vector<size_t> loads;  // by person
  // How many files two people share, the smaller number first.
  std::map<std::pair<size_t, size_t>, size_t> pairs;
  size_t unevenness = 0;  // sum of the squares of `pairs`

  const std::vector<size_t>& Eligible(size_t file) const {
    return people_of_site[sites[file]];
  }
  // Adds somebody who has a file, or gets it by name.
  void AddCoder(size_t file, size_t person);
  bool IsEligible(size_t file, size_t person) const;
  bool HasFile(size_t file, size_t person) const;
  // Whether an eligible person does not have the file, nor is barred from it.
  bool MayGet(size_t file, size_t person) const;
  // Gives a slot without person to one, and takes it from them.
  void Give(size_t slot, size_t person);
  void Take(size_t slot);
};

// Gives every slot in `order` to the eligible person with the least load; of
// equal loads to whom shares the fewest files with its other coders; of these
// at random. Slots for which there is nobody stay empty.
void Fill(const std::vector<size_t>& order, CounterRandom& random,
          Workload& work);

// Hands slots on, directly or over others, until no chain brings two loads
// closer together. Such an assignment has the least sum of squared loads, and
// the least largest load (Harvey, Ladner, Lovasz and Tamir 2006, "Semi-
// matchings for bipartite graphs and load balancing", theorem 3.1).
void BalanceLoads(Workload& work);

// Exchanges people between files until no exchange makes the pairs more even
// (the sum of squared pair counts smaller). Loads stay as they are.
void EvenPairs(Workload& work);

}  // namespace caselens

#endif  // TYPOLOGY_ASSIGNMENT_WORKLOAD_H_
