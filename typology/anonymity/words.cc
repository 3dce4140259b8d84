#include "typology/anonymity/words.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

bool IsInside(const std::string& text, size_t i) {
  if (IsAlnum(text[i])) return true;
  return text[i] == '\'' && i > 0 && IsLetter(text[i - 1]) &&
         i + 1 < text.size() && IsLetter(text[i + 1]);
}

Word WordAt(const View& view, size_t begin) {
  const std::string& text = view.text();
  Word word;
  word.begin = begin;
  size_t end = begin;
  size_t letters = 0;
  size_t capitals = 0;
  for (; end < text.size() && IsInside(text, end); ++end) {
    if (IsDigit(text[end])) word.has_digit = true;
    if (text[end] == kForeignLetter) word.foreign = true;
    if (IsLetter(text[end])) ++letters;
    if (IsLetter(text[end]) && view.upper(end)) ++capitals;
    if (view.accented(end)) word.accented = true;
  }
  word.end = end;
  word.full_end = end;
  word.has_letter = letters > 0;
  word.capital = view.upper(begin);
  word.all_capitals = letters >= 2 && capitals == letters;
  word.text = absl::string_view(text).substr(begin, end - begin);
  if (absl::EndsWith(word.text, "'s")) {
    word.possessive = true;
    word.end -= 2;
    word.text.remove_suffix(2);
  } else if (end < text.size() && text[end] == '\'' && end > begin &&
             text[end - 1] == 's') {
    word.possessive = true;
  }
  return word;
}

// A point behind "Mr", "St" or an initial ends no sentence.
bool IsAbbreviation(const Word& word) {
  return word.text.size() == 1 || word.text == "mr" || word.text == "mrs" ||
         word.text == "ms" || word.text == "dr" || word.text == "st" ||
         word.text == "prof" || word.text == "rev" || word.text == "hon" ||
         word.text == "capt" || word.text == "sgt" || word.text == "lt" ||
         word.text == "col" || word.text == "cllr" || word.text == "eg" ||
         word.text == "ie" || word.text == "vs";
}

bool StartsSentence(const View& view, size_t begin, const Word* previous) {
  const size_t from = previous == nullptr ? 0 : previous->full_end;
  bool start = previous == nullptr;
  for (size_t i = from; i < begin; ++i) {
    const char c = view[i];
    if (c == '.' && previous != nullptr && IsAbbreviation(*previous)) continue;
    if (absl::string_view(".!?:;\n\t\"(*[|\x02").find(c) !=
        absl::string_view::npos) {
      start = true;
    }
  }
  // A dash with space around it, and a bullet, start a phrase.
  const absl::string_view gap =
      absl::string_view(view.text()).substr(from, begin - from);
  return start || absl::StrContains(gap, " - ") ||
         absl::StrContains(gap, " '") || absl::StartsWith(gap, "/");
}

}  // namespace

std::vector<Word> SplitWords(const View& view) {
  std::vector<Word> words;
  const std::string& text = view.text();
  for (size_t i = 0; i < text.size();) {
    if (!IsAlnum(text[i])) {
      ++i;
      continue;
    }
    Word word = WordAt(view, i);
    word.starts_sentence =
        StartsSentence(view, i, words.empty() ? nullptr : &words.back());
    i = word.full_end;
    words.push_back(word);
  }
  return words;
}

bool HasWordBefore(const std::vector<Word>& words, size_t at,
                   std::initializer_list<absl::string_view> wanted,
                   size_t reach) {
  const size_t from = at > reach ? at - reach : 0;
  for (size_t i = from; i < at; ++i) {
    for (const absl::string_view text : wanted) {
      if (words[i].text == text) return true;
    }
  }
  return false;
}

bool OnlySpaceBetween(const View& view, const Word& left, const Word& right,
                      size_t max) {
  if (right.begin < left.full_end || right.begin - left.full_end > max) {
    return false;
  }
  const absl::string_view gap =
      absl::string_view(view.text())
          .substr(left.full_end, right.begin - left.full_end);
  return std::all_of(gap.begin(), gap.end(), IsSpace);
}

}  // namespace caselens::anonymity
