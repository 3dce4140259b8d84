#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include "clients/lca/report.h"
#include "typology/latent_class/bivariate_residuals.h"
#include "typology/latent_class/bootstrap.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/criteria.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/profiles.h"
#include "typology/latent_class/stability.h"
#include "typology/latent_class/three_step.h"

namespace caselens {
namespace {

std::string Summary(const FitReport& report) {
  const PatternTable& patterns = *report.patterns;
  std::string text = absl::StrFormat(
      "%d rows, %g cases, %d items, %d patterns\n", report.row_count,
      patterns.total_weight, patterns.items.size(), patterns.pattern_count);
  if (patterns.rows_without_answers > 0) {
    absl::StrAppend(&text, patterns.rows_without_answers,
                    " rows without any answer are left out\n");
  }
  if (patterns.rows_without_weight > 0) {
    absl::StrAppend(&text, patterns.rows_without_weight,
                    " rows of weight 0 are left out\n");
  }
  const std::vector<std::string> constant = ConstantItems(patterns.items);
  if (!constant.empty()) {
    absl::StrAppend(
        &text, "constant items, kept: ", absl::StrJoin(constant, ", "), "\n");
  }
  return text;
}

std::string Percent(const std::optional<double>& value) {
  return value.has_value() ? absl::StrFormat("%.3f", *value) : "-";
}

std::string ModelLine(const FittedModel& model) {
  const Criteria& c = model.criteria;
  return absl::StrFormat(
      "%3d %13.4f %5d %9g %12.3f %12.3f %12.3f %12.3f %7s %7s %6.4f  %s\n",
      model.fit.model.ClassCount(), c.log_likelihood, c.parameters,
      c.degrees_of_freedom, c.aic, c.bic, c.sabic, c.icl,
      Percent(c.entropy_r2_latent_gold), Percent(c.entropy_r2_mplus),
      c.classification_error,
      FitReport::Replicated(model)
          ? absl::StrCat(model.fit.Replicated(), " of ", model.fit.finished)
          : "NOT REPLICATED");
}

// Characters of the longest "item=category", at least 12.
size_t LabelWidth(const ClassModel& model) {
  size_t width = 12;
  for (const Item& item : model.items) {
    for (const std::string& category : item.categories) {
      width = std::max(width, item.id.size() + category.size() + 1);
    }
  }
  return width;
}

// A line for each category; of a binary item only for its second.
std::string ProfileRows(const ClassModel& m, size_t width) {
  const std::vector<size_t> first = CategoryOffsets(m.items);
  std::string text;
  for (size_t j = 0; j < m.items.size(); ++j) {
    const size_t categories = m.items[j].categories.size();
    for (size_t x = categories == 2 ? 1 : 0; x < categories; ++x) {
      absl::StrAppendFormat(
          &text, "\n%-*s", static_cast<int>(width),
          absl::StrCat(m.items[j].id, "=", m.items[j].categories[x]));
      for (size_t k = 0; k < m.ClassCount(); ++k) {
        absl::StrAppendFormat(&text, " %7.4f",
                              m.profile[k * first.back() + first[j] + x]);
      }
    }
  }
  return text;
}

std::string ProfileTable(const FittedModel& model) {
  const ClassModel& m = model.fit.model;
  const size_t width = LabelWidth(m);
  std::string text = absl::StrFormat(
      "\n%d classes%s: P(item = category | class)\n%-*s", m.ClassCount(),
      FitReport::Replicated(model) ? "" : " (NOT REPLICATED)",
      static_cast<int>(width), "");
  for (size_t k = 0; k < m.ClassCount(); ++k) {
    absl::StrAppendFormat(&text, " %7d", k + 1);
  }
  absl::StrAppendFormat(&text, "\n%-*s", static_cast<int>(width), "share");
  for (const double share : m.shares) {
    absl::StrAppendFormat(&text, " %7.4f", share);
  }
  absl::StrAppend(&text, ProfileRows(m, width), "\n\nSuggested labels\n");
  for (size_t k = 0; k < m.ClassCount(); ++k) {
    absl::StrAppendFormat(&text, "%3d  %s\n", k + 1, SuggestedLabel(m, k));
  }
  const size_t at_boundary = BoundaryEstimates(m).size();
  if (at_boundary > 0) {
    absl::StrAppend(&text, at_boundary,
                    " probabilities are at the boundary (0 or 1)\n");
  }
  return text;
}

std::string Residuals(const FittedModel& model) {
  std::vector<BivariateResidual> sorted = model.residuals;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const BivariateResidual& a, const BivariateResidual& b) {
                     return a.value > b.value;
                   });
  sorted.resize(std::min<size_t>(sorted.size(), 10));
  std::string text = "\nLargest bivariate residuals\n";
  for (const BivariateResidual& residual : sorted) {
    absl::StrAppendFormat(&text, "%10.3f  %s and %s", residual.value,
                          model.fit.model.items[residual.first].id,
                          model.fit.model.items[residual.second].id);
    if (residual.bootstrap_p >= 0) {
      absl::StrAppendFormat(&text, ", p %.3f", residual.bootstrap_p);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string TestsAsTable(const std::vector<BootstrapTest>& tests) {
  std::string text = "  K  against  2 LL ratio       p  replicates\n";
  for (const BootstrapTest& test : tests) {
    absl::StrAppendFormat(&text, "%3d  %7d  %10.3f  %6.3f  %d%s\n",
                          test.classes, test.classes + 1, test.likelihood_ratio,
                          test.p, test.replicates.size(),
                          test.stopped_early ? ", stopped early" : "");
  }
  return text;
}

std::string StabilityAsTable(const Stability& stability) {
  std::string text = absl::StrFormat(
      "%d replicates: adjusted Rand %.3f, %.1f%% of cases change class\n"
      "class  Jaccard\n",
      stability.adjusted_rand_of.size(), stability.adjusted_rand,
      100 * stability.changed_share);
  for (size_t k = 0; k < stability.jaccard.size(); ++k) {
    absl::StrAppendFormat(&text, "%5d  %7.3f%s\n", k + 1, stability.jaccard[k],
                          stability.jaccard[k] < 0.6 ? "  doubtful" : "");
  }
  return text;
}

std::string RelationAsTable(const ThreeStep& related, const Outcome& outcome) {
  std::string text = "class";
  for (size_t c = 0; c < related.columns; ++c) {
    absl::StrAppendFormat(
        &text, "  %18s",
        outcome.categories.empty() ? "mean" : outcome.categories[c]);
  }
  text += "\n";
  for (size_t i = 0; i < related.estimates.size(); i += related.columns) {
    absl::StrAppendFormat(&text, "%5d", i / related.columns + 1);
    for (size_t c = i; c < i + related.columns; ++c) {
      absl::StrAppendFormat(
          &text, "  %8.4f (%7.4f)", related.estimates[c],
          related.standard_errors.empty() ? 0.0 : related.standard_errors[c]);
    }
    text += "\n";
  }
  for (const PairTest& pair : related.pairs) {
    absl::StrAppendFormat(&text, "%d against %d: Wald %.3f, df %g, p %.4f\n",
                          pair.first + 1, pair.second + 1, pair.wald,
                          pair.degrees_of_freedom, pair.p);
  }
  return text;
}

bool FitReport::Replicated(const FittedModel& model) {
  return IsReplicated(model.fit);
}

size_t LowestOf(const FitReport& report, double Criteria::*criterion) {
  const FittedModel* lowest = nullptr;
  for (const FittedModel& model : report.models) {
    if (!FitReport::Replicated(model)) continue;
    if (lowest == nullptr ||
        model.criteria.*criterion < lowest->criteria.*criterion) {
      lowest = &model;
    }
  }
  return lowest == nullptr ? 0 : lowest->fit.model.ClassCount();
}

std::string ReportAsTable(const FitReport& report, size_t profile_of) {
  std::string text = Summary(report);
  absl::StrAppendFormat(
      &text, "\n%3s %13s %5s %9s %12s %12s %12s %12s %7s %7s %6s  %s\n", "K",
      "LL", "par", "df", "AIC", "BIC", "SABIC", "ICL", "R2 LG", "R2 Mpl",
      "error", "best LL reached by");
  for (const FittedModel& model : report.models) {
    text += ModelLine(model);
  }
  absl::StrAppend(&text, "Lowest among replicated: AIC ",
                  LowestOf(report, &Criteria::aic), ", BIC ",
                  LowestOf(report, &Criteria::bic), ", SABIC ",
                  LowestOf(report, &Criteria::sabic), ", ICL ",
                  LowestOf(report, &Criteria::icl), "\n");
  const size_t shown =
      profile_of == 0 ? LowestOf(report, &Criteria::bic) : profile_of;
  for (const FittedModel& model : report.models) {
    if (model.fit.model.ClassCount() != shown) continue;
    text += ProfileTable(model);
    if (!model.residuals.empty()) text += Residuals(model);
  }
  return text;
}

}  // namespace caselens
