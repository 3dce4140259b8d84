// JoinSpelled and ReadDigits: folds that look at several characters at once.

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/fold.h"
#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

constexpr size_t kMaxGap = 3;

bool IsGap(char c) {
  return IsSpace(c) || c == '.' || c == '-' || c == '_' || c == '/' ||
         c == '*' || c == '|' || c == ',';
}

// The end of the gap that starts at `i`.
size_t GapEnd(const std::string& text, size_t i) {
  size_t end = i;
  while (end < text.size() && end <= i + kMaxGap && IsGap(text[end])) ++end;
  return end;
}

bool IsSingle(const std::string& text, size_t i) {
  return i < text.size() && IsAlnum(text[i]) &&
         (i == 0 || !IsAlnum(text[i - 1])) &&
         (i + 1 == text.size() || !IsAlnum(text[i + 1]));
}

// Characters typed one by one, from `first`: where each stands.
std::vector<size_t> SpelledFrom(const std::string& text, size_t first) {
  std::vector<size_t> at = {first};
  const size_t gap = GapEnd(text, first + 1) - (first + 1);
  const absl::string_view pattern =
      absl::string_view(text).substr(first + 1, gap);
  if (gap == 0 || gap > kMaxGap || pattern == ", ") return at;
  for (size_t next = first + 1 + gap;
       IsSingle(text, next) &&
       absl::string_view(text).substr(next - gap, gap) == pattern;
       next += 1 + gap) {
    at.push_back(next);
  }
  return at;
}

bool IsWorthJoining(const std::string& text, const std::vector<size_t>& at) {
  const auto digits = static_cast<size_t>(std::count_if(
      at.begin(), at.end(), [&](size_t i) { return IsDigit(text[i]); }));
  if (digits == 0) return at.size() >= 3;
  if (digits == at.size()) return at.size() >= 6;
  return at.size() >= 5;
}

// --- number words ---

struct NumberWord {
  absl::string_view word;
  absl::string_view digits;
};

constexpr NumberWord kNumberWords[] = {
    {"zero", "0"},       {"nought", "0"},    {"naught", "0"},
    {"oh", "0"},         {"o", "0"},         {"one", "1"},
    {"two", "2"},        {"three", "3"},     {"four", "4"},
    {"five", "5"},       {"six", "6"},       {"seven", "7"},
    {"eight", "8"},      {"nine", "9"},      {"ten", "10"},
    {"eleven", "11"},    {"twelve", "12"},   {"thirteen", "13"},
    {"fourteen", "14"},  {"fifteen", "15"},  {"sixteen", "16"},
    {"seventeen", "17"}, {"eighteen", "18"}, {"nineteen", "19"},
    {"twenty", "20"},    {"thirty", "30"},   {"forty", "40"},
    {"fifty", "50"},     {"sixty", "60"},    {"seventy", "70"},
    {"eighty", "80"},    {"ninety", "90"}};

struct DigitToken {
  size_t begin = 0;
  size_t end = 0;
  std::string digits;  // empty for "double" and "treble"
  size_t repeat = 1;   // what "double" does to the next token
  bool is_word = false;
};

std::optional<DigitToken> DigitTokenAt(const std::string& text, size_t i) {
  DigitToken token;
  token.begin = i;
  token.end = i;
  while (token.end < text.size() && IsAlnum(text[token.end])) ++token.end;
  const absl::string_view word =
      absl::string_view(text).substr(i, token.end - i);
  if (std::all_of(word.begin(), word.end(), IsDigit)) {
    token.digits = std::string(word);
    return token;
  }
  token.is_word = true;
  if (word == "double") token.repeat = 2;
  if (word == "treble" || word == "triple") token.repeat = 3;
  if (token.repeat > 1) return token;
  for (const NumberWord& number : kNumberWords) {
    if (number.word == word) {
      token.digits = std::string(number.digits);
      return token;
    }
  }
  return std::nullopt;
}

// Number words and digits in a row, from `i`.
std::vector<DigitToken> DigitTokensFrom(const std::string& text, size_t i) {
  std::vector<DigitToken> tokens;
  while (i < text.size() && IsAlnum(text[i])) {
    std::optional<DigitToken> token = DigitTokenAt(text, i);
    if (!token) break;
    tokens.push_back(*token);
    const size_t next = GapEnd(text, token->end);
    if (next == token->end || next > token->end + kMaxGap) break;
    i = next;
  }
  return tokens;
}

void AppendDigits(const View& view, const DigitToken& token,
                  absl::string_view digits, View& out) {
  for (const char digit : digits) {
    out.Append(digit, view.Source(token.begin, token.end));
  }
}

// "forty" before "seven" is 4, not 40.
bool IsTensBeforeUnit(const DigitToken& tens, const DigitToken* next) {
  return tens.is_word && tens.digits.size() == 2 && tens.digits[0] >= '2' &&
         tens.digits[1] == '0' && next != nullptr && next->is_word &&
         next->digits.size() == 1 && next->digits != "0";
}

