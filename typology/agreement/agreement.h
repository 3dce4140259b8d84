#ifndef TYPOLOGY_AGREEMENT_AGREEMENT_H_
#define TYPOLOGY_AGREEMENT_AGREEMENT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/agreement/alpha.h"
#include "typology/agreement/figure.h"
#include "typology/agreement/tally.h"

// How far several coders agree on the same units.
//
// Everything here is a pure function of tallies; randomness comes from a seed.
// Figures equal irrCAC 1.0 (percent, Conger, Fleiss, AC1/AC2, alpha and their
// variances) and Krippendorff's alpha with his own distances.
namespace caselens {

enum class ScaleLevel { kNominal, kOrdinal, kInterval };

// How near two different categories are for kappa and AC. Ranks are used on an
// ordinal scale, values on an interval scale. Alpha has distances of its own.
enum class WeightForm { kIdentity, kLinear, kQuadratic, kOrdinal };

// The categories of a field, which tallies name by number.
struct Scale {
  ScaleLevel level = ScaleLevel::kNominal;
  std::vector<std::string> labels;  // in their order, if they have one
  std::vector<double> values;       // interval only: ascending, one a label
};

struct AgreementOptions {
  // Of a nominal scale kIdentity only.
  WeightForm weights = WeightForm::kIdentity;
  Bootstrap bootstrap;
};

// One category in the units with two ratings or more.
struct CategoryAgreement {
  int64_t ratings = 0;
  double prevalence = 0;          // share of all ratings
  std::vector<int64_t> by_coder;  // the coders' marginals
  // The probability that a coder chose it where another did (Cicchetti and
  // Feinstein 1990). With two categories these are positive and negative
  // agreement.
  Figure specific;
};

struct AgreementReport {
  size_t coders = 0;
  int64_t units = 0;   // rated by anybody
  int64_t paired = 0;  // rated by two coders or more: what agreement rests on
  Figure percent;      // of equal ratings, whatever the weights
  // Of two coders, on the units that both rated.
  Figure cohen_kappa;
  // Cohen's kappa for any number of coders. Like Fleiss' kappa and AC it counts
  // what coders chose in units that nobody else rated.
  Figure conger_kappa;
  Figure fleiss_kappa;
  Figure krippendorff_alpha;
  Figure gwet_ac;  // AC1 with identity weights, else AC2
  std::vector<CategoryAgreement> categories;  // as in the scale
};

// Returns INVALID_ARGUMENT if scale, weights and ratings do not go together and
// FAILED_PRECONDITION if no unit was rated by two coders. If these chose one
// category only, every figure corrected for chance is "not defined: all coders
// chose X". O(patterns * coders^2 + categories * coders), and 1,000 times the
// former for the interval of an ordinal alpha.
absl::StatusOr<AgreementReport> MeasureAgreement(
    const RatingTally& tally, const Scale& scale,
    const AgreementOptions& options = {});

struct SetAgreementReport {
  int64_t units = 0;
  int64_t paired = 0;
  Figure percent;     // of equal sets
  Figure masi_alpha;  // Krippendorff's alpha with MASI distance
  // For each code alone, chosen (category 1) or not (0). Figures of codes that
  // nobody chose are not defined.
  std::vector<AgreementReport> codes;
};

// Of a field with several choices. Errors as MeasureAgreement. Quadratic in the
// number of different sets.
absl::StatusOr<SetAgreementReport> MeasureSetAgreement(
    const SetTally& tally, const std::vector<std::string>& code_labels);

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_AGREEMENT_H_
