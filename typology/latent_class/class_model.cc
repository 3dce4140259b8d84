#include "typology/latent_class/class_model.h"

#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// Wide enough for parameters that were written with seven digits.
constexpr double kSumTolerance = 1e-6;

absl::Status ValidateItems(const std::vector<Item>& items) {
  if (items.empty()) {
    return absl::InvalidArgumentError("items: none; want at least one");
  }
  std::set<std::string> seen;
  for (const Item& item : items) {
    if (item.id.empty()) {
      return absl::InvalidArgumentError("items: an id is empty");
    }
    if (!seen.insert(item.id).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("items: \"", item.id, "\" is there twice"));
    }
    if (item.categories.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("item \"", item.id, "\" has no categories"));
    }
  }
  return absl::OkStatus();
}

absl::Status ValidateSizes(const ClassModel& model, size_t categories_total) {
  const size_t classes = model.ClassCount();
  if (classes == 0) {
    return absl::InvalidArgumentError("shares: none; want one for each class");
  }
  if (model.labels.size() != classes) {
    return absl::InvalidArgumentError(
        absl::StrCat("labels: ", model.labels.size(), "; want one for each of ",
                     classes, " classes"));
  }
  if (model.profile.size() != classes * categories_total) {
    return absl::InvalidArgumentError(
        absl::StrCat("profile: ", model.profile.size(), " numbers; want ",
                     classes * categories_total, " (", classes, " classes of ",
                     categories_total, " categories)"));
  }
  return absl::OkStatus();
}

absl::Status ValidateShares(const std::vector<double>& shares) {
  double sum = 0;
  for (size_t k = 0; k < shares.size(); ++k) {
    if (!(shares[k] > 0 && shares[k] <= 1)) {
      return absl::InvalidArgumentError(
          absl::StrCat("share of class ", k + 1, ": ", shares[k],
                       "; want above 0 and at most 1"));
    }
    sum += shares[k];
  }
  if (std::abs(sum - 1) > kSumTolerance) {
    return absl::InvalidArgumentError(
        absl::StrCat("shares: they add up to ", sum, "; want 1"));
  }
  return absl::OkStatus();
}

absl::Status ValidateProbabilities(absl::Span<const double> probabilities) {
  double sum = 0;
  for (const double p : probabilities) {
    if (!(p >= 0 && p <= 1)) {
      return absl::InvalidArgumentError(
          absl::StrCat("probability ", p, "; want 0 to 1"));
    }
    sum += p;
  }
  if (std::abs(sum - 1) > kSumTolerance) {
    return absl::InvalidArgumentError(
        absl::StrCat("probabilities add up to ", sum, "; want 1"));
  }
  return absl::OkStatus();
}

}  // namespace

Item BinaryItem(std::string id) {
  return {.id = std::move(id), .categories = {"0", "1"}};
}

std::vector<size_t> CategoryOffsets(const std::vector<Item>& items) {
  std::vector<size_t> offsets = {0};
  offsets.reserve(items.size() + 1);
  for (const Item& item : items) {
    offsets.push_back(offsets.back() + item.categories.size());
  }
  return offsets;
}

absl::Status ValidateClassModel(const ClassModel& model) {
  CASELENS_RETURN_IF_ERROR(ValidateItems(model.items));
  const std::vector<size_t> offsets = CategoryOffsets(model.items);
  CASELENS_RETURN_IF_ERROR(ValidateSizes(model, offsets.back()));
  CASELENS_RETURN_IF_ERROR(ValidateShares(model.shares));
  const absl::Span<const double> profile(model.profile);
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    for (size_t j = 0; j < model.items.size(); ++j) {
      const absl::Status status = ValidateProbabilities(profile.subspan(
          k * offsets.back() + offsets[j], offsets[j + 1] - offsets[j]));
      if (!status.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat("profile of class ", k + 1, ", item \"",
                         model.items[j].id, "\": ", status.message()));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status ValidatePattern(const std::vector<Item>& items,
                             absl::Span<const int> pattern) {
  if (pattern.size() != items.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "pattern: ", pattern.size(), " answers; want one for each of ",
        items.size(), " items"));
  }
  for (size_t j = 0; j < items.size(); ++j) {
    const int categories = static_cast<int>(items[j].categories.size());
    if (pattern[j] < kNotCoded || pattern[j] >= categories) {
      return absl::InvalidArgumentError(absl::StrCat(
          "pattern, item \"", items[j].id, "\": ", pattern[j], "; want 0 to ",
          categories - 1, ", or ", kNotCoded, " for not coded"));
    }
  }
  return absl::OkStatus();
}

}  // namespace caselens
