#include "typology/anonymity/references.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/text.h"
#include "typology/anonymity/words.h"

namespace caselens::anonymity {
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

// The words of one view.
struct Words {
  const View& view;
  const std::vector<Word>& all;
};

bool HasBefore(const Words& words, size_t word,
               std::initializer_list<absl::string_view> wanted, size_t reach) {
  return HasWordBefore(words.all, word, wanted, reach);
}

Code CodeFrom(const Words& words, size_t first) {
  Code code{first, first, 0, false};
  for (size_t i = first; i < words.all.size() && i < first + 6; ++i) {
    if (i > first && !Touch(words.view, words.all[i - 1], words.all[i])) break;
    code.last = i;
    code.digits += static_cast<size_t>(std::count_if(
        words.all[i].text.begin(), words.all[i].text.end(), IsDigit));
    code.has_letter |= words.all[i].has_letter;
  }
  return code;
}

bool IsYearWord(absl::string_view text) {
  return text.size() == 4 &&
         (absl::StartsWith(text, "19") || absl::StartsWith(text, "20")) &&
         std::all_of(text.begin(), text.end(), IsDigit);
}

// "2019", "2018-19", "2018/2019".
bool IsYears(const Words& words, const Code& code) {
  if (code.has_letter || !IsYearWord(words.all[code.first].text)) {
    return false;
  }
  return code.last == code.first || (code.last == code.first + 1 &&
                                     (words.all[code.last].text.size() == 2 ||
                                      IsYearWord(words.all[code.last].text)));
}

// "3,204": a count, not a code.
bool IsThousands(const Words& words, const Code& code) {
  const View& text = words.view;
  const size_t begin = words.all[code.first].begin;
  const size_t end = words.all[code.last].full_end;
  return (begin > 1 && text[begin - 1] == ',' && IsDigit(text[begin - 2])) ||
         (end + 1 < text.size() && text[end] == ',' && IsDigit(text[end + 1]));
}

bool IsReference(const Words& words, const Code& code) {
  if (code.digits < 4 || IsThousands(words, code)) return false;
  const size_t first = code.first;
  if (HasBefore(words, first, {"p", "pp", "page", "pages"}, 1)) return false;
  if (IsYears(words, code)) {
    return HasBefore(words, first,
                     {"ref", "reference", "cad", "urn", "id", "number"}, 1);
  }
  if (HasBefore(
          words, first,
          {"ref",         "refs",    "reference", "cad",  "crime",      "urn",
           "marac",       "lcs",     "mosaic",    "pnc",  "occurrence", "niche",
           "liquidlogic", "eclipse", "id",        "uprn", "mrn",        "icis",
           "scra",        "docket",  "warrant"},
          5) ||
      HasBefore(words, first, {"no", "number", "nr", "num", "log"}, 1)) {
    return true;
  }
  const bool is_code = code.has_letter || code.digits >= 5;
  if (!is_code) return false;
  return HasBefore(words, first,
                   {"case", "file", "incident", "record", "court", "custody",
                    "exhibit", "police", "petition", "number", "no", "claim",
                    "unit", "hospital"},
                   5) ||
         (code.last + 2 < words.all.size() &&
          HasBefore(words, code.last + 3, {"cad", "urn", "lcs", "pnc"}, 2));
}

void FindReferencesIn(const Words& words, std::vector<Hit>& hits) {
  for (size_t i = 0; i < words.all.size();) {
    const Code code = CodeFrom(words, i);
    const Range range = words.view.Source(words.all[code.first].begin,
                                          words.all[code.last].end);
    if (IsReference(words, code)) {
      hits.push_back({Type::kReference, range});
    } else if (code.has_letter && code.digits >= 6) {
      hits.push_back({Type::kNumber, range});
    }
    i = code.last + 1;
  }
}

}  // namespace

void FindReferences(const Scanned& scanned, std::vector<Hit>& hits) {
  FindReferencesIn({scanned.text, scanned.words}, hits);
  if (scanned.numbers.text() != scanned.text.lookalike()) {
    FindReferencesIn({scanned.numbers, scanned.number_words}, hits);
  }
}

}  // namespace caselens::anonymity
