#include "typology/double_coding/disagreements.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "typology/double_coding/questions.h"
#include "typology/harm/network.h"

namespace caselens {
namespace {

using Ids = std::vector<std::string>;

template <typename Items>
Ids ListIds(const Items& items) {
  Ids ids;
  for (const auto& item : items) ids.push_back(item.id);
  return ids;
}

// Of the ids of one coder those that the other does not have.
Ids Without(const Ids& ids, const Ids& other) {
  Ids result;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(result),
               [&](const std::string& id) {
                 return std::find(other.begin(), other.end(), id) ==
                        other.end();
               });
  return result;
}

void AddOnly(const Ids& a, const Ids& b, std::vector<Disagreement>& list) {
  std::vector<Disagreement> found;
  for (std::string& id : Without(a, b)) {
    found.push_back(
        {.kind = DisagreementKind::kOnlyA, .instance = std::move(id)});
  }
  for (std::string& id : Without(b, a)) {
    found.push_back(
        {.kind = DisagreementKind::kOnlyB, .instance = std::move(id)});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Disagreement& x, const Disagreement& y) {
                     return IdLess(x.instance, y.instance);
                   });
  std::move(found.begin(), found.end(), std::back_inserter(list));
}

const Relationship* FindRelationship(const Document& document,
                                     const std::string& id) {
  for (const Relationship& r : document.relationships)
    if (r.id == id) return &r;
  return nullptr;
}

bool HasPeriod(const Relationship& relationship, Period period) {
  return std::find(relationship.periods.begin(), relationship.periods.end(),
                   period) != relationship.periods.end();
}

// Periods of relationships that both have.
void AddPeriods(const Document& a, const Document& b,
                std::vector<Disagreement>& list) {
  constexpr std::array kPeriods = {Period::kEarlier, Period::kCurrent,
                                   Period::kPostSeparation};
  for (const Relationship& of_a : a.relationships) {
    const Relationship* const of_b = FindRelationship(b, of_a.id);
    if (of_b == nullptr) continue;
    for (const Period period : kPeriods) {
      const bool in_a = HasPeriod(of_a, period);
      if (in_a == HasPeriod(*of_b, period)) continue;
      list.push_back(
          {.kind = in_a ? DisagreementKind::kOnlyA : DisagreementKind::kOnlyB,
           .instance = RelationshipInstance(of_a.id, period)});
    }
  }
}

std::optional<Answer> Given(const Answer* answer) {
  if (answer == nullptr) return std::nullopt;
  return *answer;
}

void AddAnswers(const Form& form, const Document& a, const Document& b,
                Disagreements& result) {
  const std::array codings = {&a, &b};
  for (SharedQuestion& question : SharedQuestions(form, codings)) {
    if (question.AskedOf() < 2) {
      ++result.asked_of_one;
      continue;
    }
    ++result.asked_of_both;
    const Answer* const of_a = question.sides[0].answer;
    const Answer* const of_b = question.sides[1].answer;
    if (SameAnswer(of_a, of_b)) continue;
    result.list.push_back({.kind = DisagreementKind::kAnswer,
                           .field = question.field->id,
                           .instance = std::move(question.instance),
                           .a = Given(of_a),
                           .b = Given(of_b)});
  }
}

}  // namespace

Disagreements FindDisagreements(const Form& form, const Document& a,
                                const Document& b) {
  Disagreements result;
  AddOnly(ListIds(a.people), ListIds(b.people), result.list);
  AddOnly(ListIds(a.relationships), ListIds(b.relationships), result.list);
  AddPeriods(a, b, result.list);
  AddOnly(ListIds(a.harms), ListIds(b.harms), result.list);
  AddOnly(ListIds(a.rows), ListIds(b.rows), result.list);
  AddAnswers(form, a, b, result);
  return result;
}

}  // namespace caselens
