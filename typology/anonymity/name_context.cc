#include "typology/anonymity/name_context.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/name_words.h"
#include "typology/anonymity/word_list.h"

namespace caselens::anonymity {
namespace {

// "Grace/Tom", "Grace & Tom".
bool IsPairSign(absl::string_view gap) {
  const absl::string_view sign = absl::StripAsciiWhitespace(gap);
  return sign == "/" || sign == "&" || sign == "+";
}

}  // namespace

void NameContext::MarkTitleCase() {
  title_case_.assign(words_.size(), false);
  for (size_t begin = 0; begin < words_.size();) {
    size_t end = begin + 1;
    while (end < words_.size() && !words_[end].starts_sentence) ++end;
    if (MostHaveCapitals(begin, end)) {
      std::fill(title_case_.begin() + static_cast<std::ptrdiff_t>(begin),
                title_case_.begin() + static_cast<std::ptrdiff_t>(end), true);
    }
    begin = end;
  }
}

bool NameContext::MostHaveCapitals(size_t begin, size_t end) const {
  size_t ordinary = 0;
  size_t capitals = 0;
  for (size_t i = begin; i < end; ++i) {
    // Names have capitals in any sentence.
    if (kinds_[i] != NameKind::kSafe && kinds_[i] != NameKind::kAllowed &&
        kinds_[i] != NameKind::kRareName) {
      continue;
    }
    ++ordinary;
    if (words_[i].capital) ++capitals;
  }
  return ordinary >= 3 && capitals * 10 >= ordinary * 7;
}

bool NameContext::Adjacent(size_t left, size_t right) const {
  return OnlySpaceBetween(scanned_.text, words_[left], words_[right], 3);
}

bool NameContext::Joined(size_t left) const {
  if (left + 1 >= words_.size()) return false;
  const Word& a = words_[left];
  if (Adjacent(left, left + 1)) return !a.possessive || a.end == a.full_end;
  const absl::string_view gap = GapBehind(left);
  if (gap == "-" || gap == "'") return true;
  const bool short_form = a.text.size() == 1 ||
                          CourtesyTitles().contains(a.text) || IsInitials(left);
  return short_form && (gap == "." || gap == ". ");
}

bool NameContext::IsInitials(size_t i) const {
  const Word& word = words_[i];
  return kinds_[i] == NameKind::kUnknown && word.all_capitals &&
         word.text.size() <= 4 && HasPoint(i);
}

const Word* NameContext::Previous(size_t i) const {
  return i > 0 && words_[i].begin - words_[i - 1].full_end <= 3 ? &words_[i - 1]
                                                                : nullptr;
}

bool NameContext::IsTellingCapital(size_t i) const {
  return words_[i].capital && !words_[i].starts_sentence && !title_case_[i];
}

bool NameContext::FollowsTitle(size_t i) const {
  const Word* previous = Previous(i);
  if (previous == nullptr) return false;
  return Titles().contains(previous->text) ||
         (previous->capital && CapitalTitles().contains(previous->text) &&
          !title_case_[i] && words_[i].capital);
}

bool NameContext::FollowsIntroduction(size_t i) const {
  const Word* previous = Previous(i);
  return previous != nullptr && Introductions().contains(previous->text) &&
         Adjacent(i - 1, i);
}

bool NameContext::BeforeVerbForm(size_t i) const {
  if (i + 1 >= words_.size() || !Adjacent(i, i + 1)) return false;
  const Word& next = words_[i + 1];
  const bool form =
      absl::EndsWith(next.text, "ed") || absl::EndsWith(next.text, "ly") ||
      (absl::EndsWith(next.text, "s") && !absl::EndsWith(next.text, "ss"));
  return !next.capital && ((form && next.text.size() >= 4) ||
                           BesidesVerbs().contains(next.text));
}

bool NameContext::BeforeVerb(size_t i) const {
  return i + 1 < words_.size() && Adjacent(i, i + 1) &&
         VerbsOfPeople().contains(words_[i + 1].text);
}

bool NameContext::BeforeActOfPerson(size_t i) const {
  if (i + 1 >= words_.size() || !Adjacent(i, i + 1)) return false;
  if (ActsOfPeople().contains(words_[i + 1].text)) return true;
  return i + 2 < words_.size() && Adjacent(i + 1, i + 2) &&
         Auxiliaries().contains(words_[i + 1].text) &&
         StatesOfPeople().contains(words_[i + 2].text);
}

bool NameContext::HasPoint(size_t i) const {
  const size_t end = words_[i].full_end;
  return end < scanned_.text.size() && scanned_.text[end] == '.';
}

bool NameContext::IsInitialOfName(size_t i) const {
  if (FollowsTitle(i)) return words_[i].capital;
  if (!HasPoint(i) || i + 1 >= words_.size() || !Joined(i)) return false;
  const Word* previous = Previous(i);
  if (previous != nullptr && Labelled().contains(previous->text)) return false;
  const Word& next = words_[i + 1];
  if (FunctionWords().contains(next.text)) return false;
  return (words_[i].capital && next.capital) ||
         lists::Names().Contains(next.text);
}

bool NameContext::BeforeListedName(size_t i) const {
  return i + 1 < words_.size() && Joined(i) &&
         words_[i + 1].capital == words_[i].capital &&
         lists::Names().Contains(words_[i + 1].text) &&
         !FunctionWords().contains(words_[i + 1].text) &&
         !NeverSurnames().contains(words_[i + 1].text);
}

absl::string_view NameContext::GapBehind(size_t left) const {
  const size_t begin = words_[left].full_end;
  const size_t end =
      left + 1 < words_.size() ? words_[left + 1].begin : scanned_.text.size();
  return absl::string_view(scanned_.text.text()).substr(begin, end - begin);
}

bool NameContext::FollowsNameLabel(size_t i) const {
  if (i == 0 || !words_[i].capital) return false;
  size_t label = i - 1;
  if (label > 0 && Adjacent(label, i) &&
      (words_[label].text == "is" || words_[label].text == "was")) {
    return Adjacent(label - 1, label) &&
           NameLabels().contains(words_[label - 1].text);
  }
  const absl::string_view gap = absl::StripAsciiWhitespace(GapBehind(label));
  return NameLabels().contains(words_[label].text) &&
         (gap == ":" || gap == "=" || gap == "-" || gap == "?");
}

bool NameContext::IsAddressed(size_t i) const {
  return i + 1 < words_.size() && words_[i].starts_sentence &&
         words_[i].capital && GapBehind(i) == ", " &&
         Requests().contains(words_[i + 1].text);
}

bool NameContext::StandsAlone(size_t i) const {
  if (!words_[i].capital || !words_[i].starts_sentence) return false;
  const absl::string_view behind = GapBehind(i);
  if (words_.size() == 1) {
    return absl::c_all_of(behind, [](char c) { return !IsAlnum(c); });
  }
  return absl::StartsWith(behind, "?") || absl::StartsWith(behind, "!") ||
         absl::StartsWith(behind, ": ");
}

bool NameContext::IsClosingQuote(size_t at) const {
  return at < scanned_.text.size() &&
         (scanned_.text[at] == '"' || scanned_.text[at] == '\'');
}

bool NameContext::IsQuoted(size_t i) const {
  const Word& word = words_[i];
  return word.capital && word.begin > 0 && IsClosingQuote(word.begin - 1) &&
         IsClosingQuote(word.full_end);
}

bool NameContext::IsInverted(size_t i) const {
  return i + 1 < words_.size() && words_[i].capital && GapBehind(i) == ", " &&
         kinds_[i + 1] == NameKind::kInitial && words_[i + 1].capital &&
         HasPoint(i + 1);
}

bool NameContext::IsDescribed(size_t i) const {
  if (i + 1 >= words_.size()) return false;
  const absl::string_view gap = GapBehind(i);
  const Word& next = words_[i + 1];
  const bool age = next.has_digit && next.text.size() <= 2;
  return (gap == ", " || gap == " (") &&
         (age || Describing().contains(next.text));
}

bool NameContext::IsFirstOfPair(size_t i) const {
  if (i + 1 < words_.size() && words_[i + 1].capital &&
      kinds_[i + 1] != NameKind::kAllowed && kinds_[i + 1] != NameKind::kSafe) {
    if (IsPairSign(GapBehind(i))) return true;
  }
  return i + 2 < words_.size() && Adjacent(i, i + 1) &&
         words_[i + 1].text == "and" && Adjacent(i + 1, i + 2) &&
         words_[i + 2].capital && kinds_[i + 2] != NameKind::kAllowed;
}

bool NameContext::IsBetweenCommas(size_t i) const {
  const Word& word = words_[i];
  return word.begin >= 2 && scanned_.text[word.begin - 2] == ',' &&
         word.full_end < scanned_.text.size() &&
         scanned_.text[word.full_end] == ',';
}

bool NameContext::IsPairedWithName(size_t i) const {
  if (i > 0 && words_[i].capital && words_[i - 1].capital &&
      IsPairSign(GapBehind(i - 1))) {
    return true;
  }
  return i >= 2 && words_[i - 1].text == "and" && Adjacent(i - 1, i) &&
         (kinds_[i - 2] == NameKind::kName ||
          kinds_[i - 2] == NameKind::kUnknown);
}

bool NameContext::IsListedWithName(size_t i) const {
  const auto is_sure = [this](size_t k) {
    return kinds_[k] == NameKind::kName && words_[k].capital;
  };
  const auto lists_on = [this](size_t left) { return GapBehind(left) == ", "; };
  const auto is_and = [this](size_t k) {
    return words_[k].text == "and" && Adjacent(k - 1, k) && Adjacent(k, k + 1);
  };
  if (i > 0 && lists_on(i - 1) && is_sure(i - 1)) return true;
  if (i > 1 && is_and(i - 1) && is_sure(i - 2)) return true;
  if (i + 1 < words_.size() && lists_on(i) && is_sure(i + 1)) return true;
  return i + 2 < words_.size() && is_and(i + 1) && is_sure(i + 2);
}

bool NameContext::EndsPhrase(size_t i) const {
  return i + 1 == words_.size() || (!Adjacent(i, i + 1) && !Joined(i));
}

bool NameContext::FollowsDeterminer(size_t i) const {
  const Word* previous = Previous(i);
  return previous != nullptr && Determiners().contains(previous->text);
}

bool NameContext::BeforeFamilyWord(size_t i) const {
  return i + 1 < words_.size() && Adjacent(i, i + 1) &&
         Families().contains(words_[i + 1].text);
}

bool NameContext::FollowsColon(size_t i) const {
  const size_t begin = words_[i].begin;
  return begin >= 2 && scanned_.text[begin - 1] == ' ' &&
         scanned_.text[begin - 2] == ':';
}

bool NameContext::FollowsArticle(size_t i) const {
  const Word* previous = Previous(i);
  return previous != nullptr && Articles().contains(previous->text);
}

bool NameContext::IsMonthHere(size_t i) const {
  if (!Months().contains(words_[i].text)) return false;
  if (scanned_.HasBeforeWord(
          i,
          {"in", "since", "by", "until", "during", "last", "next", "early",
           "late", "mid", "end", "of", "between", "every", "this"},
          1)) {
    return true;
  }
  const size_t from = i >= 3 ? i - 3 : 0;
  for (size_t k = from; k < std::min(words_.size(), i + 4); ++k) {
    const bool other_month =
        k != i && Months().contains(words_[k].text) && words_[k].text != "may";
    const bool beside_number =
        words_[k].has_digit &&
        ((k + 1 == i && Adjacent(k, i)) || (k == i + 1 && Adjacent(i, k)));
    if (other_month || beside_number) return true;
  }
  return false;
}

bool NameContext::IsTypology(size_t i) const {
  if (words_[i].text != "johnson") return false;
  if (words_[i].all_capitals) return true;
  const size_t from = i >= 4 ? i - 4 : 0;
  for (size_t k = from; k < std::min(words_.size(), i + 5); ++k) {
    if (TypologyWords().contains(words_[k].text)) return true;
  }
  return false;
}

bool NameContext::IsBesideCapitalWord(size_t i) const {
  // "I" has a capital anywhere.
  const auto is_title_word = [this](size_t k) {
    return IsTellingCapital(k) && !absl::StartsWith(words_[k].text, "i'") &&
           (kinds_[k] == NameKind::kSafe || kinds_[k] == NameKind::kAllowed);
  };
  return (i > 0 && Joined(i - 1) && is_title_word(i - 1)) ||
         (i + 1 < words_.size() && Joined(i) && is_title_word(i + 1));
}

}  // namespace caselens::anonymity