void AppendTokens(const View& view, const std::vector<DigitToken>& tokens,
                  View& out) {
  size_t repeat = 1;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const DigitToken* next = i + 1 < tokens.size() ? &tokens[i + 1] : nullptr;
    absl::string_view digits = tokens[i].digits;
    if (IsTensBeforeUnit(tokens[i], next)) digits = digits.substr(0, 1);
    for (size_t k = 0; k < repeat; ++k) {
      AppendDigits(view, tokens[i], digits, out);
    }
    repeat = tokens[i].repeat;
  }
}

View ReadNumberWords(const View& view) {
  const std::string& text = view.lookalike();
  View out;
  out.Reserve(view.size());
  for (size_t i = 0; i < view.size();) {
    const bool starts_token =
        IsAlnum(text[i]) && (i == 0 || !IsAlnum(text[i - 1]));
    if (starts_token) {
      const std::vector<DigitToken> tokens = DigitTokensFrom(text, i);
      const auto words =
          std::count_if(tokens.begin(), tokens.end(),
                        [](const DigitToken& token) { return token.is_word; });
      if (words >= 3) {
        AppendTokens(view, tokens, out);
        i = tokens.back().end;
        continue;
      }
      // Too few words to change: pass over the whole row, so that a long row
      // of plain numbers is not read again from each of them.
      const size_t end = tokens.empty() ? i + 1 : tokens.back().end;
      for (; i < end; ++i) out.AppendFrom(view, i);
      continue;
    }
    out.AppendFrom(view, i++);
  }
  return out;
}

// --- letters typed for digits ---

char MeantDigit(char c) {
  switch (c) {
    case 'o':
      return '0';
    case 'i':
    case 'l':
    case '|':
      return '1';
    default:
      return '\0';
  }
}

bool InToken(char c) { return IsAlnum(c) || c == '|'; }

struct Token {
  size_t begin = 0;
  size_t end = 0;
  bool all_digit_like = true;  // nothing but digits and letters meant as such
  size_t digits = 0;
};

Token TokenAt(const std::string& text, size_t i) {
  Token token;
  token.begin = i;
  for (; i < text.size() && InToken(text[i]); ++i) {
    if (IsDigit(text[i])) {
      ++token.digits;
    } else if (MeantDigit(text[i]) == '\0') {
      token.all_digit_like = false;
    }
  }
  token.end = i;
  return token;
}

// Letters in a token of other letters too: those beside a digit.
void FixBesideDigits(std::string& text, const Token& token) {
  for (size_t i = token.begin + 1; i < token.end; ++i) {
    const char digit = MeantDigit(text[i]);
    if (digit != '\0' && IsDigit(text[i - 1])) text[i] = digit;
  }
  for (size_t i = token.end; i-- > token.begin + 1;) {
    const char digit = MeantDigit(text[i - 1]);
    if (digit != '\0' && IsDigit(text[i])) text[i - 1] = digit;
  }
}

std::string FixLetterDigits(std::string text) {
  std::vector<Token> tokens;
  for (size_t i = 0; i < text.size();) {
    if (!InToken(text[i])) {
      ++i;
      continue;
    }
    tokens.push_back(TokenAt(text, i));
    i = tokens.back().end;
  }
  for (size_t t = 0; t < tokens.size(); ++t) {
    const Token& token = tokens[t];
    const auto is_beside_digits = [&](size_t other, size_t gap) {
      return gap <= kMaxGap && tokens[other].digits > 0 &&
             tokens[other].all_digit_like;
    };
    const bool between =
        (t > 0 && is_beside_digits(t - 1, token.begin - tokens[t - 1].end)) ||
        (t + 1 < tokens.size() &&
         is_beside_digits(t + 1, tokens[t + 1].begin - token.end));
    if (token.all_digit_like && (token.digits > 0 || between)) {
      for (size_t i = token.begin; i < token.end; ++i) {
        if (!IsDigit(text[i])) text[i] = MeantDigit(text[i]);
      }
    } else if (token.digits > 0) {
      FixBesideDigits(text, token);
    }
  }
  return text;
}

}  // namespace

View JoinSpelled(const View& view) {
  const std::string& text = view.lookalike();
  View out;
  out.Reserve(view.size());
  for (size_t i = 0; i < view.size();) {
    if (!IsSingle(text, i)) {
      out.AppendFrom(view, i++);
      continue;
    }
    const std::vector<size_t> at = SpelledFrom(text, i);
    if (IsWorthJoining(text, at)) {
      for (const size_t k : at) out.AppendFrom(view, k);
      i = at.back() + 1;
    } else {
      for (; i <= at.back(); ++i) out.AppendFrom(view, i);
    }
  }
  return out;
}

View ReadDigits(const View& view) {
  const View words = ReadNumberWords(view);
  const std::string fixed = FixLetterDigits(words.lookalike());
  View out;
  out.Reserve(words.size());
  for (size_t i = 0; i < words.size(); ++i) {
    out.Append(fixed[i], words.Source(i, i + 1), words.upper(i));
  }
  return out;
}

}  // namespace caselens::anonymity
