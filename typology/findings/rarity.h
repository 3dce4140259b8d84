#ifndef TYPOLOGY_FINDINGS_RARITY_H_
#define TYPOLOGY_FINDINGS_RARITY_H_

#include <set>
#include <string>
#include <vector>

#include "absl/types/span.h"

#include "typology/template/document.h"

namespace caselens {

// One coded fact by which somebody who knows the family could know the file.
struct Trait {
  std::string field;  // C.role
  std::string code;   // GRANDPARENT_MAT
  auto operator<=>(const Trait&) const = default;
};

using Traits = std::set<Trait>;

// What identifies of a document: nation, number of children in the family, and
// of its people and harms the kin roles, age bands and types of harm there are.
// Missing values are no traits.
Traits TraitsOf(const Document& document);

// One or two traits that no other file has together.
using RareCombination = std::vector<Trait>;

// The rare combinations of a file with `own` among the `others`: single traits
// that no other file has, and pairs of the rest that no other file has. Sorted;
// none contains another. Special uniques of one and two variables as in Elliot,
// Manning and Ford (2002). O(traits^2 * others).
std::vector<RareCombination> RareCombinations(const Traits& own,
                                              absl::Span<const Traits> others);

}  // namespace caselens

#endif  // TYPOLOGY_FINDINGS_RARITY_H_
