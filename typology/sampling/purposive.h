#ifndef TYPOLOGY_SAMPLING_PURPOSIVE_H_
#define TYPOLOGY_SAMPLING_PURPOSIVE_H_

#include "absl/status/statusor.h"

#include "typology/sampling/frame.h"
#include "typology/sampling/sample.h"

namespace caselens {

// Files chosen for the variety of what can be read in them. They have no
// inclusion probabilities, so that nothing built on them may carry weights,
// intervals or class sizes: what they show is "k of n files read". It is
// a type of its own for that reason; RandomSample alone has weights.
struct PurposiveSample {
  Sample sample;
  bool operator==(const PurposiveSample&) const = default;
};

// Chooses files_per_class files from each class so that age bands, genders and
// ethnic groups appear as often as in the class, and over the whole sample as
// often as in the classes together (with two files a class, a group of a tenth
// is seen in the whole or not at all). That is, it lowers
//   D = sum over classes and over the whole, characteristics and values
//       (files drawn with the value - files drawn x share of the value)^2
// where shares are those of the candidates at open sites whose value is known;
// a value that is not known has the share 0. First each class in turn gets the
// file that lowers D most, then files are exchanged for others of their class
// as long as that lowers D: at the end no single exchange does. The reserve
// goes on in the first way, so that the next reserve is what the spread of the
// class lacks most. Files that are equally good are taken in random order. No
// two files or reserves are of one family.
//
// The same candidates in any order, options and seed give the same sample.
// Returns INVALID_ARGUMENT for what CheckFrame or CheckOptions refuses and for
// a characteristic with more than kMaxValuesPerCharacteristic values,
// FAILED_PRECONDITION if no site is open. O(n log n), and files x distinct
// profiles for each round of exchanges (a few).
absl::StatusOr<PurposiveSample> DrawPurposively(const SamplingFrame& frame,
                                                const SamplingOptions& options);

}  // namespace caselens

#endif  // TYPOLOGY_SAMPLING_PURPOSIVE_H_
