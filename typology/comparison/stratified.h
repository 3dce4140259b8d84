#ifndef TYPOLOGY_COMPARISON_STRATIFIED_H_
#define TYPOLOGY_COMPARISON_STRATIFIED_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "typology/base/proportion.h"

namespace caselens {

// Estimates from simple random samples of strata of known size. Variances are
// by linearisation (Cochran 1977, sections 5.6 and 6.10; Demnati and Rao 2004)
// and leave out the correction for a finite population, so that they are on the
// safe side where much of a stratum was read. With one stratum each is
// the textbook's formula for a simple random sample.

// A share and its 95% intervals.
struct ShareEstimate {
  double share = 0;
  // Read files that would tell as much if drawn without strata.
  double effective_files = 0;
  Interval wilson;
  Interval clopper_pearson;
};

// One stratum: of `files` read, `n` are of those that the share is about and
// `k` of these have what is asked.
struct SampledShare {
  double size = 0;  // files in the stratum
  size_t files = 0;
  size_t n = 0;
  size_t k = 0;
};

// The share of all files with what is asked among those that it is about: with
// w = size / files, r = sum(w k) / sum(w n). Wilson and Clopper-Pearson
// intervals are taken at the effective number of files, r (1 - r) / Var(r)
// (Korn and Graubard 1998); where Var(r) is 0 at Kish's, (sum w n)^2 /
// sum(w^2 n). Wilson's covers 93% with 60 files in each of two unequal strata
// and nears 95% with more; Clopper and Pearson's covers more. Strata of size 0
// or without read files are left out. None if nothing was read that the share
// is about.
std::optional<ShareEstimate> EstimateShare(
    const std::vector<SampledShare>& strata);

// One stratum's table of two ratings on the same ordered levels.
struct SampledTable {
  double size = 0;
  size_t files = 0;            // read, whether or not they are in the table
  std::vector<size_t> counts;  // [first * levels + second]
};

struct KappaEstimate {
  double kappa = 0;
  double standard_error = 0;
  Interval interval;  // 95%, by the normal distribution, within [-1, 1]
};

// Cohen's kappa with linear weights (Cicchetti and Allison 1971) of the whole:
//   1 - sum(p_ij |i - j|) / sum(p_i. p_.j |i - j|).
// None if nothing is in the tables or chance alone leaves no disagreement. With
// one stratum the standard error is that of Fleiss, Cohen and Everitt (1969).
std::optional<KappaEstimate> EstimateWeightedKappa(
    const std::vector<SampledTable>& strata, size_t levels);

}  // namespace caselens

#endif  // TYPOLOGY_COMPARISON_STRATIFIED_H_
