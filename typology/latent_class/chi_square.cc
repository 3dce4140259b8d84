#include "typology/latent_class/chi_square.h"

#include <cmath>

namespace caselens {
namespace {

constexpr int kMostTerms = 10000;
constexpr double kRelative = 1e-16;

double LowerSeries(double a, double x) {
  double term = 1 / a;
  double sum = term;
  for (int i = 1; i < kMostTerms && term > kRelative * sum; ++i) {
    term *= x / (a + i);
    sum += term;
  }
  return sum;
}

double UpperFraction(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a;
  double c = 1 / kTiny;
  double d = 1 / b;
  double fraction = d;
  for (int i = 1; i < kMostTerms; ++i) {
    const double numerator = -i * (i - a);
    b += 2;
    d = numerator * d + b;
    d = 1 / (std::abs(d) < kTiny ? kTiny : d);
    c = b + numerator / c;
    c = std::abs(c) < kTiny ? kTiny : c;
    fraction *= d * c;
    if (std::abs(d * c - 1) < kRelative) break;
  }
  return fraction;
}

}  // namespace

double ChiSquareTail(double x, double degrees) {
  if (!(x > 0)) return 1;
  const double a = degrees / 2;
  const double half = x / 2;
  const double scale = std::exp(a * std::log(half) - half - std::lgamma(a));
  return half < a + 1 ? 1 - scale * LowerSeries(a, half)
                      : scale * UpperFraction(a, half);
}

}  // namespace caselens
