#include "typology/anonymity/dates.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <re2/re2.h>
#include <re2/stringpiece.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

constexpr int kMaxParts = 5;

// The parts of a match, as written; part[0] is the date, the others are what
// the pattern names.
struct DateMatch {
  absl::string_view part[kMaxParts + 1];
  const Scanned& scanned;
  const View& view;
  size_t begin;
  size_t end;

  Range source() const { return view.Source(begin, end); }
  bool NearBirth() const {
    return scanned.HasBefore(source().begin,
                             {"born", "dob", "birth", "birthday", "b"}, 5);
  }
};

enum class Verdict { kNo, kFull, kPartial };

// Letters typed for digits are read as such.
int Number(absl::string_view text) {
  const std::string digits =
      absl::StrReplaceAll(text, {{"o", "0"}, {"i", "1"}, {"l", "1"}});
  int value = -1;
  return absl::SimpleAtoi(digits, &value) ? value : -1;
}

bool IsDayMonth(int day, int month) {
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

bool IsYear(absl::string_view text) {
  const int year = Number(text);
  return text.size() == 2 || (year >= 1900 && year <= 2099);
}

// day, separator, month, separator, year.
Verdict Figures(const DateMatch& date) {
  const int first = Number(date.part[1]);
  const int second = Number(date.part[3]);
  const int third = Number(date.part[5]);
  const absl::string_view sign = absl::StripAsciiWhitespace(date.part[2]);
  if (sign != absl::StripAsciiWhitespace(date.part[4]) ||
      std::count_if(date.part[0].begin(), date.part[0].end(), IsDigit) < 2) {
    return Verdict::kNo;
  }
  if (date.part[1].size() == 4) {
    const bool iso = IsYear(date.part[1]) && date.part[5].size() <= 2 &&
                     (IsDayMonth(third, second) || IsDayMonth(second, third));
    return iso ? Verdict::kFull : Verdict::kNo;
  }
  if (date.part[1].size() > 2 || date.part[5].size() == 3 ||
      !IsYear(date.part[5]) ||
      !(IsDayMonth(first, second) || IsDayMonth(second, first))) {
    return Verdict::kNo;
  }
  if (date.part[5].size() == 4) return Verdict::kFull;
  if (sign.empty()) {
    return date.NearBirth() ? Verdict::kFull : Verdict::kNo;
  }
  // "5.3.10" is a heading more often than a date.
  if (sign == "." && date.part[1].size() == 1 && !date.NearBirth()) {
    return Verdict::kNo;
  }
  return Verdict::kFull;
}

// Eight figures, day or year first; six only as a date of birth.
Verdict Compact(const DateMatch& date) {
  const absl::string_view text = date.part[0];
  const auto pair = [&](size_t i) { return Number(text.substr(i, 2)); };
  if (text.size() == 6) {
    return date.NearBirth() && IsDayMonth(pair(0), pair(2)) ? Verdict::kFull
                                                            : Verdict::kNo;
  }
  const bool day_first =
      IsDayMonth(pair(0), pair(2)) && IsYear(text.substr(4, 4));
  const bool year_first =
      IsYear(text.substr(0, 4)) && IsDayMonth(pair(6), pair(4));
  return day_first || year_first ? Verdict::kFull : Verdict::kNo;
}

bool IsDay(absl::string_view text) {
  const int day = Number(text);
  return !IsDigit(text[0]) || (day >= 1 && day <= 31);
}

// "may" and "march" are verbs, "mar" and "sun" parts of words: only a capital
// inside a sentence or an ordinal makes them a month of a date without a year.
bool IsSureMonth(const DateMatch& date, absl::string_view month) {
  if (month != "may" && month != "march" && month != "mar") return true;
  const auto at =
      date.begin + static_cast<size_t>(month.data() - date.part[0].data());
  return date.view.upper(at) && at > date.begin;
}

Verdict DayMonthYear(const DateMatch& date) {
  return IsDay(date.part[1]) ? Verdict::kFull : Verdict::kNo;
}
// The last letters of "April" are no day.
Verdict MonthDayYear(const DateMatch& date) {
  const absl::string_view day = date.part[2];
  const bool in_month = IsLetter(day.front()) && IsLetter(*(day.data() - 1));
  return IsDay(day) && !in_month ? Verdict::kFull : Verdict::kNo;
}
Verdict MonthYear(const DateMatch&) { return Verdict::kPartial; }
Verdict FiguresMonthYear(const DateMatch& date) {
  const int month = Number(date.part[1]);
  return month >= 1 && month <= 12 ? Verdict::kPartial : Verdict::kNo;
}
Verdict DayMonth(const DateMatch& date) {
  const bool ordinal = !date.part[2].empty();
  return IsDay(date.part[1]) && (ordinal || IsSureMonth(date, date.part[3]))
             ? Verdict::kPartial
             : Verdict::kNo;
}
Verdict MonthDay(const DateMatch& date) {
  return IsDay(date.part[2]) && !date.part[3].empty() ? Verdict::kPartial
                                                      : Verdict::kNo;
}

// MONTH, DAY and GAP are written out below.
constexpr absl::string_view kMonth =
    "(january|february|march|april|may|june|july|august|september|october|"
    "november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)";
// A day in words, or in letters typed for digits.
constexpr absl::string_view kDayWord =
    "(?:(?:twenty|thirty)[ -]?)?(?:first|second|third|fourth|fifth|sixth|"
    "seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    "fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|"
    "[oil]{1,2}";  // "IO Jun" for 10
constexpr absl::string_view kGap = "[ \n\t,./_'-]{0,4}";

struct DatePattern {
  const char* regex;
  Verdict (*judge)(const DateMatch&);
};

constexpr DatePattern kDatePatterns[] = {
    {"([0-9oil]{1,4})([ \n\t./_-]{1,3})([0-9oil]{1,2})([ \n\t./_-]{1,3})"
     "([0-9oil]{2,4})",
     Figures},
    {"[0-9]{8}|[0-9]{6}", Compact},
    {"([0-9]{1,2}|DAY)GAP(st|nd|rd|th)?GAP(?:day )?(?:of )?(?:the )?MONTHGAP"
     "((?:19|20)[0-9]{2}|'?[0-9]{2}|'[0-9oil]{2})",
     DayMonthYear},
    {"MONTHGAP([0-9]{1,2}|DAY)(st|nd|rd|th)?[ \n\t,./_'-]{1,4}"
     "((?:19|20)[0-9]{2}|'[0-9]{2})",
     MonthDayYear},
    {"MONTHGAP(?:of )?((?:19|20)[0-9]{2})", MonthYear},
    {"([0-9]{1,2})/((?:19|20)[0-9]{2})", FiguresMonthYear},
    {"([0-9]{1,2}|DAY)[ \n\t-]{0,2}(st|nd|rd|th)?[ \n\t-]{0,2}(?:of )?MONTH",
     DayMonth},
    {"MONTH[ \n\t-]{0,2}(?:the )?([0-9]{1,2})(st|nd|rd|th)?", MonthDay},
};

std::string ExpandDate(absl::string_view regex) {
  struct Part {
    absl::string_view name;
    absl::string_view text;
  };
  const Part parts[] = {{"MONTH", kMonth}, {"DAY", kDayWord}, {"GAP", kGap}};
  std::string out = "(?:^|[^a-z0-9])(";
  while (!regex.empty()) {
    const Part* found = nullptr;
    for (const Part& part : parts) {
      if (regex.substr(0, part.name.size()) == part.name) found = &part;
    }
    if (found != nullptr) {
      out += std::string(found->text);
      regex.remove_prefix(found->name.size());
    } else {
      out += regex[0];
      regex.remove_prefix(1);
    }
  }
  return out + ")(?:[^a-z0-9]|$)";
}

}  // namespace

