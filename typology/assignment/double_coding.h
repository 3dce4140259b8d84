#ifndef TYPOLOGY_ASSIGNMENT_DOUBLE_CODING_H_
#define TYPOLOGY_ASSIGNMENT_DOUBLE_CODING_H_

#include <cstddef>
#include <string>
#include <vector>

#include "typology/base/counter_random.h"

namespace caselens {

// `total` shared out in proportion to `sizes` by largest remainders, equal
// remainders in random order; never more than a size. `total` is at most the
// sum of `sizes`.
std::vector<size_t> Apportion(size_t total, const std::vector<size_t>& sizes,
                              CounterRandom& random);

// A file as double coding sees it.
struct DoubleCodingCandidate {
  std::string site;
  std::string stratum;
  bool is_double = false;  // has a second coder, or one was asked for
};

// Which files get a second coder, so that round(share x files) have one: as
// many of each site as its part of the files, and within it of each stratum
// likewise; within a stratum at random. A stratum that has more already keeps
// them.
std::vector<bool> ChooseDoubleCoded(
    const std::vector<DoubleCodingCandidate>& files, double share,
    CounterRandom& random);

}  // namespace caselens

#endif  // TYPOLOGY_ASSIGNMENT_DOUBLE_CODING_H_
