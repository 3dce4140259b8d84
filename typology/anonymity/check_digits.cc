#include "typology/anonymity/check_digits.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), IsDigit);
}

int Value(char digit) { return digit - '0'; }

}  // namespace

bool IsNhsNumber(absl::string_view digits) {
  if (digits.size() != 10 || !AllDigits(digits)) return false;
  int sum = 0;
  for (size_t i = 0; i < 9; ++i) {
    sum += static_cast<int>(10 - i) * Value(digits[i]);
  }
  const int check = 11 - sum % 11;
  return check != 10 && check % 11 == Value(digits[9]);
}

bool IsChiNumber(absl::string_view digits) {
  if (!IsNhsNumber(digits)) return false;
  const int day = 10 * Value(digits[0]) + Value(digits[1]);
  const int month = 10 * Value(digits[2]) + Value(digits[3]);
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

bool IsUpn(absl::string_view upn) {
  constexpr absl::string_view kLetters = "abcdefghjklmnpqrtuvwxyz";
  if (upn.size() != 13) return false;
  int sum = 0;
  for (size_t i = 1; i < 13; ++i) {
    int value = 0;
    if (IsDigit(upn[i])) {
      value = Value(upn[i]);
    } else {
      const size_t at = kLetters.find(upn[i]);
      if (i != 12 || at == absl::string_view::npos) return false;
      value = static_cast<int>(at);
    }
    sum += static_cast<int>(i + 1) * value;
  }
  return kLetters[static_cast<size_t>(sum % 23)] == upn[0];
}

bool IsScn(absl::string_view digits) {
  constexpr int kWeights[] = {3, 2, 7, 6, 5, 4, 3, 2};
  if (digits.size() != 9 || !AllDigits(digits)) return false;
  int sum = 0;
  for (size_t i = 0; i < 8; ++i) sum += kWeights[i] * Value(digits[i]);
  const int remainder = sum % 11;
  return remainder != 1 && (11 - remainder) % 11 == Value(digits[8]);
}

bool IsNino(absl::string_view nino) {
  if (nino.size() != 8 && nino.size() != 9) return false;
  constexpr absl::string_view kNever = "dfiquv";
  const absl::string_view prefix = nino.substr(0, 2);
  const auto is_prefix_letter = [&](char c) {
    return c >= 'a' && c <= 'z' && kNever.find(c) == absl::string_view::npos;
  };
  if (!std::all_of(prefix.begin(), prefix.end(), is_prefix_letter) ||
      prefix[1] == 'o') {
    return false;
  }
  for (const absl::string_view unused :
       {"bg", "gb", "nk", "kn", "nt", "tn", "zz"}) {
    if (prefix == unused) return false;
  }
  if (!AllDigits(nino.substr(2, 6))) return false;
  return nino.size() == 8 || (nino[8] >= 'a' && nino[8] <= 'd');
}

bool IsPaymentCard(absl::string_view digits) {
  if (digits.size() < 12 || digits.size() > 19 || !AllDigits(digits)) {
    return false;
  }
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    int value = Value(digits[digits.size() - 1 - i]);
    if (i % 2 == 1) value *= 2;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

bool IsIban(absl::string_view iban) {
  if (iban.size() < 15 || iban.size() > 34) return false;
  int remainder = 0;
  for (size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    if (!IsAlnum(c) || c == kForeignLetter) return false;
    if (IsDigit(c)) {
      remainder = (remainder * 10 + Value(c)) % 97;
    } else {
      remainder = (remainder * 100 + (c - 'a' + 10)) % 97;
    }
  }
  return remainder == 1;
}

}  // namespace caselens::anonymity
