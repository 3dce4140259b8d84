#ifndef TYPOLOGY_ANONYMITY_FINDING_H_
#define TYPOLOGY_ANONYMITY_FINDING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {

// What was found. The order is that of precedence where two overlap.
enum class Type {
  kNhsNumber,
  kChiNumber,
  kUpn,   // unique pupil number
  kScn,   // Scottish candidate number
  kNino,  // National Insurance number
  kDrivingLicence,
  kBankAccount,
  kPaymentCard,
  kCourtCase,
  kVehicle,
  kPhone,
  kEmail,
  kUrl,
  kHandle,
  kIpAddress,
  kCoordinates,
  kAreaCode,  // output area or data zone
  kAddress,
  kPostcode,
  kDateOfBirth,
  kDate,
  kLongNumber,  // nine digits or more, of no known kind
  kReference,   // a number or code behind "ref", "CAD", "crime no" …
  kNumber,      // six to eight digits
  kPostcodeDistrict,
  kPartialDate,  // month and year, or day and month
  kSchool,       // a named school, surgery, hospital …
  kPlace,
  kPerson,
  kExactAge,  // in months
  kFamilySize,
  kRareFact,
  kForeignScript,  // words of another alphabet, which no list can check
};
inline constexpr int kTypeCount = static_cast<int>(Type::kForeignScript) + 1;

enum class Action {
  kBlock,  // refused: a direct identifier
  kWarn,   // the author replaces it or keeps it with a reason
};

// One identifier in a text.
struct Finding {
  Type type = Type::kNumber;
  Action action = Action::kWarn;
  Range chars;              // code points of the original
  Range bytes;              // UTF-8 bytes of the original
  std::string reason;       // one plain sentence; never holds the text found
  std::string replacement;  // offered wording for the span: "[PERSON-1]"
};

// What a detector hands to the guard, before overlaps are settled.
struct Hit {
  Type type = Type::kNumber;
  Range chars;
};

// "NHS_NUMBER", "PERSON" …: stable, part of the contract.
absl::string_view TypeName(Type type);
Action ActionOf(Type type);
// One plain sentence for the auditor who typed the text.
absl::string_view ReasonOf(Type type);

// Sorts by position and settles overlaps: of hits that overlap, a direct
// identifier wins over a warning, then the earlier Type. The winner takes the
// span of both, so that nothing found is left out. O(n log n).
std::vector<Hit> SettleOverlaps(std::vector<Hit> hits);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_FINDING_H_
