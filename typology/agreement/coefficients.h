#ifndef TYPOLOGY_AGREEMENT_COEFFICIENTS_H_
#define TYPOLOGY_AGREEMENT_COEFFICIENTS_H_

#include "typology/agreement/figure.h"
#include "typology/agreement/units.h"
#include "typology/agreement/weights.h"

// Percent agreement and what corrects it for chance, (p_a - p_e) / (1 - p_e):
// p_a is the mean over units with two ratings or more of the agreement of their
// pairs, and the coefficients differ in p_e alone.
//
// Variances are Gwet's (2008, 2014): each coefficient is written as the mean of
// a linearised value over the units.
//
// All want at least one paired unit, and two categories in the paired units.
namespace caselens {

// p_a alone, of equal ratings.
Figure PercentAgreement(const Units& units);

// Chance by the mean distribution over units: Scott's pi for two coders,
// Fleiss (1971) for several.
Figure FleissKappa(const Units& units, const Weights& weights);

// AC1 with identity weights, else AC2 (Gwet 2008, 2014). The number of
// categories is that of the scale, chosen or not.
Figure GwetAc(const Units& units, const Weights& weights);

// Chance by the distribution of each coder, over all pairs of coders (Conger
// 1980). Coders who rated nothing are left out.
Figure CongerKappa(const Units& units, const Weights& weights);

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_COEFFICIENTS_H_
