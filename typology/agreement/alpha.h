#ifndef TYPOLOGY_AGREEMENT_ALPHA_H_
#define TYPOLOGY_AGREEMENT_ALPHA_H_

#include <cstddef>
#include <cstdint>

#include "typology/agreement/figure.h"
#include "typology/agreement/units.h"
#include "typology/agreement/weights.h"

// Krippendorff's alpha (2011), 1 - observed / expected disagreement over the
// units with two ratings or more. Both functions want such units, with two
// categories among them.
namespace caselens {

struct Bootstrap {
  int replicates = 1000;
  uint64_t seed = 1;
};

// For distances that do not depend on the data, 1 - weight: nominal (Identity),
// interval (Quadratic of the values), sets (Masi). Gwet's linearised variance.
Figure Alpha(const Units& units, const Weights& weights);

// With Krippendorff's ordinal distance, the square of the number of ratings
// between two categories, which the data decide: no variance is published, so
// units are drawn again with replacement (percentile interval, Zapf et al.
// 2016). Draws in which all ratings are equal define nothing and are left out;
// if that happens to more than one in ten there is no interval.
Figure OrdinalAlpha(const Units& units, size_t categories,
                    const Bootstrap& bootstrap);

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_ALPHA_H_
