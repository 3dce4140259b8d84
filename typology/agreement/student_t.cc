#include "typology/agreement/student_t.h"

#include <cmath>

namespace caselens {
namespace {

double LogBeta(double a, double b) {
  return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
}

// The continued fraction of the incomplete beta function, by Lentz's method.
double BetaFraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  constexpr double kRelative = 1e-15;
  constexpr int kMostTerms = 100000;
  const auto inverse = [](double y) {
    return 1 / (std::abs(y) < kTiny ? kTiny : y);
  };
  double c = 1;
  double d = inverse(1 - (a + b) * x / (a + 1));
  double fraction = d;
  for (int i = 1; i < kMostTerms; ++i) {
    const double even = i * (b - i) * x / ((a + 2 * i - 1) * (a + 2 * i));
    d = inverse(1 + even * d);
    c = 1 + even * inverse(c);
    fraction *= d * c;
    const double odd =
        -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1));
    d = inverse(1 + odd * d);
    c = 1 + odd * inverse(c);
    fraction *= d * c;
    if (std::abs(d * c - 1) < kRelative) break;
  }
  return fraction;
}

// The regularised incomplete beta function.
double BetaCdf(double a, double b, double x) {
  const double front =
      std::exp(a * std::log(x) + b * std::log1p(-x) - LogBeta(a, b));
  if (x < (a + 1) / (a + b + 2)) return front * BetaFraction(a, b, x) / a;
  return 1 - front * BetaFraction(b, a, 1 - x) / b;
}

}  // namespace

double StudentT95(double degrees) {
  constexpr double kTail = .05;
  constexpr double kNormal = 1.959963984540054;
  constexpr double kMany = 1e4;
  constexpr int kMostSteps = 100;
  if (degrees > kMany) {
    // Cornish and Fisher's expansion; the next term is below 1e-11.
    const double z = kNormal;
    const double z3 = z * z * z;
    return z + (z3 + z) / (4 * degrees) +
           (5 * z3 * z * z + 16 * z3 + 3 * z) / (96 * degrees * degrees);
  }
  const double half = degrees / 2;
  const double log_scale =
      -LogBeta(half, .5) - std::log(degrees) / 2;  // of the density
  // The distribution function is concave above 0 and the start is below the
  // root, so every step stays below it.
  double t = kNormal;
  for (int i = 0; i < kMostSteps; ++i) {
    const double square = t * t / degrees;
    const double tail = BetaCdf(half, .5, 1 / (1 + square));
    const double density =
        std::exp(log_scale - (half + .5) * std::log1p(square));
    const double step = (tail - kTail) / (2 * density);
    t += step;
    if (std::abs(step) < 1e-12 * t) break;
  }
  return t;
}

}  // namespace caselens
