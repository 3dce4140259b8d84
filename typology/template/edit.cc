#include "typology/template/edit.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace caselens {
namespace {

// Replaces the items of the same id, keeps the order, adds new ones behind.
template <typename Item>
void Upsert(const std::vector<Item>& changes, std::vector<Item>& items) {
  for (const Item& change : changes) {
    const auto at = absl::c_find_if(
        items, [&](const Item& item) { return item.id == change.id; });
    if (at == items.end()) {
      items.push_back(change);
    } else {
      *at = change;
    }
  }
}

template <typename Item>
void Remove(const std::vector<std::string>& removed, std::vector<Item>& items) {
  items.erase(std::remove_if(items.begin(), items.end(),
                             [&](const Item& item) {
                               return absl::c_linear_search(removed, item.id);
                             }),
              items.end());
}

// An instance is about each id that it names: "R1/CURRENT/P2>P1" about R1, P2
// and P1.
bool IsAbout(absl::string_view instance,
             const std::vector<std::string>& removed) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(instance, absl::ByAnyChar("/>"));
  return absl::c_any_of(parts, [&](absl::string_view part) {
    return absl::c_linear_search(removed, part);
  });
}

Document OnlyImported(const Document& draft) {
  Document kept;
  for (const Answer& answer : draft.answers) {
    if (answer.imported) kept.answers.push_back(answer);
  }
  return kept;
}

}  // namespace

Document ApplyEdit(const Document& draft, const Edit& edit) {
  Document next = edit.replace ? OnlyImported(draft) : draft;
  Remove(edit.removed, next.people);
  Remove(edit.removed, next.relationships);
  Remove(edit.removed, next.harms);
  Remove(edit.removed, next.rows);
  next.answers.erase(std::remove_if(next.answers.begin(), next.answers.end(),
                                    [&](const Answer& answer) {
                                      return IsAbout(answer.instance,
                                                     edit.removed);
                                    }),
                     next.answers.end());
  Upsert(edit.changes.people, next.people);
  Upsert(edit.changes.relationships, next.relationships);
  Upsert(edit.changes.harms, next.harms);
  Upsert(edit.changes.rows, next.rows);
  for (const Answer& answer : edit.changes.answers) next.Set(answer);
  for (const Answer& answer : edit.cleared) next.Set(answer);
  return next;
}

}  // namespace caselens
