#include "typology/sampling/stratified_random.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/base/status_macros.h"
#include "typology/sampling/stratum.h"

namespace caselens {
namespace {

double Ratio(size_t a, size_t b) {
  return b == 0 ? 0 : static_cast<double>(a) / static_cast<double>(b);
}

}  // namespace

double RandomSample::InclusionProbability(size_t c) const {
  return Ratio(sample.classes[c].Held(), sample.classes[c].frame);
}

double RandomSample::Weight(size_t c) const {
  return Ratio(sample.classes[c].frame, sample.classes[c].Held());
}

absl::StatusOr<RandomSample> DrawAtRandom(const SamplingFrame& frame,
                                          const SamplingOptions& options) {
  CASELENS_RETURN_IF_ERROR(CheckOptions(options, kMaxFilesPerClass));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<Stratum> strata,
                            Stratify(frame, options));
  RandomSample drawn{EmptySample(frame, options, strata)};
  for (size_t c = 0; c < strata.size(); ++c) {
    ClassSample& of_class = drawn.sample.classes[c];
    for (const Candidate* candidate : strata[c].eligible) {
      if (of_class.places.size() < options.files_per_class) {
        of_class.places.push_back({.file = candidate->id, .unavailable = {}});
      } else if (of_class.reserve.size() < options.reserve_per_class) {
        of_class.reserve.push_back(candidate->id);
      } else {
        break;
      }
    }
  }
  return drawn;
}

}  // namespace caselens
