#include "typology/template/document.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace caselens {
namespace {

using Key = std::pair<absl::string_view, absl::string_view>;

Key KeyOf(const Answer& answer) { return {answer.field, answer.instance}; }

bool HoldsNothing(const Answer& answer) {
  return answer.codes.empty() && answer.missing == Missing::kNone &&
         answer.text.empty();
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

const Answer* Document::Find(absl::string_view field,
                             absl::string_view instance) const {
  const auto at = std::lower_bound(
      answers.begin(), answers.end(), Key(field, instance),
      [](const Answer& a, const Key& key) { return KeyOf(a) < key; });
  return at != answers.end() && KeyOf(*at) == Key(field, instance) ? &*at
                                                                   : nullptr;
}

absl::string_view Document::Code(absl::string_view field,
                                 absl::string_view instance) const {
  const Answer* answer = Find(field, instance);
  if (answer == nullptr || answer->codes.size() != 1) return "";
  return answer->codes.front();
}

void Document::Set(Answer answer) {
  const auto at = std::lower_bound(
      answers.begin(), answers.end(), KeyOf(answer),
      [](const Answer& a, const Key& key) { return KeyOf(a) < key; });
  const bool found = at != answers.end() && KeyOf(*at) == KeyOf(answer);
  if (HoldsNothing(answer)) {
    if (found) answers.erase(at);
  } else if (found) {
    *at = std::move(answer);
  } else {
    answers.insert(at, std::move(answer));
  }
}

}  // namespace caselens
