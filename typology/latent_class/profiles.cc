#include "typology/latent_class/profiles.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/posteriors.h"

namespace caselens {
namespace {

constexpr double kStandsOut = 0.2;
constexpr size_t kMostInLabel = 3;

// P(item = category) over all classes, for every category.
std::vector<double> Marginals(const ClassModel& model) {
  const size_t levels = model.profile.size() / model.ClassCount();
  std::vector<double> marginals(levels, 0);
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    for (size_t level = 0; level < levels; ++level) {
      marginals[level] += model.shares[k] * model.profile[k * levels + level];
    }
  }
  return marginals;
}

struct Standout {
  std::string name;
  double difference = 0;
};

}  // namespace

std::vector<double> ProbMeans(const ClassModel& model) {
  const std::vector<double> marginals = Marginals(model);
  const size_t levels = marginals.size();
  std::vector<double> means(model.profile.size());
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    for (size_t level = 0; level < levels; ++level) {
      const double joint = model.shares[k] * model.profile[k * levels + level];
      means[k * levels + level] =
          marginals[level] > 0 ? joint / marginals[level] : model.shares[k];
    }
  }
  return means;
}

std::string SuggestedLabel(const ClassModel& model, size_t k) {
  const std::vector<double> marginals = Marginals(model);
  const std::vector<size_t> first = CategoryOffsets(model.items);
  std::vector<Standout> standouts;
  bool low = true;
  for (size_t j = 0; j < model.items.size(); ++j) {
    const Item& item = model.items[j];
    const bool binary = item.categories.size() == 2;
    for (size_t x = binary ? 1 : 0; x < item.categories.size(); ++x) {
      const size_t level = first[j] + x;
      const double difference =
          model.profile[k * first.back() + level] - marginals[level];
      low = low && binary && difference <= 0;
      if (difference < kStandsOut) continue;
      standouts.push_back(
          {.name = binary ? item.id
                          : absl::StrCat(item.id, "=", item.categories[x]),
           .difference = difference});
    }
  }
  if (standouts.empty())
    return low ? "low on everything" : "no item stands out";
  std::stable_sort(standouts.begin(), standouts.end(),
                   [](const Standout& a, const Standout& b) {
                     return a.difference > b.difference;
                   });
  standouts.resize(std::min(standouts.size(), kMostInLabel));
  return absl::StrJoin(standouts, " + ",
                       [](std::string* out, const Standout& standout) {
                         out->append(standout.name);
                       });
}

std::vector<BoundaryEstimate> BoundaryEstimates(const ClassModel& model) {
  const std::vector<size_t> first = CategoryOffsets(model.items);
  std::vector<BoundaryEstimate> found;
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    for (size_t j = 0; j < model.items.size(); ++j) {
      const size_t categories = model.items[j].categories.size();
      if (categories == 1) continue;
      for (size_t x = categories == 2 ? 1 : 0; x < categories; ++x) {
        const double p = model.profile[k * first.back() + first[j] + x];
        if (p > kBoundary && p < 1 - kBoundary) continue;
        found.push_back(
            {.class_index = k, .item = j, .category = x, .probability = p});
      }
    }
  }
  return found;
}

std::vector<std::string> ConstantItems(const std::vector<Item>& items) {
  std::vector<std::string> constant;
  for (const Item& item : items) {
    if (item.categories.size() == 1) constant.push_back(item.id);
  }
  return constant;
}

absl::StatusOr<ClassModel> ReorderClasses(const ClassModel& model,
                                          absl::Span<const size_t> order) {
  const size_t classes = model.ClassCount();
  std::vector<bool> taken(classes, false);
  for (const size_t k : order) {
    if (k >= classes || taken[k]) break;
    taken[k] = true;
  }
  if (order.size() != classes ||
      std::find(taken.begin(), taken.end(), false) != taken.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("order: want each of the ", classes, " classes once"));
  }
  ClassModel reordered;
  reordered.items = model.items;
  const size_t levels = model.profile.size() / classes;
  for (const size_t k : order) {
    reordered.labels.push_back(model.labels[k]);
    reordered.shares.push_back(model.shares[k]);
    const auto profile = model.profile.begin() + static_cast<long>(k * levels);
    reordered.profile.insert(reordered.profile.end(), profile,
                             profile + static_cast<long>(levels));
  }
  return reordered;
}

}  // namespace caselens
