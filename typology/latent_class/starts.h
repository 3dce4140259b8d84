#ifndef TYPOLOGY_LATENT_CLASS_STARTS_H_
#define TYPOLOGY_LATENT_CLASS_STARTS_H_

#include "typology/base/counter_random.h"
#include "typology/latent_class/aligned.h"
#include "typology/latent_class/em_kernel.h"

namespace caselens {

// Starting values, laid out as em::Shape says: equal shares, and for each class
// and item a point drawn uniformly from the simplex.
AlignedDoubles RandomStart(const em::Data& data, const em::Shape& shape,
                           CounterRandom random);

// A solution with a few of its classes replaced by random values: looks for
// better optima near a good one. Not independent evidence for it.
AlignedDoubles VariedStart(const em::Data& data, const em::Shape& shape,
                           const AlignedDoubles& solution,
                           CounterRandom random);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_STARTS_H_
