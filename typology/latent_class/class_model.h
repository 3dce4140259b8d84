#ifndef TYPOLOGY_LATENT_CLASS_CLASS_MODEL_H_
#define TYPOLOGY_LATENT_CLASS_CLASS_MODEL_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace caselens {

// One observed variable. A binary item has the categories "0" and "1".
struct Item {
  std::string id;
  std::vector<std::string> categories;
  bool operator==(const Item&) const = default;
};

// A latent class model with known parameters: items are independent given the
// class. Classes are numbered from 0 here and from 1 wherever a person reads.
struct ClassModel {
  std::vector<Item> items;
  std::vector<std::string> labels;  // one for each class
  std::vector<double> shares;       // one for each class; they add up to 1
  // P(item = category | class), at
  // [class * categories_total + first category of item + category].
  std::vector<double> profile;

  size_t ClassCount() const { return shares.size(); }
  bool operator==(const ClassModel&) const = default;
};

// An answer to every item: a category, or kNotCoded, which leaves the item out
// (it is never taken as absent).
inline constexpr int kNotCoded = -1;
using Pattern = std::vector<int>;

// An item that is absent ("0") or present ("1").
Item BinaryItem(std::string id);

// The first category of each item within a class's run of `profile`, and one
// entry more: the number of all categories.
std::vector<size_t> CategoryOffsets(const std::vector<Item>& items);

// Returns INVALID_ARGUMENT, naming class and item, unless
//  - there are items with distinct ids, each with a category, and classes;
//  - labels, shares and profile have the sizes that follow from these;
//  - shares are above 0, probabilities from 0 to 1 (no NaN), and the shares,
//  and
//    the probabilities of each item in each class, add up to 1 within 1e-6.
absl::Status ValidateClassModel(const ClassModel& model);

// Returns INVALID_ARGUMENT, naming the item, unless `pattern` holds a category
// or kNotCoded for each of `items`.
absl::Status ValidatePattern(const std::vector<Item>& items,
                             absl::Span<const int> pattern);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_CLASS_MODEL_H_
