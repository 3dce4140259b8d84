#include "typology/comparison/stratified.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "typology/base/proportion.h"

namespace caselens {
namespace {

constexpr double kNoVariance = 1e-15;

double AsDouble(size_t count) { return static_cast<double>(count); }

// Adds up the variance of a total of z over strata: w^2 files Var(z).
class TotalVariance {
 public:
  // Of one stratum: the sums of z and of z^2 over its files.
  void Add(double weight, size_t files, double sum, double squares) {
    variance_ +=
        weight * weight * std::max(0.0, squares - sum * sum / AsDouble(files));
  }
  double Get() const { return variance_; }

 private:
  double variance_ = 0;
};

double Distance(size_t i, size_t j) { return AsDouble(i > j ? i - j : j - i); }

// Expected and observed disagreement of a table of shares, and how kappa
// changes with each.
class LinearKappa {
 public:
  LinearKappa(const std::vector<double>& shares, size_t levels)
      : levels_(levels), rows_(levels), columns_(levels) {
    for (size_t i = 0; i < levels; ++i) {
      for (size_t j = 0; j < levels; ++j) {
        const double share = shares[i * levels + j];
        rows_[i] += share;
        columns_[j] += share;
        observed_ += share * Distance(i, j);
      }
    }
    for (size_t i = 0; i < levels; ++i) {
      for (size_t j = 0; j < levels; ++j) {
        expected_ += rows_[i] * columns_[j] * Distance(i, j);
      }
    }
  }

  bool IsDefined() const { return expected_ > 0; }
  double Get() const { return 1 - observed_ / expected_; }

  // The derivative of kappa by the share of cell (i, j).
  double Slope(size_t i, size_t j) const {
    double of_expected = 0;
    for (size_t m = 0; m < levels_; ++m) {
      of_expected += columns_[m] * Distance(i, m) + rows_[m] * Distance(m, j);
    }
    return (observed_ * of_expected / expected_ - Distance(i, j)) / expected_;
  }

 private:
  size_t levels_;
  std::vector<double> rows_;
  std::vector<double> columns_;
  double observed_ = 0;
  double expected_ = 0;
};

double Weight(double size, size_t files) {
  return files == 0 ? 0 : size / AsDouble(files);
}

// The tables as shares of the whole; empty if there is nothing in them. `total`
// is the weight of all files in them.
std::vector<double> Shares(const std::vector<SampledTable>& strata,
                           size_t levels, double& total) {
  std::vector<double> shares(levels * levels);
  total = 0;
  for (const SampledTable& stratum : strata) {
    const double weight = Weight(stratum.size, stratum.files);
    for (size_t cell = 0; cell < shares.size(); ++cell) {
      shares[cell] += weight * AsDouble(stratum.counts[cell]);
      total += weight * AsDouble(stratum.counts[cell]);
    }
  }
  if (total <= 0) return {};
  for (double& share : shares) share /= total;
  return shares;
}

}  // namespace

std::optional<ShareEstimate> EstimateShare(
    const std::vector<SampledShare>& strata) {
  double k = 0;
  double n = 0;
  double squares = 0;
  for (const SampledShare& stratum : strata) {
    const double weight = Weight(stratum.size, stratum.files);
    k += weight * AsDouble(stratum.k);
    n += weight * AsDouble(stratum.n);
    squares += weight * weight * AsDouble(stratum.n);
  }
  if (n <= 0) return std::nullopt;
  ShareEstimate estimate{.share = k / n};
  const double r = estimate.share;
  TotalVariance total;
  for (const SampledShare& stratum : strata) {
    if (stratum.files == 0) continue;
    const double with = AsDouble(stratum.k);
    const double without = AsDouble(stratum.n - stratum.k);
    total.Add(Weight(stratum.size, stratum.files), stratum.files,
              with * (1 - r) - without * r,
              with * (1 - r) * (1 - r) + without * r * r);
  }
  const double variance = total.Get() / (n * n);
  estimate.effective_files =
      variance > kNoVariance ? r * (1 - r) / variance : n * n / squares;
  const double count = r * estimate.effective_files;
  estimate.wilson = WilsonInterval(count, estimate.effective_files);
  estimate.clopper_pearson =
      ClopperPearsonInterval(count, estimate.effective_files);
  return estimate;
}

std::optional<KappaEstimate> EstimateWeightedKappa(
    const std::vector<SampledTable>& strata, size_t levels) {
  double total_weight = 0;
  const std::vector<double> shares = Shares(strata, levels, total_weight);
  if (shares.empty()) return std::nullopt;
  const LinearKappa kappa(shares, levels);
  if (!kappa.IsDefined()) return std::nullopt;

  // z of a file: the slope of its cell less the mean slope; 0 outside.
  std::vector<double> z(shares.size());
  double mean = 0;
  for (size_t cell = 0; cell < z.size(); ++cell) {
    z[cell] = kappa.Slope(cell / levels, cell % levels);
    mean += shares[cell] * z[cell];
  }
  TotalVariance total;
  for (const SampledTable& stratum : strata) {
    if (stratum.files == 0) continue;
    double sum = 0;
    double squares = 0;
    for (size_t cell = 0; cell < z.size(); ++cell) {
      const double files = AsDouble(stratum.counts[cell]);
      sum += files * (z[cell] - mean);
      squares += files * (z[cell] - mean) * (z[cell] - mean);
    }
    total.Add(Weight(stratum.size, stratum.files), stratum.files, sum, squares);
  }
  KappaEstimate estimate{.kappa = kappa.Get()};
  estimate.standard_error = std::sqrt(total.Get()) / total_weight;
  const double half = kNormal95 * estimate.standard_error;
  estimate.interval = {.lower = std::max(-1.0, estimate.kappa - half),
                       .upper = std::min(1.0, estimate.kappa + half)};
  return estimate;
}

}  // namespace caselens
