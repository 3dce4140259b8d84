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
  constexpr absl::string_view kWords[] = {"am", "an", "as", "at", "be", "by",
                                          "he", "me", "mr", "ms", "my", "re",
                                          "pm", "sw", "we", "la", "cp", "hv"};
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

bool AcceptNino(const Match& match) {
  if (!IsNino(match.Compact()) || !PairsAlike(match.text())) return false;
  return IsDigit(match.text()[2]) || !StartsWithWord(match.text()) ||
         match.Near({"ni", "nino", "insurance", "national"});
}

// The last letters of "ab12 the" are a word more often than a plate.
bool AcceptVehicle(const Match& match) {
  return match.IsOnePiece() || match.IsCapital() ||
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
  const bool ordinal = end == "st" || end == "nd" || end == "rd" || end == "th";
  if (ordinal && !match.IsOnePiece() && !match.view.upper(match.end - 1)) {
    return false;
  }
  return HasPostArea(code) || match.IsCapital();
}

bool AcceptBfpo(const Match&) { return true; }

// Template codes look like districts (E1, W2, K10), so words decide.
bool AcceptDistrict(const Match& match) {
  return HasPostArea(match.text()) &&
         match.scanned.HasBefore(match.source().begin,
                                 {"postcode", "district", "address", "lives",
                                  "living", "moved", "flat", "estate"},
                                 4);
}

// S stands for the separator inside an id, D for a digit.
constexpr Pattern kPatterns[] = {
    {Type::kNino, "[a-z][a-z]SDDSDDSDDS[a-d]", AcceptNino},
    {Type::kNino, "[a-z][a-z]SDDSDDSDD", AcceptNino},
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
    {Type::kPostcode, "bfpoSD{1,4}", AcceptBfpo},
    {Type::kPostcodeDistrict, "[a-z]{1,2}D[a-z0-9]?", AcceptDistrict},
};

