#ifndef TYPOLOGY_SAMPLING_STRATUM_H_
#define TYPOLOGY_SAMPLING_STRATUM_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/sampling/frame.h"
#include "typology/sampling/sample.h"

namespace caselens {

// The candidates of one class at open sites. The pointers are into the frame.
struct Stratum {
  std::vector<const Candidate*> candidates;  // by id
  // Those that reach the minimum posterior, in an order that depends on the
  // seed, the class and their ids alone; every order is equally likely.
  std::vector<const Candidate*> eligible;
};

// Checks `frame` and gives one stratum for each class. Also returns
// FAILED_PRECONDITION if there are candidates, but none at an open site.
absl::StatusOr<std::vector<Stratum>> Stratify(const SamplingFrame& frame,
                                              const SamplingOptions& options);

// A sample of no files yet, with all that is known before the draw.
Sample EmptySample(const SamplingFrame& frame, const SamplingOptions& options,
                   const std::vector<Stratum>& strata);

}  // namespace caselens

#endif  // TYPOLOGY_SAMPLING_STRATUM_H_
