#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "tests/typology/anonymity/note_corpus.h"

namespace caselens::anonymity {
namespace {

std::string Utf8(char32_t c) {
  std::string out;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | (c >> 12));
    out += static_cast<char>(0x80U | ((c >> 6) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
  return out;
}

bool IsAlnumByte(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}
bool IsDigitByte(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

// Each byte replaced by `change` of it; ASCII only.
template <typename Change>
std::string Map(const std::string& value, Change change) {
  std::string out;
  for (const char c : value) out += change(c);
  return out;
}

std::string FullWidth(const std::string& value) {
  return Map(value, [](char c) {
    return c > ' ' && c < 0x7F ? Utf8(static_cast<char32_t>(c) + 0xFEE0)
                               : std::string(1, c);
  });
}

// Look-alikes from the Cyrillic and Greek alphabets.
std::string LookAlike(const std::string& value, std::mt19937_64& random) {
  static const auto& cyrillic = *new std::map<char, char32_t>{
      {'A', 0x410}, {'B', 0x412}, {'C', 0x421}, {'E', 0x415}, {'H', 0x41D},
      {'K', 0x41A}, {'M', 0x41C}, {'O', 0x41E}, {'P', 0x420}, {'T', 0x422},
      {'X', 0x425}, {'a', 0x430}, {'c', 0x441}, {'e', 0x435}, {'o', 0x43E},
      {'p', 0x440}, {'x', 0x445}, {'y', 0x443}, {'S', 0x405}, {'J', 0x408}};
  static const auto& greek = *new std::map<char, char32_t>{
      {'A', 0x391}, {'B', 0x392}, {'E', 0x395}, {'H', 0x397}, {'I', 0x399},
      {'K', 0x39A}, {'M', 0x39C}, {'N', 0x39D}, {'O', 0x39F}, {'P', 0x3A1},
      {'T', 0x3A4}, {'X', 0x3A7}, {'Y', 0x3A5}, {'Z', 0x396}, {'o', 0x3BF}};
  const std::map<char, char32_t>& letters =
      random() % 2 == 0 ? cyrillic : greek;
  return Map(value, [&](char c) {
    const auto like = letters.find(c);
    return like == letters.end() ? std::string(1, c) : Utf8(like->second);
  });
}

std::string OddSpace(const std::string& value, std::mt19937_64& random) {
  constexpr char32_t kSpaces[] = {0xA0, 0x2009, 0x202F, 0x3000};
  constexpr char32_t kDashes[] = {0x2010, 0x2011, 0x2013, 0x2212};
  return Map(value, [&](char c) {
    if (c == ' ') return Utf8(kSpaces[random() % 4]);
    if (c == '-') return Utf8(kDashes[random() % 4]);
    return std::string(1, c);
  });
}

// One space becomes a line break; without a space, one is put in the middle
// of nine digits or more.
std::string LineBreak(const std::string& value) {
  std::string out = value;
  const size_t space = value.find(' ');
  if (space != std::string::npos) {
    out[space] = '\n';
  } else {
    const bool all_digits =
        std::all_of(value.begin(), value.end(), IsDigitByte);
    const size_t middle = value.size() / 2;
    if (all_digits && value.size() >= 9) {
      out = absl::StrCat(value.substr(0, middle), "\n", value.substr(middle));
    }
  }
  return out;
}

std::string Dots(const std::string& value) {
  if (!std::all_of(value.begin(), value.end(),
                   [](char c) { return IsAlnumByte(c) || c == ' '; })) {
    return value;
  }
  std::string out;
  for (const char c : value) {
    if (c == ' ') continue;
    absl::StrAppend(&out, out.empty() ? "" : ".", std::string(1, c));
  }
  return out;
}

std::string NumberWords(const std::string& value) {
  constexpr absl::string_view kWords[] = {"zero",  "one",  "two", "three",
                                          "four",  "five", "six", "seven",
                                          "eight", "nine"};
  std::string out;
  for (const char c : value) {
    if (!IsDigitByte(c)) {
      if (c != ' ' && c != '-') return value;
      continue;
    }
    absl::StrAppend(&out, out.empty() ? "" : " ", kWords[c - '0']);
  }
  return out;
}

// Leaves at least one digit: without any, "SIO" is a word like others.
std::string LetterDigits(const std::string& value, std::mt19937_64& random) {
  std::string changed = Map(value, [&](char c) {
    if (c == '0') return std::string(random() % 2 == 0 ? "O" : "o");
    if (c == '1') return std::string(random() % 2 == 0 ? "l" : "I");
    return std::string(1, c);
  });
  return std::any_of(changed.begin(), changed.end(), IsDigitByte) ? changed
                                                                  : value;
}

std::string Entities(const std::string& value, std::mt19937_64& random) {
  return Map(value, [&](char c) {
    const int code = static_cast<unsigned char>(c);
    switch (random() % 3) {
      case 0:
        return absl::StrCat("&#", code, ";");
      case 1:
        return absl::StrCat("&#x", absl::Hex(code), ";");
      default:
        return std::string(1, c);
    }
  });
}

std::string After(const std::string& value, absl::string_view mark,
                  std::mt19937_64& random) {
  return Map(value, [&](char c) {
    const bool marked = IsAlnumByte(c) && random() % 2 == 0;
    return absl::StrCat(std::string(1, c), marked ? mark : "");
  });
}

std::string Change(const std::string& value, Evasion evasion,
                   std::mt19937_64& random) {
  switch (evasion) {
    case Evasion::kNone:
      return value;
    case Evasion::kCase:
      return random() % 2 == 0 ? absl::AsciiStrToLower(value)
                               : absl::AsciiStrToUpper(value);
    case Evasion::kFullWidth:
      return FullWidth(value);
    case Evasion::kZeroWidth:
      return After(value, "\u200B", random);
    case Evasion::kLookAlike:
      return LookAlike(value, random);
    case Evasion::kArabicIndic:
      return Map(value, [](char c) {
        return IsDigitByte(c) ? Utf8(static_cast<char32_t>(0x660 + (c - '0')))
                              : std::string(1, c);
      });
    case Evasion::kOddSpace:
      return OddSpace(value, random);
    case Evasion::kLineBreak:
      return LineBreak(value);
    case Evasion::kDots:
      return Dots(value);
    case Evasion::kNumberWords:
      return NumberWords(value);
    case Evasion::kLetterDigits:
      return LetterDigits(value, random);
    case Evasion::kEntity:
      return Entities(value, random);
    case Evasion::kCombining:
      return After(value, random() % 2 == 0 ? "\u0336" : "\u0301", random);
  }
  return value;
}

}  // namespace

absl::string_view EvasionName(Evasion evasion) {
  constexpr absl::string_view kNames[kEvasionCount] = {
      "clean",          "case",         "full-width", "zero-width",
      "Cyrillic/Greek", "Arabic-Indic", "odd space",  "line break",
      "dots",           "number words", "O for 0",    "HTML entity",
      "combining marks"};
  return kNames[static_cast<int>(evasion)];
}

std::optional<std::string> Evade(const std::string& value, Evasion evasion,
                                 std::mt19937_64& random) {
  std::string changed = Change(value, evasion, random);
  if (evasion != Evasion::kNone && changed == value) return std::nullopt;
  return changed;
}

}  // namespace caselens::anonymity
