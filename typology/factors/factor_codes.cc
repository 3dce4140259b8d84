#include "typology/factors/factor_codes.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "typology/base/csv.h"
#include "typology/base/shown.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr char kNoFactors[] = "21";

// "Non-engaging Family" and "non_engaging_family" are one spelling.
std::string Normalised(absl::string_view spelling) {
  std::string key;
  for (const char raw : spelling) {
    const auto c = static_cast<unsigned char>(raw);
    if (absl::ascii_isalnum(c)) {
      key.push_back(absl::ascii_tolower(c));
    } else if (!key.empty() && key.back() != '_') {
      key.push_back('_');
    }
  }
  if (!key.empty() && key.back() == '_') key.pop_back();
  return key;
}

absl::Status UnknownCode(const FactorCodeList& list, absl::string_view piece) {
  const absl::string_view wanted =
      list.Nation() == "SCO" ? "concerns such as domestic_abuse;neglect"
                             : "census codes such as 3B;4B;17A";
  return absl::InvalidArgumentError(
      absl::StrCat("want ", wanted, "; ", Shown(piece), " is not on the list"));
}

// Adds the places of the codes in `piece`, which is one spelling or several
// with spaces between them.
absl::Status FindCodes(const FactorCodeList& list, absl::string_view piece,
                       std::set<int>& found) {
  if (const int at = list.Find(piece); at >= 0) {
    found.insert(at);
    return absl::OkStatus();
  }
  for (const absl::string_view word :
       absl::StrSplit(piece, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty())) {
    const int at = list.Find(word);
    if (at < 0) return UnknownCode(list, piece);
    found.insert(at);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FactorCodeList> FactorCodeList::FromCsv(absl::string_view nation,
                                                       absl::string_view csv) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows, ParseCsv(csv));
  FactorCodeList list;
  list.nation_ = std::string(nation);
  for (size_t i = 1; i < rows.size(); ++i) {
    CASELENS_RETURN_IF_ERROR(list.Add(rows[i].cells));
  }
  return list;
}

absl::Status FactorCodeList::Add(const std::vector<std::string>& cells) {
  if (cells.size() != 5) {
    return absl::InvalidArgumentError(
        "a code list needs the columns code,label,first_year,dva,also");
  }
  FactorCode code{
      .code = cells[0], .label = cells[1], .is_dva = cells[3] == "Y"};
  if (!cells[2].empty() && !absl::SimpleAtoi(cells[2], &code.first_year)) {
    return absl::InvalidArgumentError(
        absl::StrCat("code ", code.code, ": first_year is not a number"));
  }
  std::vector<std::string> spellings =
      absl::StrSplit(cells[4], ';', absl::SkipEmpty());
  spellings.push_back(code.code);
  spellings.push_back(code.label);
  for (const std::string& spelling : spellings) {
    const int at = static_cast<int>(codes_.size());
    const auto [known, is_new] =
        by_spelling_.try_emplace(Normalised(spelling), at);
    if (!is_new && known->second != at) {
      return absl::InvalidArgumentError(
          absl::StrCat("two codes are spelled ", spelling));
    }
  }
  codes_.push_back(std::move(code));
  return absl::OkStatus();
}

int FactorCodeList::Find(absl::string_view spelling) const {
  const auto known = by_spelling_.find(Normalised(spelling));
  return known == by_spelling_.end() ? -1 : known->second;
}

absl::StatusOr<RecordedFactors> ParseFactorCodes(const FactorCodeList& list,
                                                 absl::string_view text) {
  std::set<int> found;
  for (const absl::string_view piece :
       absl::StrSplit(text, absl::ByAnyChar(";,|"), absl::SkipWhitespace())) {
    CASELENS_RETURN_IF_ERROR(
        FindCodes(list, absl::StripAsciiWhitespace(piece), found));
  }
  RecordedFactors factors{.raw = std::string(text), .codes = {}};
  for (const int at : found) {
    const FactorCode& code = list.Codes()[at];
    factors.codes.push_back(code.code);
    factors.has_dva = factors.has_dva || code.is_dva;
  }
  const bool says_none = std::find(factors.codes.begin(), factors.codes.end(),
                                   kNoFactors) != factors.codes.end();
  if (says_none && factors.codes.size() > 1) {
    return absl::InvalidArgumentError(
        "want 21 (no factors) alone, or the other codes without it");
  }
  return factors;
}

}  // namespace caselens