std::string Expand(absl::string_view regex) {
  std::string out = "(?:^|[^a-z0-9])(";
  for (const char c : regex) {
    if (c == 'S') {
      out += "[^a-z0-9]{0,3}";
    } else if (c == 'D') {
      out += "[0-9]";
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
    const std::string regex = Expand(pattern.regex);
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

namespace {

constexpr size_t kMaxAddress = 255;

bool IsLocalPart(char c) {
  return IsAlnum(c) || absl::StrContains("._%+-'", std::string(1, c));
}
bool IsDomainPart(char c) { return IsAlnum(c) || c == '-' || c == '.'; }

size_t SkipSpacesBack(const std::string& text, size_t i, size_t max) {
  while (max-- > 0 && i > 0 && IsSpace(text[i - 1])) --i;
  return i;
}
size_t SkipSpaces(const std::string& text, size_t i, size_t max) {
  while (max-- > 0 && i < text.size() && IsSpace(text[i])) ++i;
  return i;
}

// The e-mail address or account name around the '@' at [at, behind).
void FindAroundAt(const Scanned& scanned, size_t at, size_t behind,
                  bool is_sign, std::vector<Hit>& hits) {
  const std::string& text = scanned.text.lookalike();
  const size_t left = SkipSpacesBack(text, at, 2);
  size_t begin = left;
  while (begin > 0 && left - begin < kMaxAddress &&
         IsLocalPart(text[begin - 1])) {
    --begin;
  }
  const size_t right = SkipSpaces(text, behind, 2);
  size_t end = right;
  while (end < text.size() && end - right < kMaxAddress &&
         (IsDomainPart(text[end]) || text[end] == '_')) {
    ++end;
  }
  while (end > right && !IsAlnum(text[end - 1])) --end;
  if (end == right) return;
  const absl::string_view domain =
      absl::string_view(text).substr(right, end - right);
  const bool touching = right == behind;
  if (begin < left && absl::StrContains(domain, ".")) {
    hits.push_back({Type::kEmail, scanned.text.Source(begin, end)});
  } else if (begin < left && left == at && touching && is_sign) {
    hits.push_back({Type::kEmail, scanned.text.Source(begin, end)});
  } else if (is_sign && touching && IsLetter(text[right]) && end - right >= 3) {
    hits.push_back({Type::kHandle, scanned.text.Source(at, end)});
  }
}

// "name (at) host (dot) uk" with " at " and " dot " read as signs.
void FindSpokenEmail(const Scanned& scanned, std::vector<Hit>& hits) {
  const std::vector<Word>& words = scanned.words;
  for (size_t i = 1; i + 3 < words.size(); ++i) {
    if (words[i].text != "at") continue;
    // A domain: words with "dot" (or a point) between them, at most six.
    size_t last = i + 1;
    bool has_dot = false;
    for (size_t k = i + 2; k + 1 < words.size() && k < i + 12; k += 2) {
      if (words[k].text != "dot") break;
      has_dot = true;
      last = k + 1;
    }
    if (!has_dot) continue;
    hits.push_back({Type::kEmail,
                    scanned.text.Source(words[i - 1].begin, words[last].end)});
  }
}

constexpr absl::string_view kDomains[] = {
    "com", "co",  "uk",  "org", "net", "info", "io",    "me",     "ly",
    "gov", "ac",  "nhs", "edu", "eu",  "scot", "wales", "london", "biz",
    "tv",  "app", "dev", "ie",  "de",  "fr",   "pl",    "ro",     "us"};

bool IsDomainEnding(absl::string_view word) {
  return std::find(std::begin(kDomains), std::end(kDomains), word) !=
         std::end(kDomains);
}

size_t UrlEnd(const std::string& text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && end - begin < 2048 && !IsSpace(text[end]) &&
         text[end] != '"' && text[end] != '<' && text[end] != '>') {
    ++end;
  }
  while (end > begin && !IsAlnum(text[end - 1]) && text[end - 1] != '/') --end;
  return end;
}

bool StartsUrl(const std::string& text, size_t i) {
  const absl::string_view rest = absl::string_view(text).substr(i, 8);
  return absl::StartsWith(rest, "http:/") ||
         absl::StartsWith(rest, "https:/") || absl::StartsWith(rest, "www.") ||
         absl::StartsWith(rest, "hxxp");
}

// "host.co.uk/path": words joined by points, the last a domain ending.
size_t BareDomainEnd(const std::string& text, size_t begin) {
  size_t end = begin;
  bool good = false;
  size_t label = begin;
  for (; end < text.size() && end - begin < kMaxAddress &&
         IsDomainPart(text[end]);
       ++end) {
    if (text[end] != '.') continue;
    label = end + 1;
  }
  const absl::string_view last =
      absl::string_view(text).substr(label, end - label);
  good = label > begin + 2 && IsDomainEnding(last) && text[label - 2] != '.';
  return good ? UrlEnd(text, begin) : begin;
}

void FindUrls(const Scanned& scanned, std::vector<Hit>& hits) {
  const std::string& text = scanned.text.lookalike();
  for (size_t i = 0; i < text.size();) {
    const bool starts_word =
        IsAlnum(text[i]) && (i == 0 || !IsDomainPart(text[i - 1]));
    if (!starts_word) {
      ++i;
      continue;
    }
    const size_t end =
        StartsUrl(text, i) ? UrlEnd(text, i) : BareDomainEnd(text, i);
    if (end > i) {
      hits.push_back({Type::kUrl, scanned.text.Source(i, end)});
      i = end;
    } else {
      while (i < text.size() && IsDomainPart(text[i])) ++i;
    }
  }
}

}  // namespace

void FindAddressesOfTheNet(const Scanned& scanned, std::vector<Hit>& hits) {
  const std::string& text = scanned.text.lookalike();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '@') FindAroundAt(scanned, i, i + 1, true, hits);
  }
  FindSpokenEmail(scanned, hits);
  FindUrls(scanned, hits);
}

