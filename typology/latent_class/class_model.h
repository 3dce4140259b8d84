#ifndef TYPOLOGY_LATENT_CLASS_CLASS_MODEL_H_
#define TYPOLOGY_LATENT_CLASS_CLASS_MODEL_H_

#include <cstddef>
#include <string>
#include <vector>


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

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_CLASS_MODEL_H_
