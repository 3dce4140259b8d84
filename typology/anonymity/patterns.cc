#include "typology/anonymity/patterns.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <re2/re2.h>
#include <re2/set.h>
#include <re2/stringpiece.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/check_digits.h"
#include "typology/anonymity/text.h"
#include "typology/anonymity/word_list.h"

namespace caselens::anonymity {
namespace {

// A match of one pattern: its place in the view and where it stands.
struct Match {
  const Scanned& scanned;
  const View& view;
  size_t begin;
  size_t end;

  absl::string_view text() const {
    return absl::string_view(view.lookalike()).substr(begin, end - begin);
  }
  Range source() const { return view.Source(begin, end); }
  std::string Compact() const {
    std::string out;
    for (const char c : text()) {
      if (IsAlnum(c)) out += c;
    }
    return out;
  }
  bool Near(std::initializer_list<absl::string_view> words) const {
    return scanned.HasBefore(source().begin, words, 5);
  }
  bool IsCapital() const { return view.upper(begin); }
  // Capitals and digits, but for letters typed for digits; one digit or more.
  bool IsCapitalCode() const {
    bool has_digit = false;
    for (size_t i = begin; i < end; ++i) {
      const char c = view.lookalike()[i];
      const bool like_digit = c == 'o' || c == 'i' || c == 'l';
      if (IsLetter(c) && !like_digit && !view.upper(i)) return false;
      has_digit |= IsDigit(c);
    }
    return has_digit;
  }
  // One run of letters and digits.
  bool IsOnePiece() const {
    return std::all_of(text().begin(), text().end(), IsAlnum);
  }
};

struct Pattern {
  Type type;
  const char* regex;  // without the word boundaries around it
  bool (*accept)(const Match&);
};

bool Always(const Match&) { return true; }

// Two-letter English words that are legal prefixes of an insurance number.
bool StartsWithWord(absl::string_view text) {
  constexpr absl::string_view kWords[] = {
      "am", "an", "as", "at", "be", "by", "he", "me", "mr", "ms", "my",
      "re", "pm", "sw", "we", "la", "cp", "hv", "on", "or", "pc"};
  return std::find(std::begin(kWords), std::end(kWords), text.substr(0, 2)) !=
         std::end(kWords);
}

// "12 34 56" or "123456", not "1241-99": both gaps between the pairs or none.
bool PairsAlike(absl::string_view text) {
  std::string shape;  // digits, and a space for each gap
  for (const char c : text.substr(2)) {
    if (IsDigit(c)) {
      shape += '9';
    } else if (shape.size() > 1 && shape.back() != ' ') {
      shape += ' ';
    }
  }
  return absl::StrContains(shape, "999999") ||
         absl::StrContains(shape, "99 99 99");
}

// With its last letter the form is enough, however the prefix was typed.
bool AcceptNino(const Match& match) {
  if (!PairsAlike(match.text())) return false;
  if (match.IsOnePiece()) return true;
  const bool capitals = match.IsCapital() && match.view.upper(match.begin + 1);
  return capitals || IsDigit(match.text()[2]) ||
         !StartsWithWord(match.text()) || match.text().back() != 'a' ||
         match.Near({"ni", "nino", "insurance", "national"});
}

bool AcceptShortNino(const Match& match) {
  if (!IsNino(match.Compact()) || !PairsAlike(match.text())) return false;
  return IsDigit(match.text()[2]) || !StartsWithWord(match.text()) ||
         match.Near({"ni", "nino", "insurance", "national"});
}

// In lower case, the last letters of "ab12 the" are a word.
bool AcceptVehicle(const Match& match) {
  const std::string code = match.Compact();
  return match.IsOnePiece() || match.IsCapital() ||
         !lists::Dictionary().Contains(code.substr(code.size() - 3)) ||
         match.Near({"car", "vehicle", "reg", "registration", "plate", "van",
                     "driving", "vrm", "vrn"});
}

bool AcceptOldVehicle(const Match& match) {
  return match.Near({"car", "vehicle", "reg", "registration", "plate", "van",
                     "driving", "vrm", "vrn", "motorbike"});
}

bool AcceptIban(const Match& match) { return IsIban(match.Compact()); }

bool AcceptSortCode(const Match& match) {
  return match.Near({"sort", "account", "bank"});
}

bool AcceptIp4(const Match& match) {
  bool has_long_part = false;
  for (const absl::string_view part : absl::StrSplit(match.text(), '.')) {
    int value = 0;
    if (!absl::SimpleAtoi(part, &value) || value > 255) return false;
    has_long_part |= part.size() > 1;
  }
  return has_long_part;
}

// Times of day have no letters.
bool AcceptHexGroups(const Match& match) {
  return absl::StrContains(match.text(), "::") ||
         std::any_of(match.text().begin(), match.text().end(), IsLetter);
}

bool AcceptPassport(const Match& match) {
  return match.Near({"passport", "brp", "permit", "visa"});
}

bool AcceptHomeOffice(const Match& match) {
  return match.Near({"passport", "brp", "permit", "visa", "ho", "home",
                     "office", "immigration", "asylum", "nass"});
}

constexpr absl::string_view kAreas[] = {
    "ab", "al", "b",  "ba", "bb", "bd", "bf", "bh", "bl", "bn", "br", "bs",
    "bt", "bx", "ca", "cb", "cf", "ch", "cm", "co", "cr", "ct", "cv", "cw",
    "da", "dd", "de", "dg", "dh", "dl", "dn", "dt", "dy", "e",  "ec", "eh",
    "en", "ex", "fk", "fy", "g",  "gl", "gu", "gy", "ha", "hd", "hg", "hp",
    "hr", "hs", "hu", "hx", "ig", "im", "ip", "iv", "je", "ka", "kt", "kw",
    "ky", "l",  "la", "ld", "le", "ll", "ln", "ls", "lu", "m",  "me", "mk",
    "ml", "n",  "ne", "ng", "nn", "np", "nr", "nw", "ol", "ox", "pa", "pe",
    "ph", "pl", "po", "pr", "rg", "rh", "rm", "s",  "sa", "se", "sg", "sk",
    "sl", "sm", "sn", "so", "sp", "sr", "ss", "st", "sw", "sy", "ta", "td",
    "tf", "tn", "tq", "tr", "ts", "tw", "ub", "w",  "wa", "wc", "wd", "wf",
    "wn", "wr", "ws", "wv", "yo", "ze"};

bool HasPostArea(absl::string_view code) {
  const size_t letters = code.find_first_of("0123456789");
  return letters != absl::string_view::npos &&
         std::binary_search(std::begin(kAreas), std::end(kAreas),
                            code.substr(0, letters));
}

bool AcceptPostcode(const Match& match) {
  const std::string code = match.Compact();
  const absl::string_view end = absl::string_view(code).substr(code.size() - 2);
  const char before = code[code.size() - 3];
  const bool ordinal = (end == "st" && before == '1') ||
                       (end == "nd" && before == '2') ||
                       (end == "rd" && before == '3') || end == "th";
  const bool short_district = code.size() <= 6;
  if (ordinal && short_district && !match.IsOnePiece() &&
      !match.view.upper(match.end - 1)) {
    return false;
  }
  return HasPostArea(code) || match.IsCapital();
}

// Template codes look like districts (E1, W2, K10), so words decide.
bool AcceptDistrict(const Match& match) {
  return HasPostArea(match.text()) &&
         match.scanned.HasBefore(match.source().begin,
                                 {"postcode", "district", "address", "lives",
                                  "living", "moved", "flat", "estate"},
                                 4);
}

// "SWlA 2AA", "XV6OYHM": letters for digits where the form asks for digits.
bool AcceptMistyped(const Match& match) { return match.IsCapitalCode(); }

// S stands for the separator inside an id, D for a digit, O for a digit or a
// letter typed for one.
constexpr Pattern kPatterns[] = {
    {Type::kNino, "[a-z][a-z]SDDSDDSDDS[a-d]", AcceptNino},
    {Type::kNino, "[a-z][a-z]SDDSDDSDD", AcceptShortNino},
    {Type::kDrivingLicence, "[a-z9]{5}SD{6}S[a-z9]{2}S[a-z0-9]{3}", Always},
    {Type::kCourtCase, "[a-z]{2}SDDS[a-z]SD{4,6}", Always},
    {Type::kVehicle, "[a-z]{2}DDS[a-z]{3}", AcceptVehicle},
    {Type::kVehicle, "[a-z]D{1,3}S[a-z]{3}", AcceptOldVehicle},
    {Type::kVehicle, "[a-z]{3}SD{1,3}[a-z]", AcceptOldVehicle},
    {Type::kBankAccount, "[a-z]{2}DD(?:S[a-z0-9]{4}){2,7}S[a-z0-9]{1,4}",
     AcceptIban},
    {Type::kBankAccount, "DD[- ]DD[- ]DD", AcceptSortCode},
    {Type::kAreaCode, "[ewsnkl][0o1][0-9]{7}", Always},
    {Type::kIpAddress, "D{1,3}\\.D{1,3}\\.D{1,3}\\.D{1,3}", AcceptIp4},
    {Type::kIpAddress, "[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}", AcceptHexGroups},
    {Type::kCoordinates, "D{1,2}\\.D{4,9}[ ,nsew]{1,4}-?D{1,3}\\.D{4,9}",
     Always},
    {Type::kReference, "[a-z]{1,2}SD{6,8}", AcceptPassport},
    {Type::kReference, "[a-z]D{7}|[a-z]{2}D[a-z]D{6}|[a-z]SD{5,8}/D",
     AcceptHomeOffice},
    {Type::kPostcode, "[a-z]{1,2}D[a-z0-9]?SD[abd-hjlnp-uw-z]{2}",
     AcceptPostcode},
    {Type::kPostcode,
     "girS0aa|(?:ascn|stha|tdcu|bbnd|biqq|fiqq|gx11|pcrn|siqq|tkca)S1zz",
     Always},
    {Type::kPostcode, "bfpoSD{1,4}", Always},
    {Type::kPostcode, "[a-z]{1,2}O[a-z0-9]?SO[abd-hjlnp-uw-z]{2}",
     AcceptMistyped},
    {Type::kNino, "[a-z][a-z]SOOSOOSOOS[a-d]", AcceptMistyped},
    {Type::kVehicle, "[a-z]{2}OOS[a-z]{3}", AcceptMistyped},
    {Type::kCourtCase, "[a-z]{2}OOS[a-z]SO{4,6}", AcceptMistyped},
    {Type::kDrivingLicence, "[a-z9]{5}SO{6}S[a-z9]{2}S[a-z0-9]{3}",
     AcceptMistyped},
    {Type::kPostcodeDistrict, "[a-z]{1,2}D[a-z0-9]?", AcceptDistrict},
};

std::string ExpandNumber(absl::string_view regex) {
  std::string out = "(?:^|[^a-z0-9])(";
  for (const char c : regex) {
    if (c == 'S') {
      out += "[^a-z0-9]{0,3}";
    } else if (c == 'D') {
      out += "[0-9]";
    } else if (c == 'O') {
      out += "[0-9oil]";
    } else {
      out += c;
    }
  }
  return out + ")(?:[^a-z0-9]|$)";
}

re2::RE2::Options Latin1() {
  re2::RE2::Options options(re2::RE2::Latin1);  // one byte, one character
  options.set_max_mem(int64_t{32} << 20);
  return options;
}

}  // namespace

Patterns::Patterns()
    : prefilter_(
          std::make_unique<re2::RE2::Set>(Latin1(), re2::RE2::UNANCHORED)) {
  for (const Pattern& pattern : kPatterns) {
    const std::string regex = ExpandNumber(pattern.regex);
    patterns_.push_back(std::make_unique<re2::RE2>(regex, Latin1()));
    prefilter_->Add(regex, nullptr);
  }
  prefilter_->Compile();
}

std::vector<int> Patterns::Candidates(const std::string& text) const {
  std::vector<int> candidates;
  re2::RE2::Set::ErrorInfo error{};
  if (!prefilter_->Match(text, &candidates, &error) &&
      error.kind != re2::RE2::Set::kNoError) {
    // Out of memory says nothing about the text.
    candidates.resize(patterns_.size());
    for (size_t i = 0; i < candidates.size(); ++i) {
      candidates[i] = static_cast<int>(i);
    }
  }
  return candidates;
}

void Patterns::Find(const Scanned& scanned, std::vector<Hit>& hits) const {
  FindIn(scanned, scanned.text, hits);
  if (scanned.numbers.text() != scanned.text.lookalike()) {
    FindIn(scanned, scanned.numbers, hits);
  }
}

void Patterns::FindIn(const Scanned& scanned, const View& view,
                      std::vector<Hit>& hits) const {
  const std::string& text = view.lookalike();
  for (const int index : Candidates(text)) {
    const Pattern& pattern = kPatterns[index];
    const re2::RE2& regex = *patterns_[static_cast<size_t>(index)];
    re2::StringPiece found[2];
    for (size_t from = 0; from < text.size();) {
      if (!regex.Match(text, from, text.size(), re2::RE2::UNANCHORED, found,
                       2)) {
        break;
      }
      const auto begin = static_cast<size_t>(found[1].data() - text.data());
      const Match match{scanned, view, begin, begin + found[1].size()};
      const bool accepted = pattern.accept(match);
      if (accepted) hits.push_back({pattern.type, match.source()});
      // The character behind a match may be the boundary before the next.
      from = accepted ? match.end : begin + 1;
    }
  }
}

}  // namespace caselens::anonymity
