#ifndef TYPOLOGY_SAMPLING_STRATIFIED_RANDOM_H_
#define TYPOLOGY_SAMPLING_STRATIFIED_RANDOM_H_

#include <cstddef>

#include "absl/status/statusor.h"

#include "typology/sampling/frame.h"
#include "typology/sampling/sample.h"

namespace caselens {

// A simple random sample without replacement from each class: the classes are
// the strata. Only such a sample has inclusion probabilities, and with them
// weights, intervals and class sizes.
struct RandomSample {
  Sample sample;
  bool operator==(const RandomSample&) const = default;

  // With which probability a file of the frame of class `c` is held: files held
  // / frame. A file that came from the reserve stands for the one whose place
  // it took, as if those that cannot be had were like the others of the class;
  // say how many there were. 0 if none is held.
  double InclusionProbability(size_t c) const;
  // Its inverse: of how many files of the frame each is an example; 0 if none
  // is held. The weights of a class add up to its frame.
  double Weight(size_t c) const;
};

// Draws files_per_class files from each class, every set of them equally
// likely, and the reserve after them likewise. Two files may be of one family:
// leaving one out would change the probabilities. The same candidates in any
// order, options and seed give the same sample. Returns INVALID_ARGUMENT for
// what CheckFrame or CheckOptions refuses, FAILED_PRECONDITION if no site is
// open. O(n log n).
absl::StatusOr<RandomSample> DrawAtRandom(const SamplingFrame& frame,
                                          const SamplingOptions& options);

}  // namespace caselens

#endif  // TYPOLOGY_SAMPLING_STRATIFIED_RANDOM_H_
