#ifndef TYPOLOGY_SAMPLING_FRAME_H_
#define TYPOLOGY_SAMPLING_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace caselens {

inline constexpr size_t kMaxSampledClasses = 100;
inline constexpr size_t kMaxCandidates = 1'000'000;
inline constexpr size_t kMaxFilesPerClass = 100'000;
// A purposive draw weighs each file against all others: it is for reading, not
// for counting.
inline constexpr size_t kMaxPurposiveFilesPerClass = 100;
// Of age bands, of genders, of ethnic groups: a spread needs groups.
inline constexpr size_t kMaxValuesPerCharacteristic = 100;

// A site, and whether files may be drawn there: not before both are recorded.
struct SamplingSite {
  std::string id;
  bool agreement_recorded = false;  // data-sharing agreement
  bool ethics_recorded = false;     // ethics approval
  bool IsOpen() const { return agreement_recorded && ethics_recorded; }
};

// A record whose file could be drawn.
struct Candidate {
  std::string id;      // opaque, unique in the frame
  std::string site;    // SamplingSite::id
  std::string family;  // opaque; "": no other candidate is of this family
  size_t assigned_class = 0;  // from 0
  double posterior = 0;       // of that class
  // Codes of any list; "": not known.
  std::string age_band;
  std::string gender;
  std::string ethnic_group;
};

// What is drawn from.
struct SamplingFrame {
  size_t class_count = 0;
  std::vector<SamplingSite> sites;
  std::vector<Candidate> candidates;  // the order does not matter
};

struct SamplingOptions {
  size_t files_per_class = 2;
  size_t reserve_per_class = 2;  // for files that cannot be had
  double minimum_posterior = 0;  // of the assigned class, reached within 1e-9
  uint64_t seed = 1;
  bool operator==(const SamplingOptions&) const = default;
};

// Returns INVALID_ARGUMENT, naming the field and what was wanted, for a number
// beyond its limit, a class that does not exist, a posterior that is not
// from 0 to 1, an empty id, one that is there twice, and a site that is not
// listed.
absl::Status CheckFrame(const SamplingFrame& frame);

// `most_files` is kMaxFilesPerClass or kMaxPurposiveFilesPerClass.
absl::Status CheckOptions(const SamplingOptions& options, size_t most_files);

}  // namespace caselens

#endif  // TYPOLOGY_SAMPLING_FRAME_H_
