#include "typology/base/proportion.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace caselens {
namespace {

constexpr double kTail = 0.025;

// ln Gamma(x) without the global state of std::lgamma: Stirling's series, after
// raising x to where seven terms are enough for 1e-15.
double LogGamma(double x) {
  double product = 1;
  for (; x < 15; ++x) product *= x;
  const double inverse = 1 / x;
  const double square = inverse * inverse;
  const double series =
      inverse *
      (1.0 / 12 -
       square * (1.0 / 360 -
                 square * (1.0 / 1260 -
                           square * (1.0 / 1680 -
                                     square * (1.0 / 1188 -
                                               square * 691.0 / 360360)))));
  constexpr double kHalfLogTwoPi = 0.91893853320467274178;
  return (x - 0.5) * std::log(x) - x + kHalfLogTwoPi + series -
         std::log(product);
}

double BetaFraction(double a, double b, double x) {
  constexpr double kTiny = std::numeric_limits<double>::min() * 1e10;
  const auto away_from_zero = [](double v) {
    return std::abs(v) < kTiny ? kTiny : v;
  };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double fraction = d;
  // The terms needed grow with the square root of a and b.
  const double most = 200 + 10 * std::sqrt(std::max(a, b));
  for (double m = 1; m < most; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    fraction *= d * c;
    const double odd =
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    const double change = d * c;
    fraction *= change;
    if (std::abs(change - 1) < 1e-16) break;
  }
  return fraction;
}

// x with I_x(a, b) = probability, by halving: 60 halvings leave 1e-18.
double BetaQuantile(double probability, double a, double b) {
  double lower = 0;
  double upper = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (lower + upper) / 2;
    (IncompleteBeta(a, b, middle) < probability ? lower : upper) = middle;
  }
  return (lower + upper) / 2;
}

}  // namespace

double IncompleteBeta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  // The fraction converges fast below the mean.
  if (x < (a + 1) / (a + b + 2)) return front * BetaFraction(a, b, x) / a;
  return 1 - front * BetaFraction(b, a, 1 - x) / b;
}

Interval WilsonInterval(double count, double total) {
  if (!(total > 0)) return {};
  constexpr double kSquare = kNormal95 * kNormal95;
  const double share = count / total;
  const double scale = 1 / (1 + kSquare / total);
  const double centre = scale * (share + kSquare / (2 * total));
  const double half =
      scale * kNormal95 *
      std::sqrt(share * (1 - share) / total + kSquare / (4 * total * total));
  // At none or all the bound is 0 or 1 exactly, but for rounding.
  return {.lower = count <= 0 ? 0 : std::max(0.0, centre - half),
          .upper = count >= total ? 1 : std::min(1.0, centre + half)};
}

Interval ClopperPearsonInterval(double count, double total) {
  if (!(total > 0)) return {};
  return {
      .lower = count <= 0 ? 0 : BetaQuantile(kTail, count, total - count + 1),
      .upper = count >= total
                   ? 1
                   : BetaQuantile(1 - kTail, count + 1, total - count)};
}

}  // namespace caselens
