#ifndef TYPOLOGY_LATENT_CLASS_CHI_SQUARE_H_
#define TYPOLOGY_LATENT_CLASS_CHI_SQUARE_H_

namespace caselens {

// P(a chi-square variable with `degrees` degrees of freedom exceeds `x`),
// within 1e-12: the regularised upper incomplete gamma function at degrees / 2
// and x / 2, by its series below the mean and Lentz's continued fraction above
// (Press et al. 2007, section 6.2). 1 for x <= 0.
double ChiSquareTail(double x, double degrees);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_CHI_SQUARE_H_
