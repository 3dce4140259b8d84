#include "typology/template/violation.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"

namespace caselens {
namespace {

constexpr size_t kLongestCode = 32;
constexpr int kMostDigits = 8;

bool IsUpperOrDigit(char c) {
  const auto u = static_cast<unsigned char>(c);
  return absl::ascii_isupper(u) || absl::ascii_isdigit(u) || c == '_' ||
         c == '+';
}

bool IsPeriod(absl::string_view name) {
  return name == PeriodName(Period::kEarlier) ||
         name == PeriodName(Period::kCurrent) ||
         name == PeriodName(Period::kPostSeparation);
}

// A capital letter, a point and a word: "C.gender", known or not.
bool IsFieldShaped(absl::string_view field) {
  return field.size() > 2 && field.size() <= kLongestCode &&
         absl::ascii_isupper(static_cast<unsigned char>(field[0])) &&
         field[1] == '.' &&
         std::all_of(field.begin() + 2, field.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '_';
         });
}

// "P2" or "P2>P1".
bool IsActorOrDirection(absl::string_view part) {
  const std::vector<absl::string_view> people = absl::StrSplit(part, '>');
  return people.size() <= 2 &&
         std::all_of(people.begin(), people.end(),
                     [](absl::string_view p) { return IsElementId(p, 'P'); });
}

bool IsInstanceShaped(const Form& form, absl::string_view instance) {
  const std::vector<absl::string_view> parts = absl::StrSplit(instance, '/');
  if (parts.size() > 1)
    return IsElementId(parts[0], 'R') && IsPeriod(parts[1]) &&
           (parts.size() == 2 ||
            (parts.size() == 3 && IsActorOrDirection(parts[2])));
  if (instance.empty()) return true;
  for (const char prefix : {'P', 'R', 'H', 'S', 'M'})
    if (IsElementId(instance, prefix)) return true;
  const auto domains = form.revision->ListCodes(kDomainList);
  return std::find(domains.begin(), domains.end(), instance) != domains.end() ||
         std::find(form.factors.begin(), form.factors.end(), instance) !=
             form.factors.end();
}

}  // namespace

bool IsElementId(absl::string_view id, char prefix) {
  return id.size() >= 2 && id.size() <= 5 && id[0] == prefix && id[1] != '0' &&
         std::all_of(id.begin() + 1, id.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c));
         });
}

std::string ElementPath(absl::string_view list, absl::string_view id,
                        char prefix) {
  return absl::StrCat("document.", list, "[",
                      IsElementId(id, prefix) ? id : "?", "]");
}

std::string AnswerPath(const Form& form, const Answer& answer,
                       absl::string_view part) {
  const bool shaped = IsInstanceShaped(form, answer.instance);
  return absl::StrCat(
      "document.answers[",
      IsFieldShaped(answer.field) ? absl::string_view(answer.field) : "?",
      answer.instance.empty() ? "" : ", ",
      shaped ? absl::string_view(answer.instance) : "?", "]", part);
}

std::string ShownCode(absl::string_view code) {
  const bool shown = !code.empty() && code.size() <= kLongestCode &&
                     std::all_of(code.begin(), code.end(), IsUpperOrDigit);
  return shown ? std::string(code) : "?";
}

std::string ShownId(absl::string_view id) {
  const auto digits = std::count_if(id.begin(), id.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  const bool shown =
      !id.empty() && id.size() <= kLongestCode && digits <= kMostDigits &&
      std::all_of(id.begin(), id.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' ||
               c == '.' || c == '+';
      });
  return shown ? std::string(id) : "?";
}

}  // namespace caselens
