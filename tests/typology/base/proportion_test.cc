#include "typology/base/proportion.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace caselens {
namespace {

void ExpectNear(Interval got, Interval wanted, double tolerance) {
  EXPECT_NEAR(got.lower, wanted.lower, tolerance);
  EXPECT_NEAR(got.upper, wanted.upper, tolerance);
}

// R 4: prop.test(correct = FALSE) and binom.test, printed to 13 digits;
// pathways of Tables 5.3 and 5.4 of the study's report, and small counts.
TEST(ProportionTest, GivesTheIntervalsOfR) {
  struct Case {
    double count;
    double total;
    Interval wilson;
    Interval clopper_pearson;
  };
  const std::vector<Case> cases = {
      {145,
       1052,
       {0.1183154940552, 0.159985245479},
       {0.1175621938579, 0.1601527366429}},
      {492,
       1083,
       {0.424853298613, 0.4840570588301},
       {0.4243367423896, 0.4844994867093}},
      {455,
       1361,
       {0.3097474319996, 0.3598112577037},
       {0.3092631172255, 0.3600804295907}},
      {0, 12, {0, 0.2424940066552}, {0, 0.2646484693971}},
      {12, 12, {0.7575059933448, 1}, {0.7353515306029, 1}},
      {1,
       8,
       {0.02241749145006, 0.4708881822129},
       {0.003159723531252, 0.5265096708752}}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.count);
    ExpectNear(WilsonInterval(c.count, c.total), c.wilson, 1e-12);
    ExpectNear(ClopperPearsonInterval(c.count, c.total), c.clopper_pearson,
               1e-12);
  }
}

TEST(ProportionTest, SaysNothingWhereNothingWasSeen) {
  EXPECT_EQ(WilsonInterval(0, 0), (Interval{0, 1}));
  EXPECT_EQ(ClopperPearsonInterval(0, 0), (Interval{0, 1}));
}

// For whole a and b, I_x(a, b) is a binomial tail: P(at least a of a + b - 1).
TEST(ProportionTest, IncompleteBetaIsTheBinomialTail) {
  for (int total = 1; total <= 40; ++total) {
    for (const double p : {0.01, 0.2, 0.5, 0.77, 0.999}) {
      double tail = 0;
      for (int k = total; k >= 1; --k) {
        double term = 1;  // of k successes
        for (int i = 0; i < total; ++i) {
          term *= i < k ? p * (total - i) / (k - i) : 1 - p;
        }
        tail += term;
        EXPECT_NEAR(IncompleteBeta(k, total - k + 1, p), tail, 1e-12)
            << k << " of " << total << " at " << p;
      }
    }
  }
}

TEST(ProportionTest, IntervalsHoldTheShareAndMirrorForTheRest) {
  for (const double total : {1.0, 7.5, 30.0, 1000.0, 1e5, 1e7}) {
    for (const double part : {0.0, 0.001, 0.2, 0.5, 0.9, 1.0}) {
      for (const auto interval : {WilsonInterval, ClopperPearsonInterval}) {
        const Interval of = interval(part * total, total);
        const Interval rest = interval(total - part * total, total);
        EXPECT_LE(of.lower, part + 1e-12);
        EXPECT_GE(of.upper, part - 1e-12);
        ExpectNear({1 - rest.upper, 1 - rest.lower}, of, 1e-11);
      }
    }
  }
}

}  // namespace
}  // namespace caselens
