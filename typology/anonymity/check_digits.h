#ifndef TYPOLOGY_ANONYMITY_CHECK_DIGITS_H_
#define TYPOLOGY_ANONYMITY_CHECK_DIGITS_H_

#include "absl/strings/string_view.h"

namespace caselens::anonymity {

// Each takes an id without separators, letters in lower case, and says whether
// it is well-formed and its check digit fits. A failed check never clears a
// number: it only loses the name of its kind.

// Ten digits. Weights 10 to 2; 11 minus the sum modulo 11, 11 read as 0, 10 is
// never given out. NHS Data Dictionary, "NHS Number".
bool IsNhsNumber(absl::string_view digits);

// An NHS-style number whose first six digits are a day, month and year.
// NHS Scotland, Community Health Index.
bool IsChiNumber(absl::string_view digits);

// A check letter and 12 digits, or 11 and a letter (temporary). The letter is
// that of the sum of position (2 to 13) times digit, modulo 23. DfE UPN guide;
// checked against B801200005001 of python-stdnum.
bool IsUpn(absl::string_view upn);

// Nine digits, weights 3 2 7 6 5 4 3 2, modulo 11. HESA C07051, field SCN.
bool IsScn(absl::string_view digits);

// Two letters, six digits, and A to D unless missing. HMRC NIM39110.
bool IsNino(absl::string_view nino);

// 12 to 19 digits under Luhn's formula. ISO/IEC 7812-1.
bool IsPaymentCard(absl::string_view digits);

// Two letters, two digits, 11 to 30 letters and digits; ISO 13616, modulo 97.
bool IsIban(absl::string_view iban);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_CHECK_DIGITS_H_
