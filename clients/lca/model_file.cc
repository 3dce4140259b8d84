#include "clients/lca/model_file.h"

#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/posteriors.h"

namespace caselens {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kSumTolerance = 1e-6;

absl::StatusOr<Json> FindModel(const Json& file, size_t classes) {
  std::vector<Json> fitting;
  for (const Json& model : file.at("models")) {
    const auto count = model.at("classes").get<size_t>();
    if (classes == 0 ? count > 1 : count == classes) fitting.push_back(model);
  }
  if (fitting.size() == 1) return fitting[0];
  return absl::InvalidArgumentError(
      classes == 0 ? "the model file holds several models; say --classes K"
                   : absl::StrCat("the model file has no model of ", classes,
                                  " classes"));
}

ClassModel Convert(const Json& json) {
  ClassModel model;
  model.shares = json.at("class_shares").get<std::vector<double>>();
  model.labels = json.at("labels").get<std::vector<std::string>>();
  for (const auto& [name, categories] : json.at("profiles").items()) {
    Item item{.id = name, .categories = {}};
    for (const auto& [category, _] : categories.items()) {
      item.categories.push_back(category);
    }
    model.items.push_back(std::move(item));
  }
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    for (const auto& categories : json.at("profiles")) {
      for (const auto& per_class : categories) {
        model.profile.push_back(per_class.at(k).get<double>());
      }
    }
  }
  return model;
}

absl::Status CheckSum(double sum, absl::string_view what) {
  if (std::abs(sum - 1) <= kSumTolerance) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the model file's ", what, " add up to ", sum, "; want 1"));
}

absl::Status CheckModel(const ClassModel& model) {
  const std::vector<size_t> first = CategoryOffsets(model.items);
  double shares = 0;
  for (const double share : model.shares) shares += share;
  CASELENS_RETURN_IF_ERROR(CheckSum(shares, "class shares"));
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    for (size_t j = 0; j < model.items.size(); ++j) {
      double sum = 0;
      for (size_t x = first[j]; x < first[j + 1]; ++x) {
        sum += model.profile[k * first.back() + x];
      }
      CASELENS_RETURN_IF_ERROR(CheckSum(
          sum, absl::StrCat("probabilities of \"", model.items[j].id, "\"")));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ClassModel> ReadModel(absl::string_view json, size_t classes) {
  try {
    const Json file = Json::parse(json.begin(), json.end());
    CASELENS_ASSIGN_OR_RETURN(const Json found, FindModel(file, classes));
    ClassModel model = Convert(found);
    CASELENS_RETURN_IF_ERROR(CheckModel(model));
    return model;
  } catch (const Json::exception& e) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a model file of \"caselens-lca fit\": ", e.what()));
  }
}

}  // namespace caselens
