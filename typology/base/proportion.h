#ifndef TYPOLOGY_BASE_PROPORTION_H_
#define TYPOLOGY_BASE_PROPORTION_H_

namespace caselens {

// The 97.5% point of the standard normal distribution.
inline constexpr double kNormal95 = 1.959963984540054;

struct Interval {
  double lower = 0;
  double upper = 1;
  bool operator==(const Interval&) const = default;
};

// 95% intervals for a proportion of which `count` out of `total` were seen.
// Both may be fractions, as an effective sample size is; 0 <= count <= total.
// Nothing was seen (total 0): [0, 1].
//
// Wilson's score interval (1927): the proportions that a score test does not
// reject. Covers 95% on average.
Interval WilsonInterval(double count, double total);

// Clopper and Pearson's interval (1934), from quantiles of the beta
// distribution: covers at least 95% whatever the proportion. Within 1e-12.
Interval ClopperPearsonInterval(double count, double total);

// The regularised incomplete beta function I_x(a, b) for a, b > 0 and x in
// [0, 1], within 1e-13: Lentz's continued fraction (Press et al. 2007, section
// 6.4).
double IncompleteBeta(double a, double b, double x);

}  // namespace caselens

#endif  // TYPOLOGY_BASE_PROPORTION_H_
