#include "typology/anonymity/numbers.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/anonymity/check_digits.h"
#include "typology/anonymity/phone.h"
#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

constexpr size_t kLongNumber = 9;
constexpr size_t kMaxGap = 3;

// How two groups of digits hang together.
enum class Gap {
  kNone,   // they do not
  kPlain,  // spaces, brackets, signs
  kDash,
  kDot,
  kComma,
  kCell,  // a tab or line end: perhaps a table
};

// Digits without a gap, and the gap before them.
struct Group {
  size_t begin = 0;
  size_t end = 0;
  Gap before = Gap::kNone;
};
using Groups = absl::Span<const Group>;

Gap GapBetween(const std::string& text, size_t begin, size_t end) {
  const absl::string_view gap =
      absl::string_view(text).substr(begin, end - begin);
  if (gap.empty() || gap.size() > kMaxGap) return Gap::kNone;
  if (gap == ".") return Gap::kDot;
  if (gap == ",") return Gap::kComma;
  if (gap.find_first_not_of(" \n\t-/_()|*~#+.\x02") !=
      absl::string_view::npos) {
    return Gap::kNone;
  }
  if (absl::StrContains(gap, ". ")) return Gap::kNone;
  if (gap.find_first_of("\n\t") != absl::string_view::npos) return Gap::kCell;
  if (gap.find_first_of("-/") != absl::string_view::npos) return Gap::kDash;
  return Gap::kPlain;
}

std::vector<Group> SplitGroups(const std::string& text) {
  std::vector<Group> groups;
  for (size_t i = 0; i < text.size();) {
    if (!IsDigit(text[i])) {
      ++i;
      continue;
    }
    Group group{i, i, Gap::kNone};
    while (group.end < text.size() && IsDigit(text[group.end])) ++group.end;
    if (!groups.empty()) {
      group.before = GapBetween(text, groups.back().end, group.begin);
    }
    groups.push_back(group);
    i = group.end;
  }
  return groups;
}

class NumberFinder {
 public:
  NumberFinder(const Scanned& scanned, std::vector<Hit>& hits)
      : scanned_(scanned),
        text_(scanned.numbers.text()),
        groups_(SplitGroups(text_)),
        hits_(hits) {}

  void Find() {
    for (size_t i = 0; i < groups_.size();) {
      size_t end = i + 1;
      while (end < groups_.size() && groups_[end].before != Gap::kNone) ++end;
      FindInChain(Groups(groups_).subspan(i, end - i));
      i = end;
    }
  }

 private:
  size_t Length(const Group& group) const { return group.end - group.begin; }
  absl::string_view Text(const Group& group) const {
    return absl::string_view(text_).substr(group.begin, Length(group));
  }
  std::string Digits(Groups groups) const {
    std::string digits;
    for (const Group& group : groups) absl::StrAppend(&digits, Text(group));
    return digits;
  }
  size_t CountDigits(Groups groups) const {
    size_t count = 0;
    for (const Group& group : groups) count += Length(group);
    return count;
  }

  bool IsYear(const Group& group) const {
    return Length(group) == 4 && Value(group) >= 1900 && Value(group) < 2050;
  }
  int Value(const Group& group) const {
    if (Length(group) > 4) return 100000;
    return std::stoi(std::string(Text(group)));
  }

  // A decimal number: "52.6" among numbers that are not joined by points.
  bool IsDecimal(Groups groups, size_t i) const {
    return i > 0 && groups[i].before == Gap::kDot && Length(groups[i]) <= 2 &&
           Length(groups[i - 1]) <= 3 && groups[i - 1].before != Gap::kDot &&
           (i + 1 == groups.size() || groups[i + 1].before != Gap::kDot);
  }

  // Cuts a chain at cells, decimals and commas, and looks at each piece; then
  // at what a cut may have taken apart.
  void FindInChain(Groups chain) {
    size_t begin = 0;
    for (size_t i = 1; i <= chain.size(); ++i) {
      if (i < chain.size() && !IsCut(chain, i)) continue;
      const Groups piece = chain.subspan(begin, i - begin);
      if (CountDigits(piece) >= kLongNumber) {
        FindInPiece(piece);
      } else {
        FindShort(piece);
      }
      begin = i;
    }
    FindAcrossCells(chain);
  }

