#include "typology/template/answer_index.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace caselens {
namespace {

bool IsBeforeInstance(const Answer& answer, absl::string_view instance) {
  return answer.instance < instance;
}

}  // namespace

const Answer* FindAmong(absl::Span<const Answer> answers,
                        absl::string_view instance) {
  const auto at = std::lower_bound(answers.begin(), answers.end(), instance,
                                   IsBeforeInstance);
  return at != answers.end() && at->instance == instance ? &*at : nullptr;
}

AnswerIndex::AnswerIndex(const Document& document) {
  const absl::Span<const Answer> all = document.answers;
  constexpr size_t kUsualFields = 128;
  fields_.reserve(std::min(all.size(), kUsualFields));
  for (size_t begin = 0; begin < all.size();) {
    size_t end = begin + 1;
    while (end < all.size() && all[end].field == all[begin].field) ++end;
    fields_.emplace(all[begin].field, all.subspan(begin, end - begin));
    begin = end;
  }
}

absl::Span<const Answer> AnswerIndex::To(absl::string_view field) const {
  const auto at = fields_.find(field);
  return at == fields_.end() ? absl::Span<const Answer>() : at->second;
}

const Answer* AnswerIndex::Find(absl::string_view field,
                                absl::string_view instance) const {
  return FindAmong(To(field), instance);
}

absl::Span<const Answer> AnswerIndex::FindInside(
    absl::string_view field, absl::string_view instance) const {
  const absl::Span<const Answer> all = To(field);
  if (all.empty() || instance.empty()) return all;
  const std::string prefix = absl::StrCat(instance, "/");
  const auto begin =
      std::lower_bound(all.begin(), all.end(), prefix, IsBeforeInstance);
  const auto end =
      std::partition_point(begin, all.end(), [&](const Answer& answer) {
        return absl::StartsWith(answer.instance, prefix);
      });
  return all.subspan(begin - all.begin(), end - begin);
}

absl::string_view AnswerIndex::Code(absl::string_view field,
                                    absl::string_view instance) const {
  const Answer* answer = Find(field, instance);
  if (answer == nullptr || answer->codes.size() != 1) return "";
  return answer->codes.front();
}

}  // namespace caselens
