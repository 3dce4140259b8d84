#ifndef TYPOLOGY_LATENT_CLASS_PROFILES_H_
#define TYPOLOGY_LATENT_CLASS_PROFILES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/latent_class/class_model.h"

namespace caselens {

// P(class | item = category), which Latent GOLD calls ProbMeans, at
// [class * categories_total + first category of item + category]. Not to be
// confused with model.profile, P(item = category | class). A category that no
// class gives has the class shares.
std::vector<double> ProbMeans(const ClassModel& model);

// Where a class stands out, in words: up to three answers that it gives more
// often than all classes together, by at least .2, most first, joined by
// " + "; of a binary item that is its second category, shown by the item's
// name alone. "low on everything", when no answer does and the class is below
// the rest on all; else "no item stands out".
std::string SuggestedLabel(const ClassModel& model, size_t k);

// Probabilities this near to 0 or 1 are taken to be at the boundary.
inline constexpr double kBoundary = 1e-5;

// An estimate at the edge of what is possible, whose standard error means
// nothing.
struct BoundaryEstimate {
  size_t class_index = 0;
  size_t item = 0;
  size_t category = 0;
  double probability = 0;
  bool operator==(const BoundaryEstimate&) const = default;
};
// Probabilities within kBoundary of 0 or 1 of items that have a choice; of the
// two of a binary item, the second.
std::vector<BoundaryEstimate> BoundaryEstimates(const ClassModel& model);

// Items of a single category, which tell classes nothing apart.
std::vector<std::string> ConstantItems(const std::vector<Item>& items);

// Class order[i] of `model` as class i. Returns INVALID_ARGUMENT unless `order`
// holds each class once.
absl::StatusOr<ClassModel> ReorderClasses(const ClassModel& model,
                                          absl::Span<const size_t> order);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_PROFILES_H_
