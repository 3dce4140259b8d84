#include "typology/findings/rarity.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace caselens {
namespace {

constexpr absl::string_view kIdentifyingFields[] = {
    "A.nation", "A.children_in_family", "C.role", "C.age_band", "C.harm_type"};

bool HaveAll(absl::Span<const Traits> others, const RareCombination& traits) {
  return std::any_of(others.begin(), others.end(), [&](const Traits& other) {
    return std::all_of(
        traits.begin(), traits.end(),
        [&other](const Trait& trait) { return other.contains(trait); });
  });
}

}  // namespace

Traits TraitsOf(const Document& document) {
  Traits traits;
  for (const absl::string_view field : kIdentifyingFields) {
    for (const Answer& answer : document.FindInside(field, "")) {
      for (const std::string& code : answer.codes) {
        traits.insert({std::string(field), code});
      }
    }
  }
  return traits;
}

std::vector<RareCombination> RareCombinations(const Traits& own,
                                              absl::Span<const Traits> others) {
  std::vector<RareCombination> rare;
  std::vector<Trait> common;
  for (const Trait& trait : own) {
    if (HaveAll(others, {trait})) {
      common.push_back(trait);
    } else {
      rare.push_back({trait});
    }
  }
  for (size_t i = 0; i < common.size(); ++i) {
    for (size_t k = i + 1; k < common.size(); ++k) {
      RareCombination pair = {common[i], common[k]};
      if (!HaveAll(others, pair)) rare.push_back(std::move(pair));
    }
  }
  std::sort(rare.begin(), rare.end());
  return rare;
}

}  // namespace caselens
