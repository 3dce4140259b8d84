#include "typology/anonymity/name_kind.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/name_words.h"
#include "typology/anonymity/word_list.h"

namespace caselens::anonymity {
namespace {

// "IDVAs", "SWs": two capitals or more and a small s.
bool IsPluralAcronym(const Word& word, const View& view) {
  if (word.text.size() < 3 || word.text.back() != 's') return false;
  for (size_t i = word.begin; i + 1 < word.end; ++i) {
    if (!view.upper(i)) return false;
  }
  return !view.upper(word.end - 1);
}

// A regular form of a word: "rereferred", "IDVAs", "unboundaried". Only where
// a capital does not say that it is a name.
bool IsDerived(const Word& word, const View& view) {
  if (word.capital && !word.starts_sentence) return IsPluralAcronym(word, view);
  constexpr absl::string_view kPrefixes[] = {
      "re",   "un",    "non",   "co",   "pre", "mis", "over", "under",
      "self", "multi", "inter", "anti", "de",  "dis", "sub",  "semi"};
  constexpr absl::string_view kSuffixes[] = {
      "s", "es", "ed", "d", "ing", "er", "ers", "ly", "ness", "ful", "less"};
  constexpr size_t kMinStem = 4;
  if (IsKnownWord(absl::StrReplaceAll(word.text, {{"iz", "is"}}))) return true;
  const auto is_stem = [](absl::string_view stem) {
    return stem.size() >= kMinStem && IsKnownWord(stem);
  };
  const absl::string_view text = word.text;
  return std::any_of(std::begin(kPrefixes), std::end(kPrefixes),
                     [&](absl::string_view prefix) {
                       return absl::StartsWith(text, prefix) &&
                              is_stem(text.substr(prefix.size()));
                     }) ||
         std::any_of(
             std::begin(kSuffixes), std::end(kSuffixes),
             [&](absl::string_view suffix) {
               return absl::EndsWith(text, suffix) &&
                      is_stem(text.substr(0, text.size() - suffix.size()));
             }) ||
         IsPluralAcronym(word, view);
}

// "O'Brien", "D'Souza", "they'd": an apostrophe inside.
NameKind KindOfCompound(const Word& word, const View& view) {
  const size_t at = word.text.find('\'');
  if (at == absl::string_view::npos) return NameKind::kUnknown;
  const absl::string_view whole =
      absl::string_view(view.text())
          .substr(word.begin, word.full_end - word.begin);
  if (lists::Allowed().Contains(whole) || lists::Dictionary().Contains(whole)) {
    return NameKind::kSafe;
  }
  const absl::string_view tail = word.text.substr(at + 1);
  const bool contraction = tail == "ll" || tail == "ve" || tail == "re" ||
                           tail == "d" || tail == "t" || tail == "m";
  return contraction && IsKnownWord(word.text.substr(0, at))
             ? NameKind::kSafe
             : NameKind::kUnknown;
}

// "Di", "Sheikh": a rank would be "DI".
bool IsTitleAsName(const Word& word) {
  return word.capital && !word.all_capitals &&
         lists::RareNames().Contains(word.text);
}

}  // namespace

bool IsKnownWord(absl::string_view text) {
  return lists::Dictionary().Contains(text) || lists::Allowed().Contains(text);
}

NameKind KindOfName(const Word& word, const View& view) {
  if (word.foreign) return NameKind::kForeign;
  if (word.has_digit) return NameKind::kCode;
  const absl::string_view text = word.text;
  if (text.size() == 1) return NameKind::kInitial;
  if (Titles().contains(text) && !IsTitleAsName(word)) return NameKind::kSafe;
  if (lists::StrongNames().Contains(text)) return NameKind::kName;
  if (lists::NamesThatAreWords().Contains(text)) return NameKind::kWordName;
  if (word.accented && (word.capital || lists::Names().Contains(text))) {
    return NameKind::kName;
  }
  if (lists::Allowed().Contains(text)) return NameKind::kAllowed;
  if (lists::NotNames().Contains(text)) return NameKind::kSafe;
  if (lists::RareNames().Contains(text)) return NameKind::kRareName;
  const bool is_word = lists::Dictionary().Contains(text);
  if (lists::Names().Contains(text))
    return is_word ? NameKind::kWordName : NameKind::kName;
  if (is_word || IsDerived(word, view)) return NameKind::kSafe;
  return KindOfCompound(word, view);
}

}  // namespace caselens::anonymity