Dates::Dates() {
  re2::RE2::Options options(re2::RE2::Latin1);
  options.set_max_mem(int64_t{32} << 20);
  for (const DatePattern& pattern : kDatePatterns) {
    patterns_.push_back(
        std::make_unique<re2::RE2>(ExpandDate(pattern.regex), options));
  }
}

void Dates::Find(const Scanned& scanned, std::vector<Hit>& hits) const {
  FindIn(scanned, scanned.text, hits);
  if (scanned.numbers.text() != scanned.text.lookalike()) {
    FindIn(scanned, scanned.numbers, hits);
  }
}

void Dates::FindIn(const Scanned& scanned, const View& view,
                   std::vector<Hit>& hits) const {
  const std::string& text = view.lookalike();
  for (size_t p = 0; p < patterns_.size(); ++p) {
    re2::StringPiece found[kMaxParts + 2];
    const int groups = 2 + patterns_[p]->NumberOfCapturingGroups() - 1;
    for (size_t from = 0; from < text.size();) {
      if (!patterns_[p]->Match(text, from, text.size(), re2::RE2::UNANCHORED,
                               found, groups)) {
        break;
      }
      const auto begin = static_cast<size_t>(found[1].data() - text.data());
      DateMatch date{{}, scanned, view, begin, begin + found[1].size()};
      for (int i = 1; i < groups; ++i) {
        date.part[i - 1] = absl::string_view(found[i].data(), found[i].size());
      }
      const Verdict verdict = kDatePatterns[p].judge(date);
      if (verdict != Verdict::kNo) {
        const Type full = date.NearBirth() ? Type::kDateOfBirth : Type::kDate;
        hits.push_back({verdict == Verdict::kFull ? full : Type::kPartialDate,
                        date.source()});
      }
      from = verdict == Verdict::kNo ? begin + 1 : date.end;
    }
  }
}

}  // namespace caselens::anonymity
