#ifndef TESTS_TYPOLOGY_SAMPLING_FRAME_BUILDER_H_
#define TESTS_TYPOLOGY_SAMPLING_FRAME_BUILDER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "typology/base/counter_random.h"
#include "typology/sampling/frame.h"

namespace caselens {

inline const std::string& Pick(const std::vector<std::string>& values,
                               CounterRandom& random) {
  return values[random.Below(values.size())];
}

// A frame like a site's: classes of unequal size, siblings, most children
// White, some values not known, one site of three still closed.
inline SamplingFrame RandomFrame(size_t classes, size_t candidates,
                                 uint64_t seed) {
  CounterRandom random({seed, classes, candidates});
  SamplingFrame frame{
      .class_count = classes,
      .sites =
          {{.id = "S1", .agreement_recorded = true, .ethics_recorded = true},
           {.id = "S2", .agreement_recorded = true, .ethics_recorded = true},
           {.id = "S3", .agreement_recorded = true, .ethics_recorded = false}},
      .candidates = {}};
  for (size_t i = 0; i < candidates; ++i) {
    // The smaller of two: low classes are larger.
    const size_t c = std::min(random.Below(classes), random.Below(classes));
    frame.candidates.push_back(
        {.id = absl::StrCat("r", i),
         .site = Pick({"S1", "S1", "S2", "S3"}, random),
         .family = random.Uniform() < 0.5
                       ? ""
                       : absl::StrCat("f", random.Below(candidates)),
         .assigned_class = c,
         .posterior = random.Uniform(),
         .age_band = Pick({"A0_4", "A0_4", "A5_9", "A10_15", "A16_17"}, random),
         .gender = Pick({"F", "F", "M", "M", "M", ""}, random),
         .ethnic_group = Pick({"WHITE", "WHITE", "WHITE", "WHITE", "WHITE",
                               "BLACK", "ASIAN", "MIXED", "OTHER", ""},
                              random)});
  }
  return frame;
}

inline SamplingFrame Shuffled(SamplingFrame frame, uint64_t seed) {
  CounterRandom random({seed});
  for (size_t i = frame.candidates.size(); i > 1; --i) {
    std::swap(frame.candidates[i - 1], frame.candidates[random.Below(i)]);
  }
  return frame;
}

inline const Candidate& Find(const SamplingFrame& frame,
                             const std::string& id) {
  for (const Candidate& candidate : frame.candidates) {
    if (candidate.id == id) return candidate;
  }
  static const Candidate none;
  return none;
}

}  // namespace caselens

#endif  // TESTS_TYPOLOGY_SAMPLING_FRAME_BUILDER_H_
