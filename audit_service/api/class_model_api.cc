#include "audit_service/api/class_model_api.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "typology/base/status_macros.h"
#include "typology/disclosure/percent.h"
#include "typology/latent_class/profiles.h"

namespace caselens {
namespace {

// Place of an item in the profile, or -1.
int FindItem(const v1::ClassModel& model, const std::string& key) {
  const auto& profile = model.profile();
  const auto at = std::find_if(profile.begin(), profile.end(),
                               [&](const v1::ClassModel::ItemProfile& item) {
                                 return item.item() == key;
                               });
  return at == profile.end() ? -1 : static_cast<int>(at - profile.begin());
}

absl::Status Mark(const v1::ClassModel& model, absl::string_view field,
                  absl::Span<const std::string> keys, int value,
                  Pattern& pattern) {
  for (size_t i = 0; i < keys.size(); ++i) {
    const int item = FindItem(model, keys[i]);
    if (item < 0) {
      return InvalidField(
          absl::StrCat(field, "[", i, "]"),
          absl::StrCat("want a factor of `", model.name(), "`: ",
                       absl::StrJoin(model.profile(), ", ",
                                     [](std::string* out, const auto& p) {
                                       absl::StrAppend(out, p.item());
                                     })));
    }
    pattern[item] = value;
  }
  return absl::OkStatus();
}

v1::PatternScore::Contribution::Answer AnswerOf(int code) {
  if (code == kNotCoded) return v1::PatternScore::Contribution::UNCODED;
  return code == 1 ? v1::PatternScore::Contribution::PRESENT
                   : v1::PatternScore::Contribution::ABSENT;
}

void RenderMatches(const v1::ClassModel& first, const v1::ClassModel& second,
                   const CrossClassification& cross,
                   v1::ClassModelComparison& message) {
  std::vector<bool> matched(cross.columns);
  for (size_t i = 0; i < cross.rows; ++i) {
    v1::ClassModelComparison::Match& match = *message.add_matches();
    match.set_first_class(static_cast<int>(i) + 1);
    match.set_first_label(first.classes(static_cast<int>(i)).label());
    if (!cross.partner[i].has_value()) continue;
    const size_t j = *cross.partner[i];
    matched[j] = true;
    match.set_second_class(static_cast<int>(j) + 1);
    match.set_second_label(second.classes(static_cast<int>(j)).label());
    match.set_in_both(static_cast<int>(cross.At(i, j)));
    match.set_jaccard(cross.Jaccard(i, j));
  }
  for (size_t j = 0; j < cross.columns; ++j) {
    if (matched[j]) continue;
    v1::ClassModelComparison::Match& match = *message.add_matches();
    match.set_second_class(static_cast<int>(j) + 1);
    match.set_second_label(second.classes(static_cast<int>(j)).label());
  }
}

}  // namespace

absl::StatusOr<ClassModel> ParseClassModel(const v1::ClassModel& message) {
  ClassModel model;
  for (const v1::ClassModel::Class& one : message.classes()) {
    model.labels.push_back(one.label());
    model.shares.push_back(one.share());
  }
  for (const v1::ClassModel::ItemProfile& item : message.profile()) {
    if (item.probability_size() != message.classes_size()) {
      return InvalidField(absl::StrCat("profile[", item.item(), "]"),
                          "want one probability for each class");
    }
    model.items.push_back(BinaryItem(item.item()));
  }
  for (int c = 0; c < message.classes_size(); ++c) {
    for (const v1::ClassModel::ItemProfile& item : message.profile()) {
      model.profile.push_back(1 - item.probability(c));
      model.profile.push_back(item.probability(c));
    }
  }
  CASELENS_RETURN_IF_ERROR(ValidateClassModel(model));
  return model;
}

std::vector<std::string> DvaItems(const v1::ClassModel& message) {
  std::vector<std::string> items;
  for (const v1::ClassModel::ItemProfile& item : message.profile()) {
    if (item.dva()) items.push_back(item.item());
  }
  return items;
}

void RenderClassModel(const PublishedTable& table,
                      const std::function<bool(const std::string&)>& is_dva,
                      v1::ClassModel& message) {
  const ClassModel& model = table.model;
  for (size_t c = 0; c < model.ClassCount(); ++c) {
    v1::ClassModel::Class& one = *message.add_classes();
    one.set_class_(static_cast<int>(c) + 1);
    one.set_label(model.labels[c]);
    one.set_share(model.shares[c]);
    one.set_suggested_label(SuggestedLabel(model, c));
  }
  const size_t row = 2 * model.items.size();
  for (size_t i = 0; i < model.items.size(); ++i) {
    v1::ClassModel::ItemProfile& item = *message.add_profile();
    item.set_item(model.items[i].id);
    item.set_label(table.item_labels[i]);
    item.set_dva(is_dva(model.items[i].id));
    for (size_t c = 0; c < model.ClassCount(); ++c) {
      item.add_probability(model.profile[c * row + 2 * i + 1]);
    }
  }
  message.set_clamp(table.clamp);
}

absl::StatusOr<Pattern> ParseFactorPattern(
    const v1::ClassModel& model, absl::Span<const std::string> present,
    absl::Span<const std::string> uncoded) {
  Pattern pattern(model.profile_size(), 0);
  CASELENS_RETURN_IF_ERROR(Mark(model, "factors", present, 1, pattern));
  CASELENS_RETURN_IF_ERROR(Mark(model, "uncoded", uncoded, kNotCoded, pattern));
  return pattern;
}

Pattern RecordedPattern(const v1::ClassModel& model,
                        const std::set<std::string>& factors) {
  Pattern pattern;
  for (const v1::ClassModel::ItemProfile& item : model.profile()) {
    pattern.push_back(factors.contains(item.item()) ? 1 : 0);
  }
  return pattern;
}

void RenderMembership(const v1::ClassModel& model, const ClassScore& score,
                      v1::ClassMembership& message) {
  message.set_class_model(model.name());
  for (size_t c = 0; c < score.posterior.size(); ++c) {
    v1::ClassProbability& one = *message.add_posterior();
    one.set_class_(static_cast<int>(c) + 1);
    one.set_label(model.classes(static_cast<int>(c)).label());
    one.set_probability(score.posterior[c]);
  }
  message.set_modal_class(static_cast<int>(score.modal) + 1);
  message.set_runner_up(static_cast<int>(score.runner_up) + 1);
  message.set_margin(score.margin);
  message.set_not_replicated(model.not_replicated());
}

void RenderPatternScore(const v1::ClassModel& model, const Scorer& scorer,
                        const Pattern& pattern, const ClassScore& score,
                        v1::PatternScore& message) {
  RenderMembership(model, score, *message.mutable_membership());
  message.set_entropy(score.entropy);
  message.set_log_likelihood(score.log_likelihood);
  const LogRatios ratios =
      scorer.Contributions(pattern, score.modal, score.runner_up);
  message.set_prior_log_ratio(ratios.prior);
  bool dva = false;
  for (int i = 0; i < model.profile_size(); ++i) {
    const auto place = static_cast<size_t>(i);
    v1::PatternScore::Contribution& item = *message.add_contributions();
    item.set_item(model.profile(i).item());
    item.set_answer(AnswerOf(pattern[place]));
    item.set_log_ratio(ratios.items[place]);
    dva |= model.profile(i).dva() && pattern[place] == 1;
  }
  message.set_without_dva(!dva);
}

std::string NotForRelease(const v1::ClassModel& model) {
  const double cases = model.origin().criteria().cases();
  if (cases == 0) return "";
  disclosure::PrintedShares printed{.base = cases};
  for (const v1::ClassModel::Class& one : model.classes()) {
    printed.group_sizes.push_back(one.share());
  }
  for (const v1::ClassModel::ItemProfile& item : model.profile()) {
    printed.row_shares.emplace_back(item.probability().begin(),
                                    item.probability().end());
  }
  return std::string(
      disclosure::CheckModelOutput(
          printed,
          static_cast<int>(model.origin().criteria().degrees_of_freedom()))
          .message());
}

absl::StatusOr<v1::ClassModel> RelabelledModel(
    const v1::ClassModel& model, const std::vector<int>& order,
    const std::vector<std::string>& labels) {
  const int count = model.classes_size();
  std::vector<int> from(static_cast<size_t>(count));
  std::iota(from.begin(), from.end(), 1);
  if (!order.empty()) {
    if (!std::is_permutation(order.begin(), order.end(), from.begin(),
                             from.end())) {
      return InvalidField("order", absl::StrCat("want each class from 1 to ",
                                                count, " once, or nothing"));
    }
    from = order;
  }
  if (!labels.empty() && labels.size() != from.size()) {
    return InvalidField("label",
                        absl::StrCat("want ", count, " labels, or nothing"));
  }
  v1::ClassModel next = model;
  for (int i = 0; i < count; ++i) {
    const auto place = static_cast<size_t>(i);
    v1::ClassModel::Class& one = *next.mutable_classes(i);
    one = model.classes(from[place] - 1);
    one.set_class_(i + 1);
    if (!labels.empty()) one.set_label(labels[place]);
    for (int j = 0; j < model.profile_size(); ++j) {
      next.mutable_profile(j)->set_probability(
          i, model.profile(j).probability(from[place] - 1));
    }
  }
  next.set_previous(model.name());
  next.set_version(std::max(model.version(), 1) + 1);
  return next;
}

std::string FirstVersionId(const v1::ClassModel& model) {
  const std::string id = LastId(model.name());
  return model.version() < 2
             ? id
             : id.substr(
                   0, id.size() - absl::StrCat("-v", model.version()).size());
}

void RenderCrossClassification(const v1::ClassModel& first,
                               const v1::ClassModel& second,
                               const CrossClassification& cross,
                               v1::ClassModelComparison& message) {
  message.set_first(first.name());
  message.set_second(second.name());
  for (const v1::ClassModel* const model : {&first, &second}) {
    if (model->not_replicated()) message.add_not_replicated(model->name());
  }
  double cases = 0;
  for (int i = 0; i < first.classes_size(); ++i) {
    v1::ClassModelComparison::Row& row = *message.add_table();
    row.set_class_(i + 1);
    row.set_label(first.classes(i).label());
    for (int j = 0; j < second.classes_size(); ++j) {
      const double both =
          cross.At(static_cast<size_t>(i), static_cast<size_t>(j));
      row.add_case_files(static_cast<int>(both));
      cases += both;
    }
  }
  for (const v1::ClassModel::Class& one : second.classes()) {
    message.add_second_labels(one.label());
  }
  RenderMatches(first, second, cross, message);
  message.set_adjusted_rand(cross.adjusted_rand);
  message.set_moved(static_cast<int>(cross.moved));
  message.set_moved_share(cases > 0 ? cross.moved / cases : 0);
}

}  // namespace caselens