namespace {

// A code: words with only a sign between them, at least one with a digit.
struct Code {
  size_t first = 0;  // words
  size_t last = 0;
  size_t digits = 0;
  bool has_letter = false;
};

bool Touch(const View& view, const Word& left, const Word& right) {
  if (right.begin != left.full_end + 1) return false;
  return absl::StrContains("/-_.:#\\", std::string(1, view[left.full_end]));
}

Code CodeFrom(const Scanned& scanned, size_t first) {
  const std::vector<Word>& words = scanned.words;
  Code code{first, first, 0, false};
  for (size_t i = first; i < words.size() && i < first + 6; ++i) {
    if (i > first && !Touch(scanned.text, words[i - 1], words[i])) break;
    code.last = i;
    code.digits += static_cast<size_t>(
        std::count_if(words[i].text.begin(), words[i].text.end(), IsDigit));
    code.has_letter |= words[i].has_letter;
  }
  return code;
}

bool IsYearWord(absl::string_view text) {
  return text.size() == 4 &&
         (absl::StartsWith(text, "19") || absl::StartsWith(text, "20")) &&
         std::all_of(text.begin(), text.end(), IsDigit);
}

// "2019", "2018-19", "2018/2019".
bool IsYears(const Scanned& scanned, const Code& code) {
  if (code.has_letter || !IsYearWord(scanned.words[code.first].text)) {
    return false;
  }
  return code.last == code.first ||
         (code.last == code.first + 1 &&
          (scanned.words[code.last].text.size() == 2 ||
           IsYearWord(scanned.words[code.last].text)));
}

// "3,204": a count, not a code.
bool IsThousands(const Scanned& scanned, const Code& code) {
  const View& text = scanned.text;
  const size_t begin = scanned.words[code.first].begin;
  const size_t end = scanned.words[code.last].full_end;
  return (begin > 1 && text[begin - 1] == ',' && IsDigit(text[begin - 2])) ||
         (end + 1 < text.size() && text[end] == ',' && IsDigit(text[end + 1]));
}

bool IsReference(const Scanned& scanned, const Code& code) {
  if (code.digits < 4 || IsThousands(scanned, code)) return false;
  const size_t first = code.first;
  if (IsYears(scanned, code)) {
    return scanned.HasBeforeWord(
        first, {"ref", "reference", "cad", "urn", "id", "number"}, 1);
  }
  if (scanned.HasBeforeWord(
          first,
          {"ref",         "refs",    "reference", "cad",  "crime",      "urn",
           "marac",       "lcs",     "mosaic",    "pnc",  "occurrence", "niche",
           "liquidlogic", "eclipse", "id",        "uprn", "mrn",        "icis",
           "scra",        "docket",  "warrant"},
          5) ||
      scanned.HasBeforeWord(first, {"no", "number", "nr", "num", "log"}, 1)) {
    return true;
  }
  const bool is_code = code.has_letter || code.digits >= 5;
  if (!is_code) return false;
  return scanned.HasBeforeWord(first,
                               {"case", "file", "incident", "record", "court",
                                "custody", "exhibit", "police", "petition",
                                "number", "no", "claim", "unit", "hospital"},
                               5) ||
         (code.last + 2 < scanned.words.size() &&
          scanned.HasBeforeWord(code.last + 3, {"cad", "urn", "lcs", "pnc"},
                                2));
}

}  // namespace

void FindReferences(const Scanned& scanned, std::vector<Hit>& hits) {
  const std::vector<Word>& words = scanned.words;
  for (size_t i = 0; i < words.size();) {
    const Code code = CodeFrom(scanned, i);
    const Range range =
        scanned.text.Source(words[code.first].begin, words[code.last].end);
    if (IsReference(scanned, code)) {
      hits.push_back({Type::kReference, range});
    } else if (code.has_letter && code.digits >= 6) {
      hits.push_back({Type::kNumber, range});
    }
    i = code.last + 1;
  }
}

}  // namespace caselens::anonymity
