#include "typology/agreement/agreement.h"

#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/agreement/coefficients.h"
#include "typology/agreement/units.h"
#include "typology/agreement/weights.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::Status CheckScale(const Scale& scale, WeightForm weights) {
  if (scale.level == ScaleLevel::kNominal && weights != WeightForm::kIdentity) {
    return absl::InvalidArgumentError(
        "weights: nominal categories have no order; want identity");
  }
  if (scale.level != ScaleLevel::kInterval) return absl::OkStatus();
  if (scale.values.size() != scale.labels.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("values: ", scale.values.size(), " for ",
                     scale.labels.size(), " labels; want one each"));
  }
  for (size_t k = 0; k < scale.values.size(); ++k) {
    const bool ascends = k == 0 || scale.values[k - 1] < scale.values[k];
    if (!std::isfinite(scale.values[k]) || !ascends) {
      return absl::InvalidArgumentError(
          "values: want finite numbers in ascending order");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRatings(const Units& units, size_t categories) {
  for (const UnitGroup& group : units.groups) {
    for (const int rating : group.ratings) {
      if (rating >= static_cast<int>(categories)) {
        return absl::InvalidArgumentError(
            absl::StrCat("ratings: category ", rating, " of a scale with ",
                         categories, " categories"));
      }
    }
  }
  if (units.paired > 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "no unit was rated by two coders: there is nothing to compare");
}

Weights WeightsOf(const Scale& scale, WeightForm form) {
  const size_t categories = scale.labels.size();
  std::vector<double> positions = scale.values;
  if (scale.level != ScaleLevel::kInterval) {
    positions.resize(categories);
    std::iota(positions.begin(), positions.end(), 0.0);
  }
  switch (form) {
    case WeightForm::kLinear:
      return Weights::Linear(std::move(positions));
    case WeightForm::kQuadratic:
      return Weights::Quadratic(std::move(positions));
    case WeightForm::kOrdinal:
      return Weights::Ordinal(categories);
    case WeightForm::kIdentity:
      break;
  }
  return Weights::Identity(categories);
}

// The one category of all ratings, if there is only one.
std::optional<size_t> OnlyCategory(const Units& units) {
  std::optional<size_t> only;
  bool several = false;
  for (const UnitGroup& group : units.groups) {
    ForEachRating(group, [&](size_t category, size_t /*coder*/) {
      several |= only.has_value() && *only != category;
      only = category;
    });
  }
  return several ? std::nullopt : only;
}

Figure CohenKappa(const Units& paired, const Weights& weights) {
  if (paired.coders != 2) {
    return NotDefined(
        absl::StrCat("Cohen's kappa is of two coders and there are ",
                     paired.coders, "; Conger's kappa is its extension"),
        static_cast<int64_t>(paired.count));
  }
  return CongerKappa(paired, weights);
}

Figure AlphaOf(const Units& paired, const Scale& scale,
               const Bootstrap& bootstrap) {
  const size_t categories = scale.labels.size();
  switch (scale.level) {
    case ScaleLevel::kOrdinal:
      return OrdinalAlpha(paired, categories, bootstrap);
    case ScaleLevel::kInterval:
      return Alpha(paired, Weights::Quadratic(scale.values));
    case ScaleLevel::kNominal:
      break;
  }
  return Alpha(paired, Weights::Identity(categories));
}

// Only where the paired ratings hold two categories.
void MeasureBeyondChance(const Units& units, const Units& paired,
                         const Scale& scale, const AgreementOptions& options,
                         AgreementReport& report) {
  const Weights weights = WeightsOf(scale, options.weights);
  report.cohen_kappa = CohenKappa(paired, weights);
  report.conger_kappa = CongerKappa(units, weights);
  report.fleiss_kappa = FleissKappa(units, weights);
  report.gwet_ac = GwetAc(units, weights);
  report.krippendorff_alpha = AlphaOf(paired, scale, options.bootstrap);
}

void CountCategories(const Units& paired, AgreementReport& report) {
  int64_t all = 0;
  for (CategoryAgreement& category : report.categories) {
    category.by_coder.resize(paired.coders);
  }
  for (const UnitGroup& group : paired.groups) {
    const auto units = static_cast<int64_t>(group.units);
    ForEachRating(group, [&](size_t k, size_t coder) {
      report.categories[k].by_coder[coder] += units;
      report.categories[k].ratings += units;
      all += units;
    });
  }
  for (CategoryAgreement& category : report.categories) {
    category.prevalence =
        static_cast<double>(category.ratings) / static_cast<double>(all);
  }
}

// Of the r coders of a unit, x chose the category: to each of these, (x - 1) of
// the r - 1 others agree.
std::vector<Figure> SpecificAgreement(const Units& paired, size_t categories) {
  std::vector<RatioTally> ratios(categories);
  std::vector<double> chose(categories);
  for (const UnitGroup& group : paired.groups) {
    ForEachRating(group, [&](size_t k, size_t /*coder*/) { chose[k] += 1; });
    ForEachRating(group, [&](size_t k, size_t /*coder*/) {
      const double x = std::exchange(chose[k], 0.0);  // 0 after its first
      ratios[k].Add(x * (x - 1) / (group.rated - 1), x, group.units);
    });
  }
  std::vector<Figure> figures;
  for (const RatioTally& ratio : ratios) {
    figures.push_back(ratio.Ratio("no coder chose it"));
  }
  return figures;
}

void SetAllBeyondChance(const Figure& figure, AgreementReport& report) {
  report.cohen_kappa = figure;
  report.conger_kappa = figure;
  report.fleiss_kappa = figure;
  report.krippendorff_alpha = figure;
  report.gwet_ac = figure;
}

}  // namespace

absl::StatusOr<AgreementReport> MeasureAgreement(
    const RatingTally& tally, const Scale& scale,
    const AgreementOptions& options) {
  CASELENS_RETURN_IF_ERROR(CheckScale(scale, options.weights));
  const size_t categories = scale.labels.size();
  const Units units = Units::Of(tally);
  CASELENS_RETURN_IF_ERROR(CheckRatings(units, categories));
  const Units paired = units.PairedOnly();
  AgreementReport report{.coders = units.coders,
                         .units = static_cast<int64_t>(units.count),
                         .paired = static_cast<int64_t>(units.paired)};
  report.percent = PercentAgreement(units);
  report.categories.resize(categories);
  CountCategories(paired, report);
  const std::optional<size_t> only = OnlyCategory(paired);
  if (only.has_value()) {
    const Figure one_category = NotDefined(
        absl::StrCat("all coders chose ", scale.labels[*only]), report.paired);
    SetAllBeyondChance(one_category, report);
    for (CategoryAgreement& category : report.categories) {
      category.specific = one_category;
    }
    return report;
  }
  MeasureBeyondChance(units, paired, scale, options, report);
  std::vector<Figure> specific = SpecificAgreement(paired, categories);
  for (size_t k = 0; k < categories; ++k) {
    report.categories[k].specific = std::move(specific[k]);
  }
  return report;
}

absl::StatusOr<SetAgreementReport> MeasureSetAgreement(
    const SetTally& tally, const std::vector<std::string>& code_labels) {
  if (code_labels.size() != tally.Codes()) {
    return absl::InvalidArgumentError(
        absl::StrCat("code_labels: ", code_labels.size(), " for ",
                     tally.Codes(), " codes; want one each"));
  }
  const Units units = Units::Of(tally.AsCategories());
  CASELENS_RETURN_IF_ERROR(CheckRatings(units, tally.Sets().size()));
  SetAgreementReport report{.units = static_cast<int64_t>(units.count),
                            .paired = static_cast<int64_t>(units.paired)};
  report.percent = PercentAgreement(units);
  const std::optional<size_t> only = OnlyCategory(units.PairedOnly());
  report.masi_alpha =
      only.has_value()
          ? NotDefined("all coders chose the same codes", report.paired)
          : Alpha(units, Weights::Masi(tally.Sets()));
  for (size_t code = 0; code < tally.Codes(); ++code) {
    const Scale scale{
        .labels = {absl::StrCat("not ", code_labels[code]), code_labels[code]}};
    CASELENS_ASSIGN_OR_RETURN(AgreementReport of_code,
                              MeasureAgreement(tally.OfCode(code), scale));
    report.codes.push_back(std::move(of_code));
  }
  return report;
}

}  // namespace caselens
