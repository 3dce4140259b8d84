#include "typology/latent_class/stability.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

#include "typology/base/counter_random.h"
#include "typology/base/parallel.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/profiles.h"
#include "typology/latent_class/resample.h"

namespace caselens {
namespace {

double Pairs(double n) { return n * (n - 1) / 2; }

// 1 for rows of one random half, 0 for the other; clusters stay together.
std::vector<double> DrawHalf(size_t rows,
                             absl::Span<const std::string> clusters,
                             CounterRandom random) {
  std::vector<double> in_half(rows);
  std::map<std::string, double> of_cluster;
  for (size_t row = 0; row < rows; ++row) {
    const double side = random.Uniform() < 0.5 ? 0 : 1;
    in_half[row] = clusters.empty()
                       ? side
                       : of_cluster.emplace(clusters[row], side).first->second;
  }
  return in_half;
}

absl::StatusOr<ClassModel> Search(const Fit& fit, const PatternTable& patterns,
                                  const StabilityOptions& options,
                                  uint64_t seed) {
  FitOptions search;
  search.class_count = fit.model.ClassCount();
  search.estimation = fit.estimation;
  search.pseudo_cases = fit.pseudo_cases;
  search.seed = seed;
  search.starts.batch = options.starts;
  search.starts.ceiling = options.starts;
  search.starts.finished_of_batch = std::max<size_t>(1, options.starts / 4);
  search.em.tolerance = 1e-10;
  search.initial = {fit.model};
  CASELENS_ASSIGN_OR_RETURN(Fit found, FitClasses(patterns, search));
  return std::move(found.model);
}

// Cases by their class in model a and in model b, in a's order of classes.
absl::StatusOr<std::vector<double>> CrossTable(const ClassModel& a,
                                               const ClassModel& b,
                                               const PatternTable& patterns) {
  CASELENS_ASSIGN_OR_RETURN(const ClassModel aligned,
                            ReorderClasses(b, AlignClasses(a, b)));
  CASELENS_ASSIGN_OR_RETURN(const Posteriors in_a,
                            ComputePosteriors(a, patterns));
  CASELENS_ASSIGN_OR_RETURN(const Posteriors in_b,
                            ComputePosteriors(aligned, patterns));
  const size_t classes = a.ClassCount();
  std::vector<double> table(classes * classes, 0);
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    table[in_a.Modal(p) * classes + in_b.Modal(p)] += patterns.weights[p];
  }
  return table;
}

absl::StatusOr<std::vector<double>> Replicate(const Fit& fit,
                                              const PatternTable& patterns,
                                              const StabilityOptions& options,
                                              size_t i) {
  const size_t rows = patterns.of_row.size();
  const CounterRandom random({options.seed, i});
  if (options.method == StabilityOptions::Method::kBootstrap) {
    const PatternTable drawn =
        Reweigh(patterns, DrawRows(rows, options.clusters, random));
    CASELENS_ASSIGN_OR_RETURN(const ClassModel model,
                              Search(fit, drawn, options, options.seed + i));
    return CrossTable(fit.model, model, patterns);
  }
  std::vector<double> half = DrawHalf(rows, options.clusters, random);
  CASELENS_ASSIGN_OR_RETURN(
      const ClassModel first,
      Search(fit, Reweigh(patterns, half), options, options.seed + 2 * i));
  for (double& side : half) side = 1 - side;
  CASELENS_ASSIGN_OR_RETURN(
      const ClassModel second,
      Search(fit, Reweigh(patterns, half), options, options.seed + 2 * i + 1));
  CASELENS_ASSIGN_OR_RETURN(
      const ClassModel ordered,
      ReorderClasses(first, AlignClasses(fit.model, first)));
  return CrossTable(ordered, second, patterns);
}

void AddReplicate(const std::vector<double>& table, Stability& stability) {
  const size_t classes = stability.jaccard.size();
  double total = 0;
  double kept = 0;
  for (size_t k = 0; k < classes; ++k) {
    double in_a = 0;
    double in_b = 0;
    for (size_t l = 0; l < classes; ++l) {
      in_a += table[k * classes + l];
      in_b += table[l * classes + k];
    }
    const double both = table[k * classes + k];
    const double either = in_a + in_b - both;
    stability.jaccard[k] += either > 0 ? both / either : 0;
    total += in_a;
    kept += both;
  }
  stability.adjusted_rand_of.push_back(AdjustedRand(table, classes));
  stability.changed_share_of.push_back(1 - kept / total);
}

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

double AdjustedRand(const std::vector<double>& table, size_t columns) {
  std::vector<double> column_sums(columns, 0);
  double total = 0;
  double same_in_both = 0;
  double same_in_rows = 0;
  for (size_t i = 0; i < table.size(); i += columns) {
    double row_sum = 0;
    for (size_t j = 0; j < columns; ++j) {
      row_sum += table[i + j];
      column_sums[j] += table[i + j];
      same_in_both += Pairs(table[i + j]);
    }
    same_in_rows += Pairs(row_sum);
    total += row_sum;
  }
  double same_in_columns = 0;
  for (const double sum : column_sums) same_in_columns += Pairs(sum);
  const double expected = same_in_rows * same_in_columns / Pairs(total);
  const double most = (same_in_rows + same_in_columns) / 2;
  return most == expected ? 1 : (same_in_both - expected) / (most - expected);
}

absl::StatusOr<Stability> MeasureStability(const Fit& fit,
                                           const PatternTable& patterns,
                                           const StabilityOptions& options) {
  if (options.replicates == 0 || options.starts == 0) {
    return absl::InvalidArgumentError("replicates and starts: want at least 1");
  }
  const size_t rows = patterns.of_row.size();
  if (!options.clusters.empty() && options.clusters.size() != rows) {
    return absl::InvalidArgumentError(
        absl::StrCat("clusters: ", options.clusters.size(),
                     "; want one for each of ", rows, " rows"));
  }
  std::vector<absl::StatusOr<std::vector<double>>> tables(
      options.replicates, absl::UnknownError("not drawn"));
  ParallelFor(options.threads, options.replicates, [&](size_t, size_t i) {
    tables[i] = Replicate(fit, patterns, options, i);
  });
  Stability stability;
  stability.jaccard.assign(fit.model.ClassCount(), 0);
  for (const auto& table : tables) {
    CASELENS_RETURN_IF_ERROR(table.status());
    AddReplicate(*table, stability);
  }
  for (double& value : stability.jaccard) {
    value /= static_cast<double>(options.replicates);
  }
  stability.adjusted_rand = Mean(stability.adjusted_rand_of);
  stability.changed_share = Mean(stability.changed_share_of);
  return stability;
}

}  // namespace caselens