  bool IsCut(Groups chain, size_t i) const {
    return chain[i].before == Gap::kCell || chain[i].before == Gap::kComma ||
           IsDecimal(chain, i) || IsDecimal(chain, i - 1) ||
           (i + 1 < chain.size() && IsDecimal(chain, i + 1));
  }

  void FindInPiece(Groups piece) {
    if (!IsOrdinary(piece)) AddLong(piece);
  }

  // Years, age bands and counting are no identifiers.
  bool IsOrdinary(Groups piece) const {
    return piece.size() > 1 &&
           (AllYears(piece) || AllBands(piece) || IsCounting(piece));
  }

  // "2018 2019-20 2021/22".
  bool AllYears(Groups piece) const {
    for (size_t i = 0; i < piece.size(); ++i) {
      const bool second_half = i > 0 && piece[i].before == Gap::kDash &&
                               Length(piece[i]) == 2 && IsYear(piece[i - 1]);
      if (!IsYear(piece[i]) && !second_half) return false;
    }
    return true;
  }

  // "5-9 10-15 16-17".
  bool AllBands(Groups piece) const {
    if (piece.size() % 2 != 0) return false;
    for (size_t i = 0; i < piece.size(); i += 2) {
      if (piece[i + 1].before != Gap::kDash ||
          (i > 0 && piece[i].before == Gap::kDash) ||
          Length(piece[i + 1]) > 2 || Value(piece[i]) >= Value(piece[i + 1])) {
        return false;
      }
    }
    return true;
  }

  // "1 2 3 4 5 6 7 8 9 10".
  bool IsCounting(Groups piece) const {
    for (size_t i = 1; i < piece.size(); ++i) {
      if (Value(piece[i]) != Value(piece[i - 1]) + 1) return false;
    }
    return true;
  }

  // Windows over numbers in cells or behind commas that have the shape of an
  // id, or pass its check.
  void FindAcrossCells(Groups chain) {
    for (; !chain.empty(); chain.remove_prefix(1)) FindSpreadIdFrom(chain);
  }

  // The shortest spread id that starts with the first of `chain`.
  void FindSpreadIdFrom(Groups chain) {
    constexpr size_t kMaxGroups = 12;
    constexpr size_t kMaxDigits = 16;
    size_t digits = 0;
    for (size_t n = 1; n <= std::min(chain.size(), kMaxGroups); ++n) {
      digits += Length(chain[n - 1]);
      if (digits > kMaxDigits) return;
      const Groups window = chain.first(n);
      if (digits < kLongNumber || !CrossesCells(window)) continue;
      if (!IsSpreadId(window)) continue;
      AddLong(window);
      return;
    }
  }

  static bool CrossesCells(Groups window) {
    return std::any_of(
        window.begin() + 1, window.end(), [](const Group& group) {
          return group.before == Gap::kCell || group.before == Gap::kComma;
        });
  }

  bool HasTab(Groups window) const {
    const size_t begin = window.front().end;
    return absl::StrContains(
        absl::string_view(text_).substr(begin, window.back().begin - begin),
        "\t");
  }

  // The lengths of its groups: "3-3-4".
  std::string Shape(Groups window) const {
    return absl::StrJoin(window, "-", [this](std::string* out, const Group& g) {
      absl::StrAppend(out, Length(g));
    });
  }

  bool IsSpreadId(Groups window) const {
    if (IsOrdinary(window)) return false;
    const std::string digits = Digits(window);
    if (digits.size() == 10 && IsNhsNumber(digits)) return true;
    if (digits[0] == '0' && digits.size() >= 10 && IsPhoneNumber(digits)) {
      return true;
    }
    if (HasTab(window)) return false;
    if (window.size() == 2) {
      return !IsYear(window[0]) && !IsYear(window[1]) &&
             window[1].before == Gap::kCell;
    }
    constexpr absl::string_view kShapes[] = {"3-3-4",
                                             "3-4-3",
                                             "4-3-3",
                                             "5-3-3",
                                             "4-3-4",
                                             "3-4-4",
                                             "4-4-4-4",
                                             "2-2-2-2-2",
                                             "2-3-3-4",
                                             "2-4-3-3",
                                             "2-4-6",
                                             "3-3-3",
                                             "1-1-1-1-1-1-1-1-1-1"};
    return std::find(std::begin(kShapes), std::end(kShapes), Shape(window)) !=
           std::end(kShapes);
  }

