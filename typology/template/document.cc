#include "typology/template/document.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace caselens {
namespace {

using Key = std::pair<absl::string_view, absl::string_view>;

Key KeyOf(const Answer& answer) { return {answer.field, answer.instance}; }

// Unlike the `<` of pairs, compares no string twice.
bool Less(const Key& a, const Key& b) {
  const int order = a.first.compare(b.first);
  return order != 0 ? order < 0 : a.second < b.second;
}

bool KeyLess(const Answer& a, const Answer& b) {
  return Less(KeyOf(a), KeyOf(b));
}

bool IsBeforeKey(const Answer& answer, const Key& key) {
  return Less(KeyOf(answer), key);
}

}  // namespace

absl::string_view PeriodName(Period period) {
  switch (period) {
    case Period::kEarlier:
      return "EARLIER";
    case Period::kCurrent:
      return "CURRENT";
    case Period::kPostSeparation:
      return "POST_SEPARATION";
  }
  return "";
}

bool Answer::HoldsNothing() const {
  return codes.empty() && missing == Missing::kNone && text.empty();
}

bool Answer::SaysTheSameAs(const Answer& other) const {
  Answer mine = *this;
  mine.imported = other.imported;
  return mine == other;
}

bool Answer::IsSettled() const {
  return !HoldsNothing() && missing != Missing::kNotYetCoded;
}

const Answer* Document::Find(absl::string_view field,
                             absl::string_view instance) const {
  const auto at = std::lower_bound(answers.begin(), answers.end(),
                                   Key(field, instance), IsBeforeKey);
  return at != answers.end() && KeyOf(*at) == Key(field, instance) ? &*at
                                                                   : nullptr;
}

absl::Span<const Answer> Document::FindInside(
    absl::string_view field, absl::string_view instance) const {
  const std::string prefix =
      instance.empty() ? "" : absl::StrCat(instance, "/");
  const auto begin = std::lower_bound(answers.begin(), answers.end(),
                                      Key(field, prefix), IsBeforeKey);
  const auto end =
      std::partition_point(begin, answers.end(), [&](const Answer& answer) {
        return answer.field == field &&
               absl::StartsWith(answer.instance, prefix);
      });
  return absl::MakeConstSpan(answers).subspan(begin - answers.begin(),
                                              end - begin);
}

absl::string_view Document::Code(absl::string_view field,
                                 absl::string_view instance) const {
  const Answer* answer = Find(field, instance);
  if (answer == nullptr || answer->codes.size() != 1) return "";
  return answer->codes.front();
}

void Document::Set(Answer answer) {
  const auto at = std::lower_bound(answers.begin(), answers.end(),
                                   KeyOf(answer), IsBeforeKey);
  const bool found = at != answers.end() && KeyOf(*at) == KeyOf(answer);
  if (answer.HoldsNothing()) {
    if (found) answers.erase(at);
  } else if (found) {
    *at = std::move(answer);
  } else {
    answers.insert(at, std::move(answer));
  }
}

void Document::Add(std::vector<Answer> more) {
  const auto old = static_cast<std::ptrdiff_t>(answers.size());
  answers.insert(answers.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  std::sort(answers.begin() + old, answers.end(), KeyLess);
  std::inplace_merge(answers.begin(), answers.begin() + old, answers.end(),
                     KeyLess);
}

void Document::SortAnswers() {
  // What is read back was sorted when it was stored.
  if (std::is_sorted(answers.begin(), answers.end(), KeyLess)) return;
  std::vector<Answer*> order;  // an answer is large to move
  order.reserve(answers.size());
  for (Answer& answer : answers) order.push_back(&answer);
  std::stable_sort(
      order.begin(), order.end(),
      [](const Answer* a, const Answer* b) { return KeyLess(*a, *b); });
  std::vector<Answer> sorted;
  sorted.reserve(answers.size());
  for (Answer* const answer : order) sorted.push_back(std::move(*answer));
  answers = std::move(sorted);
}

}  // namespace caselens
