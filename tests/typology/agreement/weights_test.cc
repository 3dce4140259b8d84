#include "typology/agreement/weights.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace caselens {
namespace {

TEST(Weights, OrdinalAreThoseOfGwet) {
  const Weights weights = Weights::Ordinal(5);
  // 1 - C(d + 1, 2) / C(5, 2)
  EXPECT_DOUBLE_EQ(weights.Between(2, 2), 1);
  EXPECT_DOUBLE_EQ(weights.Between(0, 1), .9);
  EXPECT_DOUBLE_EQ(weights.Between(3, 1), .7);
  EXPECT_DOUBLE_EQ(weights.Between(0, 3), .4);
  EXPECT_DOUBLE_EQ(weights.Between(4, 0), 0);
}

TEST(Weights, DependOnPositionsNotOnTheirUnit) {
  const Weights metres = Weights::Quadratic({1, 2, 5});
  const Weights feet = Weights::Quadratic({103.28, 106.56, 116.4});
  EXPECT_DOUBLE_EQ(metres.Between(0, 1), 1 - 1.0 / 16);
  EXPECT_NEAR(feet.Between(0, 1), metres.Between(0, 1), 1e-12);
  EXPECT_DOUBLE_EQ(Weights::Linear({1, 2, 5}).Between(1, 2), .25);
}

TEST(Weights, MasiIsThatOfPassonneau) {
  //                                    {a,b}  {a}  {b,c} {c}   {}
  const Weights weights = Weights::Masi({0b011, 0b001, 0b110, 0b100, 0});
  EXPECT_DOUBLE_EQ(weights.Between(0, 0), 1);
  EXPECT_DOUBLE_EQ(weights.Between(0, 1), 1.0 / 2 * 2 / 3);  // one holds other
  EXPECT_DOUBLE_EQ(weights.Between(0, 2), 1.0 / 3 / 3);      // they overlap
  EXPECT_DOUBLE_EQ(weights.Between(0, 3), 0);                // nothing shared
  EXPECT_DOUBLE_EQ(weights.Between(0, 4), 0);
  EXPECT_DOUBLE_EQ(weights.Between(4, 4), 1);
}

// Times() never builds the matrix; here it is built.
TEST(Weights, TimesEqualsTheProductWithTheMatrix) {
  const std::vector<double> p = {.1, .05, .4, .25, .2};
  const std::vector<double> positions = {-3, -1, 0, 0.5, 40};
  const std::vector<std::pair<std::string, Weights>> all = {
      {"identity", Weights::Identity(5)},
      {"linear", Weights::Linear(positions)},
      {"quadratic", Weights::Quadratic(positions)},
      {"ordinal", Weights::Ordinal(5)},
      {"masi", Weights::Masi({1, 2, 3, 7, 0})}};
  for (const auto& [name, weights] : all) {
    const std::vector<double> product = weights.Times(p);
    for (size_t a = 0; a < p.size(); ++a) {
      double sum = 0;
      for (size_t b = 0; b < p.size(); ++b) {
        sum += weights.Between(a, b) * p[b];
      }
      EXPECT_NEAR(product[a], sum, 1e-15) << name << ", category " << a;
    }
  }
}

}  // namespace
}  // namespace caselens
