#include "audit_service/api/class_model_fit_api.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/limits.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/data_set.h"
#include "typology/latent_class/profiles.h"

namespace caselens {
namespace {

absl::Status CheckRange(absl::string_view field, int value, int least,
                        int most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return InvalidField(field, absl::StrCat("want ", least, " to ", most));
}

int AsInt(size_t count) { return static_cast<int>(count); }

// P(item j present | class k) of an item with one or two categories.
double Present(const ClassModel& model, const std::vector<size_t>& first,
               size_t j, size_t k) {
  const Item& item = model.items[j];
  if (item.categories.size() == 1) return item.categories[0] == "1" ? 1 : 0;
  return model.profile[k * first.back() + first[j] + 1];
}

// The fitted model with two categories for every item, so that labels and
// ProbMeans are about presence.
ClassModel AsBinary(const ClassModel& model) {
  const std::vector<size_t> first = CategoryOffsets(model.items);
  ClassModel binary{.items = {},
                    .labels = model.labels,
                    .shares = model.shares,
                    .profile = {}};
  for (const Item& item : model.items) {
    binary.items.push_back(BinaryItem(item.id));
  }
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    for (size_t j = 0; j < model.items.size(); ++j) {
      const double present = Present(model, first, j, k);
      binary.profile.push_back(1 - present);
      binary.profile.push_back(present);
    }
  }
  return binary;
}

void RenderCriteria(const Criteria& criteria, v1::FitCriteria& message) {
  message.set_log_likelihood(criteria.log_likelihood);
  message.set_cases(criteria.cases);
  message.set_parameters(AsInt(criteria.parameters));
  message.set_degrees_of_freedom(criteria.degrees_of_freedom);
  message.set_aic(criteria.aic);
  message.set_aic3(criteria.aic3);
  message.set_bic(criteria.bic);
  message.set_caic(criteria.caic);
  message.set_sabic(criteria.sabic);
  message.set_icl(criteria.icl);
  message.set_g_squared(criteria.g_squared);
  message.set_x_squared(criteria.x_squared);
  if (criteria.entropy_r2_mplus.has_value()) {
    message.set_entropy_r2_mplus(*criteria.entropy_r2_mplus);
  }
  if (criteria.entropy_r2_latent_gold.has_value()) {
    message.set_entropy_r2_latent_gold(*criteria.entropy_r2_latent_gold);
  }
  message.set_classification_error(criteria.classification_error);
  if (criteria.lambda.has_value()) message.set_lambda(*criteria.lambda);
}

void RenderSearch(const Fit& fit, v1::FitSearch& message) {
  message.set_replicated(AsInt(fit.Replicated()));
  message.set_not_replicated(!IsReplicated(fit));
  const absl::string_view reason = StopReasonName(fit.stop_reason);
  message.set_stop_reason(std::string(reason));
  message.set_converged(fit.converged);
  message.set_starts(AsInt(fit.starts));
  message.set_finished(AsInt(fit.finished));
  message.set_discarded(AsInt(fit.discarded));
  for (const Optimum& optimum : fit.optima) {
    if (message.optima_size() == limits::kMaxOptima) break;
    v1::FitSearch::Optimum& one = *message.add_optima();
    one.set_log_likelihood(optimum.log_likelihood);
    one.set_hits(AsInt(optimum.hits));
    one.set_varied_hits(AsInt(optimum.varied_hits));
  }
  message.set_optima_found(AsInt(fit.optima.size()));
  message.set_simd(fit.simd);
}

void RenderProfile(const ClassModel& binary, v1::FitResult& message) {
  const std::vector<double> means = ProbMeans(binary);
  const size_t levels = 2 * binary.items.size();
  for (size_t j = 0; j < binary.items.size(); ++j) {
    v1::FitResult::Item& item = *message.add_profile();
    item.set_item(binary.items[j].id);
    for (size_t k = 0; k < binary.ClassCount(); ++k) {
      item.add_probability(binary.profile[k * levels + 2 * j + 1]);
      item.add_prob_mean(means[k * levels + 2 * j + 1]);
    }
  }
}

}  // namespace

absl::StatusOr<v1::FitOptions> CheckedFitOptions(v1::FitOptions options) {
  using Options = v1::FitOptions;
  if (options.unit() != Options::EACH_ASSESSMENT &&
      options.unit() != Options::LATEST_OF_EPISODE) {
    return InvalidField("options.unit",
                        "want EACH_ASSESSMENT or LATEST_OF_EPISODE");
  }
  if (options.method() != Options::ML && options.method() != Options::MAP) {
    return InvalidField("options.method", "want ML or MAP");
  }
  CASELENS_RETURN_IF_ERROR(CheckRange("options.classes_from",
                                      options.classes_from(), 1,
                                      limits::kMaxFitClasses));
  CASELENS_RETURN_IF_ERROR(
      CheckRange("options.classes_to", options.classes_to(),
                 options.classes_from(), limits::kMaxFitClasses));
  CASELENS_RETURN_IF_ERROR(
      CheckRange("options.starts", options.starts(), 0, limits::kMaxFitStarts));
  if (options.seed() < 0) {
    return InvalidField("options.seed", "want 1 or more, or 0 for 1");
  }
  if (options.seed() == 0) options.set_seed(1);
  if (options.method() == Options::ML) {
    if (options.pseudo_cases() != 0) {
      return InvalidField("options.pseudo_cases", "want 0 with ML");
    }
    return options;
  }
  if (options.pseudo_cases() == 0) options.set_pseudo_cases(1);
  if (!(options.pseudo_cases() > 0 &&
        options.pseudo_cases() <= limits::kMaxPseudoCases)) {
    return InvalidField(
        "options.pseudo_cases",
        absl::StrCat("want more than 0 and at most ", limits::kMaxPseudoCases));
  }
  return options;
}

