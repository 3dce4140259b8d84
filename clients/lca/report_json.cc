#include <algorithm>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

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

using Json = nlohmann::ordered_json;

Json OrNull(const std::optional<double>& value) {
  return value.has_value() ? Json(*value) : Json(nullptr);
}

// values[class * levels + level] as {"item": {"category": [per class]}}.
Json ByItem(const ClassModel& model, const std::vector<double>& values) {
  const std::vector<size_t> first = CategoryOffsets(model.items);
  Json items = Json::object();
  for (size_t j = 0; j < model.items.size(); ++j) {
    Json categories = Json::object();
    for (size_t x = 0; x < model.items[j].categories.size(); ++x) {
      Json per_class = Json::array();
      for (size_t k = 0; k < model.ClassCount(); ++k) {
        per_class.push_back(values[k * first.back() + first[j] + x]);
      }
      categories[model.items[j].categories[x]] = std::move(per_class);
    }
    items[model.items[j].id] = std::move(categories);
  }
  return items;
}

Json Boundaries(const ClassModel& model) {
  Json list = Json::array();
  for (const BoundaryEstimate& estimate : BoundaryEstimates(model)) {
    const Item& item = model.items[estimate.item];
    list.push_back({{"class", estimate.class_index + 1},
                    {"item", item.id},
                    {"category", item.categories[estimate.category]},
                    {"probability", estimate.probability}});
  }
  return list;
}

Json Optima(const Fit& fit) {
  Json list = Json::array();
  for (const Optimum& optimum : fit.optima) {
    list.push_back({{"log_likelihood", optimum.log_likelihood},
                    {"hits", optimum.hits},
                    {"varied_hits", optimum.varied_hits}});
  }
  return list;
}

Json Rows(const std::vector<double>& values, size_t columns) {
  Json rows = Json::array();
  for (size_t i = 0; i < values.size(); i += columns) {
    rows.push_back(
        std::vector<double>(values.begin() + static_cast<long>(i),
                            values.begin() + static_cast<long>(i + columns)));
  }
  return rows;
}

// Standard errors of 0 are at the boundary: there is none.
std::vector<double> NanForZero(std::vector<double> errors) {
  std::replace(errors.begin(), errors.end(), 0.0, std::nan(""));
  return errors;
}

void AddDiagnostics(const FittedModel& model, Json& json) {
  if (model.errors.has_value()) {
    json["standard_errors"] = {
        {"class_shares", NanForZero(model.errors->shares)},
        {"profiles",
         ByItem(model.fit.model, NanForZero(model.errors->profile))}};
  }
  if (model.residuals.empty()) return;
  Json residuals = Json::array();
  for (const BivariateResidual& residual : model.residuals) {
    const std::vector<Item>& items = model.fit.model.items;
    residuals.push_back(
        {{"items", {items[residual.first].id, items[residual.second].id}},
         {"value", residual.value}});
    if (residual.bootstrap_p >= 0) {
      residuals.back()["bootstrap_p"] = residual.bootstrap_p;
    }
  }
  json["bivariate_residuals"] = std::move(residuals);
}

void AddStarts(const FittedModel& model, Json& json) {
  const Fit& fit = model.fit;
  json["starts"] = fit.starts;
  json["replicated"] = fit.Replicated();
  json["is_replicated"] = FitReport::Replicated(model);
  json["starts_finished"] = fit.finished;
  json["starts_discarded"] = fit.discarded;
  const absl::string_view reason = StopReasonName(fit.stop_reason);
  json["stop_reason"] = std::string(reason);
  json["converged"] = fit.converged;
  json["em_steps"] = fit.steps;
  json["optima"] = Optima(fit);
}

