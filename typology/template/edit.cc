#include "typology/template/edit.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace caselens {
namespace {

// Replaces the items of the same id, keeps the order, adds new ones behind.
template <typename Item>
void Upsert(std::vector<Item> changes, std::vector<Item>& items) {
  for (Item& change : changes) {
    const auto at = absl::c_find_if(
        items, [&](const Item& item) { return item.id == change.id; });
    if (at == items.end()) {
      items.push_back(std::move(change));
    } else {
      *at = std::move(change);
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

void RemoveAnswersAbout(const std::vector<std::string>& removed,
                        std::vector<Answer>& answers) {
  if (removed.empty()) return;
  answers.erase(std::remove_if(answers.begin(), answers.end(),
                               [&](const Answer& answer) {
                                 return IsAbout(answer.instance, removed);
                               }),
                answers.end());
}

Document OnlyImported(const Document& draft) {
  Document kept;
  for (const Answer& answer : draft.answers) {
    if (answer.imported) kept.answers.push_back(answer);
  }
  return kept;
}

}  // namespace

Document ApplyEdit(Document draft, Edit edit) {
  Document next = edit.replace ? OnlyImported(draft) : std::move(draft);
  Remove(edit.removed, next.people);
  Remove(edit.removed, next.relationships);
  Remove(edit.removed, next.harms);
  Remove(edit.removed, next.rows);
  RemoveAnswersAbout(edit.removed, next.answers);
  Upsert(std::move(edit.changes.people), next.people);
  Upsert(std::move(edit.changes.relationships), next.relationships);
  Upsert(std::move(edit.changes.harms), next.harms);
  Upsert(std::move(edit.changes.rows), next.rows);
  for (Answer& answer : edit.changes.answers) next.Set(std::move(answer));
  for (Answer& answer : edit.cleared) next.Set(std::move(answer));
  return next;
}

}  // namespace caselens
