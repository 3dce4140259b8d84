#ifndef TESTS_TYPOLOGY_RANDOM_MODEL_H_
#define TESTS_TYPOLOGY_RANDOM_MODEL_H_

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "typology/latent_class/class_model.h"

namespace caselens {

// A number in (0, 1), the same on every platform.
inline double RandomUnit(std::mt19937_64& random) {
  return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53;
}

inline int RandomBelow(int bound, std::mt19937_64& random) {
  return static_cast<int>(RandomUnit(random) * bound);
}

inline void Normalise(std::vector<double>::iterator begin,
                      std::vector<double>::iterator end) {
  double sum = 0;
  for (auto p = begin; p != end; ++p) sum += *p;
  for (auto p = begin; p != end; ++p) *p /= sum;
}

// A valid model of items with the given numbers of categories.
inline ClassModel RandomModel(size_t classes,
                              const std::vector<int>& categories,
                              std::mt19937_64& random) {
  ClassModel model;
  for (const int count : categories) {
    Item item{.id = absl::StrCat("item_", model.items.size() + 1),
              .categories = {}};
    for (int i = 0; i < count; ++i) item.categories.push_back(absl::StrCat(i));
    model.items.push_back(item);
  }
  for (size_t k = 0; k < classes; ++k) {
    model.labels.push_back(absl::StrCat("class ", k + 1));
    model.shares.push_back(RandomUnit(random));
    for (const int count : categories) {
      for (int i = 0; i < count; ++i) {
        model.profile.push_back(RandomUnit(random));
      }
      Normalise(model.profile.end() - count, model.profile.end());
    }
  }
  Normalise(model.shares.begin(), model.shares.end());
  return model;
}

// An answer to every item; each is left out with probability `not_coded`.
inline Pattern RandomPattern(const ClassModel& model, double not_coded,
                             std::mt19937_64& random) {
  Pattern pattern;
  for (const Item& item : model.items) {
    const int answer =
        RandomBelow(static_cast<int>(item.categories.size()), random);
    pattern.push_back(RandomUnit(random) < not_coded ? kNotCoded : answer);
  }
  return pattern;
}

// A record of a model of binary items, drawn until an item of `dva` is present.
inline Pattern DrawRecord(const ClassModel& model,
                          const std::vector<std::string>& dva,
                          std::mt19937_64& random) {
  while (true) {
    double u = RandomUnit(random);
    size_t c = 0;
    while (c + 1 < model.ClassCount() && u >= model.shares[c]) {
      u -= model.shares[c++];
    }
    Pattern record;
    bool any_dva = false;
    for (const Item& item : model.items) {
      const size_t j = record.size();
      const double p = model.profile[2 * (c * model.items.size() + j) + 1];
      record.push_back(RandomUnit(random) < p ? 1 : 0);
      any_dva = any_dva || (record.back() == 1 &&
                            std::count(dva.begin(), dva.end(), item.id) > 0);
    }
    if (any_dva) return record;
  }
}

}  // namespace caselens

#endif  // TESTS_TYPOLOGY_RANDOM_MODEL_H_
