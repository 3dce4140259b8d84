#include "typology/agreement/coefficients.h"

#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace caselens {
namespace {

double Dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// Chance agreement, and for each group of units the term whose mean over all
// units it is; its linearised value is twice that term.
struct Chance {
  double expected = 0;
  std::vector<double> of_group;
};

std::vector<double> AgreementOfGroups(const Units& units,
                                      const Weights& weights) {
  std::vector<double> agreement;
  agreement.reserve(units.groups.size());
  for (const UnitGroup& group : units.groups) {
    agreement.push_back(PairAgreement(group, weights));
  }
  return agreement;
}

Figure Corrected(const Units& units, const std::vector<double>& agreement,
                 const Chance& chance, const Bounds& bounds) {
  constexpr double kLeast = 1e-12;
  const auto n = static_cast<int64_t>(units.paired);
  const double beyond = 1 - chance.expected;
  if (!(beyond > kLeast)) {
    return NotDefined("agreement by chance alone would be complete", n);
  }
  double observed = 0;
  for (size_t i = 0; i < agreement.size(); ++i) {
    observed += units.groups[i].units * agreement[i];
  }
  observed /= units.paired;
  const double value = (observed - chance.expected) / beyond;
  double squares = 0;
  for (size_t i = 0; i < agreement.size(); ++i) {
    const UnitGroup& group = units.groups[i];
    const double expected = group.Paired() ? chance.expected : 0;
    const double linearised =
        units.count / units.paired * (agreement[i] - expected) / beyond -
        2 * (1 - value) * (chance.of_group[i] - chance.expected) / beyond;
    squares += group.units * std::pow(linearised - value, 2);
  }
  return WithVariance(value, squares / units.variance_divisor, units.count - 1,
                      n, bounds);
}

// The mean over units of the share of its ratings in each category.
std::vector<double> MeanDistribution(const Units& units, size_t categories) {
  std::vector<double> mean(categories);
  for (const UnitGroup& group : units.groups) {
    ForEachRating(group, [&](size_t category, size_t /*coder*/) {
      mean[category] += group.units / group.rated / units.count;
    });
  }
  return mean;
}

// The mean of `values` over the ratings of each group.
std::vector<double> MeanOfRatings(const Units& units,
                                  const std::vector<double>& values) {
  std::vector<double> means;
  means.reserve(units.groups.size());
  for (const UnitGroup& group : units.groups) {
    double sum = 0;
    ForEachRating(group, [&](size_t category, size_t /*coder*/) {
      sum += values[category];
    });
    means.push_back(sum / group.rated);
  }
  return means;
}

Chance FleissChance(const Units& units, const Weights& weights) {
  const std::vector<double> mean =
      MeanDistribution(units, weights.Categories());
  const std::vector<double> near = weights.Times(mean);
  return {.expected = Dot(mean, near), .of_group = MeanOfRatings(units, near)};
}

Chance GwetChance(const Units& units, const Weights& weights) {
  const size_t categories = weights.Categories();
  const std::vector<double> mean = MeanDistribution(units, categories);
  const std::vector<double> rows =
      weights.Times(std::vector<double>(categories, 1.0));
  const auto q = static_cast<double>(categories);
  const double scale =
      std::accumulate(rows.begin(), rows.end(), 0.0) / (q * (q - 1));
  std::vector<double> elsewhere;
  elsewhere.reserve(categories);
  for (const double share : mean) elsewhere.push_back(scale * (1 - share));
  return {.expected = Dot(mean, elsewhere),
          .of_group = MeanOfRatings(units, elsewhere)};
}

// One coder's share of ratings in each category.
struct CoderDistribution {
  std::vector<double> shares;
  double rated = 0;
};

std::vector<CoderDistribution> DistributionsOfCoders(const Units& units,
                                                     size_t categories) {
  std::vector<CoderDistribution> coders(units.coders);
  for (CoderDistribution& coder : coders) coder.shares.resize(categories);
  for (const UnitGroup& group : units.groups) {
    ForEachRating(group, [&](size_t category, size_t coder) {
      coders[coder].shares[category] += group.units;
      coders[coder].rated += group.units;
    });
  }
  for (CoderDistribution& coder : coders) {
    if (coder.rated == 0) continue;
    for (double& share : coder.shares) share /= coder.rated;
  }
  return coders;
}

// With p_g the distribution of coder g and s the sum of all,
// p_e = sum_g p_g' W (s - p_g) / (m (m - 1)).
Chance CongerChance(const Units& units, const Weights& weights) {
  const size_t categories = weights.Categories();
  const std::vector<CoderDistribution> coders =
      DistributionsOfCoders(units, categories);
  std::vector<double> sum(categories);
  double active = 0;
  for (const CoderDistribution& coder : coders) {
    active += coder.rated > 0 ? 1 : 0;
    for (size_t k = 0; k < categories; ++k) sum[k] += coder.shares[k];
  }
  const double pairs = active * (active - 1);
  Chance chance;
  std::vector<std::vector<double>> near;  // W (s - p_g) / pairs
  std::vector<double> expected;           // of coder g with the others
  for (const CoderDistribution& coder : coders) {
    std::vector<double> others = sum;
    for (size_t k = 0; k < categories; ++k) {
      others[k] = (others[k] - coder.shares[k]) / pairs;
    }
    near.push_back(weights.Times(others));
    expected.push_back(Dot(coder.shares, near.back()));
    chance.expected += expected.back();
  }
  for (const UnitGroup& group : units.groups) {
    double term = chance.expected;
    ForEachRating(group, [&](size_t category, size_t coder) {
      term += units.count / coders[coder].rated *
              (near[coder][category] - expected[coder]);
    });
    chance.of_group.push_back(term);
  }
  return chance;
}

}  // namespace

Figure PercentAgreement(const Units& units) {
  const Chance none{.of_group = std::vector<double>(units.groups.size())};
  return Corrected(units, AgreementOfGroups(units, Weights::Identity(0)), none,
                   {0, 1});
}

Figure FleissKappa(const Units& units, const Weights& weights) {
  return Corrected(units, AgreementOfGroups(units, weights),
                   FleissChance(units, weights), {});
}

Figure GwetAc(const Units& units, const Weights& weights) {
  return Corrected(units, AgreementOfGroups(units, weights),
                   GwetChance(units, weights), {});
}

Figure CongerKappa(const Units& units, const Weights& weights) {
  return Corrected(units, AgreementOfGroups(units, weights),
                   CongerChance(units, weights), {});
}

}  // namespace caselens
