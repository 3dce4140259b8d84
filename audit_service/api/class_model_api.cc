#include "audit_service/api/class_model_api.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "audit_service/api/errors.h"
#include "typology/base/status_macros.h"

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
}

}  // namespace caselens
