#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"
#include "clients/local/commands.h"
#include "clients/local/ratings_view.h"
#include "typology/agreement/agreement.h"
#include "typology/agreement/ratings_table.h"

namespace caselens::cli {
namespace {

constexpr size_t kMaxRatingsBytes = size_t{256} << 20;

struct OfOptions {
  std::string ratings;
  std::string level = "nominal";
  std::string weights;
  std::string id;
  std::string categories;
  std::vector<std::string> missing;
  std::string positive;
  int seed = 1;
};

absl::StatusOr<ScaleLevel> LevelNamed(const std::string& name) {
  for (const ScaleLevel level :
       {ScaleLevel::kNominal, ScaleLevel::kOrdinal, ScaleLevel::kInterval}) {
    if (LevelName(level) == name) return level;
  }
  return UsageError(absl::StrCat("--level `", name,
                                 "`: want one of nominal, ordinal, interval"));
}

constexpr WeightForm kAllWeights[] = {
    WeightForm::kIdentity, WeightForm::kLinear, WeightForm::kQuadratic,
    WeightForm::kOrdinal};

absl::StatusOr<WeightForm> WeightsNamed(const std::string& name,
                                        ScaleLevel level) {
  if (name.empty()) {
    return level == ScaleLevel::kNominal ? WeightForm::kIdentity
                                         : WeightForm::kQuadratic;
  }
  for (const WeightForm form : kAllWeights) {
    if (WeightName(form) == name) return form;
  }
  return UsageError(
      absl::StrCat("--weights `", name,
                   "`: want one of identity, linear, quadratic, ordinal"));
}

absl::StatusOr<size_t> PositiveOf(const std::string& label,
                                  const std::vector<std::string>& categories) {
  if (label.empty()) return 1;
  const auto at = std::find(categories.begin(), categories.end(), label);
  if (at != categories.end() && categories.size() == 2) {
    return static_cast<size_t>(at - categories.begin());
  }
  return UsageError(
      absl::StrCat("--positive `", label, "`: want one of two categories"));
}

// Percent agreement and Cohen's kappa of each two coders.
std::vector<TableAgreement::Pair> MeasurePairs(
    const RatingsTable& table, const AgreementOptions& options) {
  const Figure nothing = NotDefined("they rated no unit both", 0);
  std::vector<TableAgreement::Pair> pairs;
  for (size_t a = 0; a < table.coders.size(); ++a) {
    for (size_t b = a + 1; b < table.coders.size(); ++b) {
      auto report =
          MeasureAgreement(table.tally.OfPair(a, b), table.scale, options);
      pairs.push_back({a, b,
                       report.ok() ? *std::move(report)
                                   : AgreementReport{.percent = nothing,
                                                     .cohen_kappa = nothing}});
    }
  }
  return pairs;
}

absl::StatusOr<TableAgreement> Measure(const RatingsTable& table,
                                       WeightForm weights, uint64_t seed) {
  AgreementOptions options{.weights = weights, .bootstrap = {.seed = seed}};
  TableAgreement agreement{.coders = table.coders,
                           .categories = table.scale.labels,
                           .level = table.scale.level,
                           .main = {.weights = weights},
                           .empty_units = table.empty_units};
  CLI_ASSIGN_OR_RETURN(agreement.main.report,
                       MeasureAgreement(table.tally, table.scale, options));
  // Only alpha draws, and of what follows alpha is not shown.
  options.bootstrap.replicates = 0;
  if (table.coders.size() > 2) {
    agreement.pairs = MeasurePairs(table, options);
  }
  if (table.scale.level == ScaleLevel::kNominal) return agreement;
  for (const WeightForm form : kAllWeights) {
    options.weights = form;
    CLI_ASSIGN_OR_RETURN(AgreementReport report,
                         MeasureAgreement(table.tally, table.scale, options));
    agreement.weighted.push_back({form, std::move(report)});
  }
  return agreement;
}

// Everything that can be wrong is the file or the options.
absl::Status InFile(const OfOptions& options, const absl::Status& status) {
  return UsageError(absl::StrCat(options.ratings, ": ", status.message()));
}

absl::Status AgreementOf(Session& session, const OfOptions& options) {
  CLI_ASSIGN_OR_RETURN(const ScaleLevel level, LevelNamed(options.level));
  CLI_ASSIGN_OR_RETURN(const WeightForm weights,
                       WeightsNamed(options.weights, level));
  CLI_ASSIGN_OR_RETURN(const std::string csv,
                       ReadFile(options.ratings, kMaxRatingsBytes));
  const auto table =
      ParseRatings(csv, {.level = level,
                         .id_column = options.id,
                         .missing = options.missing,
                         .categories = SplitList(options.categories)});
  if (!table.ok()) return InFile(options, table.status());
  CLI_ASSIGN_OR_RETURN(const size_t positive,
                       PositiveOf(options.positive, table->scale.labels));
  auto agreement =
      Measure(*table, weights, static_cast<uint64_t>(options.seed));
  if (!agreement.ok()) return InFile(options, agreement.status());
  agreement->positive = positive;
  return session.Print(RatingsJson(*agreement), RatingsView(*agreement));
}

}  // namespace

void AddRatingsCommands(Program& program) {
  auto options = std::make_shared<OfOptions>();
  program
      .Add("agreement of",
           "Agreement in any table of ratings; stores nothing, asks no service",
           "caselens agreement of ratings.csv --level ordinal",
           [options](Session& session) {
             return AgreementOf(session, *options);
           })
      .Needs("RATINGS", options->ratings,
             "CSV: a header, a row a unit, a column a coder, empty for not "
             "rated; `-` is standard input")
      .Takes("--level", options->level,
             "nominal, ordinal or interval [nominal]")
      .Takes("--weights", options->weights,
             "Of kappas and AC: identity, linear, quadratic, ordinal "
             "[identity if nominal, else quadratic]")
      .Takes("--id", options->id, "The column that names the units")
      .Takes("--categories", options->categories,
             "All categories in their order, low,mid,high [those that occur]")
      .Takes("--missing", options->missing,
             "What else than an empty cell stands for not rated; may be given "
             "many times")
      .Takes("--positive", options->positive,
             "Of two categories, the one that positive agreement is about "
             "[the last]")
      .Takes("--seed", options->seed,
             "Seed of the intervals that are drawn [1]");
}

}  // namespace caselens::cli