FitOptions EngineOptions(const v1::FitOptions& options) {
  FitOptions engine;
  if (options.method() == v1::FitOptions::MAP) {
    engine.estimation = Estimation::kMaximumAPosteriori;
    engine.pseudo_cases = options.pseudo_cases();
  }
  engine.seed = static_cast<uint64_t>(options.seed());
  engine.starts.fixed = static_cast<size_t>(options.starts());
  return engine;
}

std::vector<int> ClassCounts(const v1::FitOptions& options) {
  std::vector<int> counts;
  if (options.classes_from() > 1) counts.push_back(1);
  for (int k = options.classes_from(); k <= options.classes_to(); ++k) {
    counts.push_back(k);
  }
  return counts;
}

v1::FitPatterns RenderFitPatterns(const std::vector<std::string>& items,
                                  const CaseCounts& cases) {
  v1::FitPatterns message;
  message.mutable_items()->Add(items.begin(), items.end());
  for (const auto& [present, count] : cases) {
    message.add_present(present);
    message.add_cases(count);
  }
  return message;
}

PatternTable ParseFitPatterns(const v1::FitPatterns& patterns) {
  uint32_t always = ~uint32_t{0};
  uint32_t ever = 0;
  for (const uint32_t present : patterns.present()) {
    always &= present;
    ever |= present;
  }
  DataSet data;
  std::vector<bool> varies;
  for (int j = 0; j < patterns.items_size(); ++j) {
    const uint32_t bit = uint32_t{1} << static_cast<uint32_t>(j);
    varies.push_back((always & bit) == 0 && (ever & bit) != 0);
    data.items.push_back(BinaryItem(patterns.items(j)));
    if (!varies.back()) {
      data.items.back().categories = {(always & bit) != 0 ? "1" : "0"};
    }
  }
  data.row_count = static_cast<size_t>(patterns.present_size());
  for (int i = 0; i < patterns.present_size(); ++i) {
    for (size_t j = 0; j < data.items.size(); ++j) {
      const bool present = ((patterns.present(i) >> j) & 1U) != 0;
      data.codes.push_back(varies[j] && present ? 1 : 0);
    }
    data.weights.push_back(patterns.cases(i));
  }
  return Collapse(data);
}

v1::FitResult RenderFitResult(const Fit& fit, const Criteria& criteria) {
  v1::FitResult message;
  const ClassModel binary = AsBinary(fit.model);
  message.set_class_count(AsInt(binary.ClassCount()));
  RenderCriteria(criteria, *message.mutable_criteria());
  RenderSearch(fit, *message.mutable_search());
  for (size_t k = 0; k < binary.ClassCount(); ++k) {
    v1::FitResult::Class& one = *message.add_classes();
    one.set_class_(AsInt(k) + 1);
    one.set_share(binary.shares[k]);
    one.set_suggested_label(SuggestedLabel(binary, k));
    one.set_modal_cases(criteria.modal_cases[k]);
    one.set_modal_mean_posterior(criteria.modal_mean_posterior[k]);
  }
  RenderProfile(binary, message);
  for (const BoundaryEstimate& estimate : BoundaryEstimates(fit.model)) {
    v1::FitResult::Boundary& one = *message.add_boundaries();
    one.set_class_(AsInt(estimate.class_index) + 1);
    one.set_item(fit.model.items[estimate.item].id);
    one.set_probability(estimate.probability);
  }
  message.set_log_prior(fit.log_prior);
  return message;
}

bool IsDone(const v1::ClassModelFit& fit) {
  return fit.state() == v1::ClassModelFit::SUCCEEDED ||
         fit.state() == v1::ClassModelFit::FAILED ||
         fit.state() == v1::ClassModelFit::CANCELLED;
}

v1::FitProgress RenderFitProgress(const v1::ClassModelFit& fit) {
  v1::FitProgress progress;
  progress.set_fit(fit.name());
  progress.set_state(fit.state());
  progress.set_classes_to(fit.options().classes_to());
  progress.set_finished(fit.results_size());
  if (fit.results().empty()) return progress;
  const v1::FitResult& last = *fit.results().rbegin();
  progress.set_class_count(last.class_count());
  progress.set_starts(last.search().starts());
  progress.set_ceiling(last.search().starts());
  progress.set_best_log_likelihood(last.criteria().log_likelihood());
  progress.set_replicated(last.search().replicated());
  return progress;
}

v1::ClassModel RenderFittedModel(const v1::ClassModelFit& fit,
                                 const v1::FitResult& result) {
  v1::ClassModel model;
  for (const v1::FitResult::Class& one : result.classes()) {
    v1::ClassModel::Class& added = *model.add_classes();
    added.set_class_(one.class_());
    added.set_share(one.share());
    added.set_label(one.suggested_label());
    added.set_suggested_label(one.suggested_label());
  }
  for (const v1::FitResult::Item& item : result.profile()) {
    v1::ClassModel::ItemProfile& added = *model.add_profile();
    added.set_item(item.item());
    *added.mutable_probability() = item.probability();
  }
  v1::ClassModel::Origin& origin = *model.mutable_origin();
  origin.set_fit(fit.name());
  *origin.mutable_options() = fit.options();
  *origin.mutable_data() = fit.data();
  *origin.mutable_criteria() = result.criteria();
  *origin.mutable_search() = result.search();
  model.set_not_replicated(result.search().not_replicated());
  return model;
}

}  // namespace caselens