  // Fewer than nine digits.
  void FindShort(Groups piece) {
    const size_t digits = CountDigits(piece);
    if (digits < 6) return;
    const Range range = Source(piece);
    const bool has_year =
        std::any_of(piece.begin(), piece.end(),
                    [this](const Group& group) { return IsYear(group); });
    if (!has_year &&
        scanned_.HasBefore(range.begin,
                           {"tel", "telephone", "phone", "mobile", "mob",
                            "call", "rang", "ring", "landline", "fax"},
                           4)) {
      hits_.push_back({Type::kPhone, range});
    } else if (piece.size() == 1) {
      hits_.push_back({Type::kNumber, range});
    }
  }

  void AddLong(Groups groups) {
    hits_.push_back({Classify(groups), Source(groups)});
  }

  // The original range, with letters that touch the digits.
  Range Source(Groups groups) const {
    constexpr size_t kMaxLetters = 12;
    size_t begin = groups.front().begin;
    size_t end = groups.back().end;
    for (size_t i = 0; i < kMaxLetters && begin > 0; ++i) {
      if (!IsAlnum(text_[begin - 1]) && text_[begin - 1] != '+') break;
      --begin;
    }
    if (begin > 0 && text_[begin - 1] == '(') --begin;
    for (size_t i = 0; i < kMaxLetters && end < text_.size(); ++i) {
      if (!IsAlnum(text_[end])) break;
      ++end;
    }
    return scanned_.numbers.Source(begin, end);
  }

  char LetterBefore(Groups groups) const {
    const size_t begin = groups.front().begin;
    return begin > 0 ? text_[begin - 1] : '\0';
  }
  char LetterAfter(Groups groups) const {
    const size_t end = groups.back().end;
    return end < text_.size() ? text_[end] : '\0';
  }

  bool IsUpnHere(Groups groups, const std::string& digits) const {
    std::string upn =
        absl::StrCat(std::string(1, LetterBefore(groups)), digits);
    if (digits.size() == 11) upn += LetterAfter(groups);
    return upn.size() == 13 && IsLetter(upn[0]) &&
           (IsUpn(upn) || Near(groups, {"upn", "pupil"}));
  }

  bool IsScnHere(Groups groups, const std::string& digits) const {
    return digits.size() == 9 &&
           (Near(groups, {"scn", "candidate"}) ||
            (IsScn(digits) && Near(groups, {"sqa", "exam", "exams", "pupil"})));
  }

  bool Near(Groups groups,
            std::initializer_list<absl::string_view> words) const {
    return scanned_.HasBefore(Source(groups).begin, words, 5);
  }

  // The form of a phone number, in no range that is given out.
  bool LooksDialled(Groups groups, absl::string_view digits) const {
    const size_t size = digits.size();
    return (digits[0] == '0' && (size == 10 || size == 11)) ||
           (LetterBefore(groups) == '+' && size <= 15) ||
           (absl::StartsWith(digits, "44") && size == 12) ||
           (absl::StartsWith(digits, "0044") && size <= 15);
  }

  Type Classify(Groups groups) const {
    const std::string digits = Digits(groups);
    if (IsUpnHere(groups, digits)) return Type::kUpn;
    if (digits.size() == 10 && Near(groups, {"chi"})) return Type::kChiNumber;
    if (digits.size() == 10 && Near(groups, {"nhs"})) return Type::kNhsNumber;
    if (IsScnHere(groups, digits)) return Type::kScn;
    if (Near(groups, {"account", "sort", "bank", "iban"})) {
      return Type::kBankAccount;
    }
    if (IsPhoneNumber(
            absl::StrCat(LetterBefore(groups) == '+' ? "+" : "", digits))) {
      return Type::kPhone;
    }
    if (IsChiNumber(digits)) return Type::kChiNumber;
    if (IsNhsNumber(digits)) return Type::kNhsNumber;
    if (digits.size() >= 13 && IsPaymentCard(digits)) return Type::kPaymentCard;
    return LooksDialled(groups, digits) ? Type::kPhone : Type::kLongNumber;
  }

  const Scanned& scanned_;
  const std::string& text_;
  const std::vector<Group> groups_;
  std::vector<Hit>& hits_;
};

}  // namespace

void FindNumbers(const Scanned& scanned, std::vector<Hit>& hits) {
  NumberFinder(scanned, hits).Find();
}

}  // namespace caselens::anonymity
