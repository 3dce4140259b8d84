#ifndef TYPOLOGY_SAMPLING_SAMPLE_H_
#define TYPOLOGY_SAMPLING_SAMPLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/sampling/frame.h"

namespace caselens {

// Why a drawn file could not be had. What a file holds is not among them: a
// file that is put aside because it is thin or long biases every count.
enum class UnavailableReason {
  kNotLocated = 1,        // the site cannot find it
  kAccessRestricted = 2,  // sealed, or open to few within the site
  kTransferred = 3,       // now held by another authority
  kSiteDeclined = 4,      // the site does not give it
  kKnownToAuditor = 5,    // every auditor of the site knows the family
  kOther = 6,
};

// "NOT_LOCATED", "ACCESS_RESTRICTED", "TRANSFERRED", "SITE_DECLINED",
// "KNOWN_TO_AUDITOR", "OTHER".
absl::string_view UnavailableReasonName(UnavailableReason reason);

struct Unavailable {
  std::string file;
  UnavailableReason reason = UnavailableReason::kOther;
  bool operator==(const Unavailable&) const = default;
};

// One file to read: who holds the place, and who held it before.
struct Place {
  std::string file;  // Candidate::id; "" when the reserve had run out
  std::vector<Unavailable> unavailable;  // the first one drawn comes first
  bool operator==(const Place&) const = default;
};

struct ClassSample {
  // Candidates of the class at open sites, and those of them that reach the
  // minimum posterior: what was drawn from.
  size_t candidates = 0;
  size_t frame = 0;
  // Fewer than asked for where the frame is short.
  std::vector<Place> places;
  std::vector<std::string> reserve;  // the next one first
  bool operator==(const ClassSample&) const = default;

  // Places that have a file.
  size_t Held() const;
};

// What every draw has, however it was made. It knows no weights: those are a
// matter of RandomSample alone.
struct Sample {
  SamplingOptions options;     // with the seed: draws the same again
  size_t at_closed_sites = 0;  // candidates left out
  std::vector<ClassSample> classes;
  bool operator==(const Sample&) const = default;
};

// `sample` with the next reserve of its class in the place of `file`, which
// cannot be had; the place is left empty when there is none. Returns NOT_FOUND
// if no place holds `file`.
absl::StatusOr<Sample> ReplaceFile(Sample sample, absl::string_view file,
                                   UnavailableReason reason);

}  // namespace caselens

#endif  // TYPOLOGY_SAMPLING_SAMPLE_H_