Json ModelAsJson(const FittedModel& model) {
  const Fit& fit = model.fit;
  const Criteria& criteria = model.criteria;
  Json json;
  json["classes"] = fit.model.ClassCount();
  json["log_likelihood"] = criteria.log_likelihood;
  json["log_prior"] = fit.log_prior;
  json["parameters"] = criteria.parameters;
  json["degrees_of_freedom"] = criteria.degrees_of_freedom;
  json["identified"] = criteria.degrees_of_freedom >= 0;
  json["aic"] = criteria.aic;
  json["aic3"] = criteria.aic3;
  json["bic"] = criteria.bic;
  json["caic"] = criteria.caic;
  json["sabic"] = criteria.sabic;
  json["icl"] = criteria.icl;
  json["g_squared"] = criteria.g_squared;
  json["x_squared"] = criteria.x_squared;
  json["entropy"] = criteria.entropy;
  json["entropy_r2"] = OrNull(criteria.entropy_r2_latent_gold);
  json["entropy_r2_latent_gold"] = OrNull(criteria.entropy_r2_latent_gold);
  json["entropy_r2_mplus"] = OrNull(criteria.entropy_r2_mplus);
  json["classification_error"] = criteria.classification_error;
  json["lambda"] = OrNull(criteria.lambda);
  json["classification_table"] =
      Rows(criteria.classification_table, fit.model.ClassCount());
  json["modal_cases"] = criteria.modal_cases;
  json["modal_mean_posterior"] = criteria.modal_mean_posterior;
  json["class_shares"] = fit.model.shares;
  json["labels"] = fit.model.labels;
  Json suggested = Json::array();
  for (size_t k = 0; k < fit.model.ClassCount(); ++k) {
    suggested.push_back(SuggestedLabel(fit.model, k));
  }
  json["suggested_labels"] = std::move(suggested);
  json["profiles"] = ByItem(fit.model, fit.model.profile);
  json["prob_means"] = ByItem(fit.model, ProbMeans(fit.model));
  json["boundary_estimates"] = Boundaries(fit.model);
  AddDiagnostics(model, json);
  AddStarts(model, json);
  return json;
}

Json DataAsJson(const FitReport& report) {
  const PatternTable& patterns = *report.patterns;
  Json items = Json::array();
  for (const Item& item : patterns.items) {
    items.push_back({{"item", item.id}, {"categories", item.categories}});
  }
  return {{"rows", report.row_count},
          {"cases", patterns.total_weight},
          {"patterns", patterns.pattern_count},
          {"rows_without_answers", patterns.rows_without_answers},
          {"rows_without_weight", patterns.rows_without_weight},
          {"constant_items", ConstantItems(patterns.items)},
          {"items", std::move(items)}};
}

Json OptionsAsJson(const Fit& fit) {
  const bool map = fit.estimation == Estimation::kMaximumAPosteriori;
  return {{"method", map ? "map" : "ml"},
          {"alpha", fit.pseudo_cases},
          {"seed", fit.seed},
          {"simd", fit.simd}};
}

Json RowsByClass(const std::vector<double>& values, size_t columns) {
  return values.empty() ? Json::array() : Rows(values, columns);
}

}  // namespace

std::string TestsAsJson(const std::vector<BootstrapTest>& tests) {
  Json list = Json::array();
  for (const BootstrapTest& test : tests) {
    list.push_back({{"classes", test.classes},
                    {"against", test.classes + 1},
                    {"likelihood_ratio", test.likelihood_ratio},
                    {"p", test.p},
                    {"replicates", test.replicates.size()},
                    {"exceedances", test.exceedances},
                    {"stopped_early", test.stopped_early}});
  }
  return Json({{"tests", std::move(list)}}).dump(2) + "\n";
}

std::string StabilityAsJson(const Stability& stability) {
  const Json json = {{"jaccard", stability.jaccard},
                     {"adjusted_rand", stability.adjusted_rand},
                     {"changed_share", stability.changed_share},
                     {"replicates", stability.adjusted_rand_of.size()}};
  return json.dump(2) + "\n";
}

std::string RelationAsJson(const ThreeStep& related, const Outcome& outcome) {
  Json pairs = Json::array();
  for (const PairTest& pair : related.pairs) {
    pairs.push_back({{"classes", {pair.first + 1, pair.second + 1}},
                     {"wald", pair.wald},
                     {"degrees_of_freedom", pair.degrees_of_freedom},
                     {"p", pair.p}});
  }
  const Json json = {
      {"categories", outcome.categories},
      {"estimates", RowsByClass(related.estimates, related.columns)},
      {"standard_errors",
       RowsByClass(related.standard_errors, related.columns)},
      {"pairs", std::move(pairs)}};
  return json.dump(2) + "\n";
}

std::string ReportAsJson(const FitReport& report) {
  Json json;
  json["data"] = DataAsJson(report);
  if (!report.models.empty()) {
    json["options"] = OptionsAsJson(report.models[0].fit);
  }
  json["models"] = Json::array();
  for (const FittedModel& model : report.models) {
    json["models"].push_back(ModelAsJson(model));
  }
  json["lowest"] = {{"aic", LowestOf(report, &Criteria::aic)},
                    {"aic3", LowestOf(report, &Criteria::aic3)},
                    {"bic", LowestOf(report, &Criteria::bic)},
                    {"caic", LowestOf(report, &Criteria::caic)},
                    {"sabic", LowestOf(report, &Criteria::sabic)},
                    {"icl", LowestOf(report, &Criteria::icl)}};
  return json.dump(2) + "\n";
}

}  // namespace caselens
