#include "typology/anonymity/finding.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

struct TypeFacts {
  absl::string_view name;
  Action action;
  absl::string_view reason;
};

// In the order of Type.
constexpr TypeFacts kFacts[] = {
    {"NHS_NUMBER", Action::kBlock, "This is an NHS number."},
    {"CHI_NUMBER", Action::kBlock,
     "This is a Scottish CHI number; it holds the date of birth."},
    {"UPN", Action::kBlock, "This is a unique pupil number."},
    {"SCN", Action::kBlock, "This is a Scottish candidate number."},
    {"NINO", Action::kBlock, "This is a National Insurance number."},
    {"DRIVING_LICENCE", Action::kBlock,
     "This is a driving licence number; it holds name and date of birth."},
    {"BANK_ACCOUNT", Action::kBlock, "This is a bank account."},
    {"PAYMENT_CARD", Action::kBlock, "This is a payment card number."},
    {"COURT_CASE", Action::kBlock, "This is a court case number."},
    {"VEHICLE", Action::kBlock, "This is a vehicle registration."},
    {"PHONE", Action::kBlock, "This is a phone number."},
    {"EMAIL", Action::kBlock, "This is an e-mail address."},
    {"URL", Action::kBlock, "This is a web address; it can lead to a person."},
    {"HANDLE", Action::kBlock, "This is an account name of a person."},
    {"IP_ADDRESS", Action::kBlock, "This is the address of a device."},
    {"COORDINATES", Action::kBlock, "These are map coordinates of a place."},
    {"AREA_CODE", Action::kBlock,
     "This is a code of a small area; few families live in one."},
    {"ADDRESS", Action::kBlock, "This is a street address."},
    {"POSTCODE", Action::kBlock,
     "This is a postcode; about fifteen homes share one."},
    {"DATE_OF_BIRTH", Action::kBlock, "This is a date of birth."},
    {"DATE", Action::kBlock,
     "This is a full date; with an event it can name a family."},
    {"LONG_NUMBER", Action::kBlock,
     "A number of nine digits or more can be looked up in a register."},
    {"REFERENCE", Action::kBlock, "This is a reference of another record."},
    {"NUMBER", Action::kWarn,
     "A number of six digits or more may be an id of another system."},
    {"POSTCODE_DISTRICT", Action::kWarn,
     "This may be the first half of a postcode."},
    {"PARTIAL_DATE", Action::kWarn,
     "Month and year, or day and month, can point to one event."},
    {"SCHOOL", Action::kWarn,
     "This may be a named school, surgery, hospital or centre."},
    {"PLACE", Action::kWarn, "This may be a place."},
    {"PERSON", Action::kWarn,
     "This may be a person's name: it is a known name, or no word of the "
     "dictionary."},
    {"EXACT_AGE", Action::kWarn, "An age in months narrows down a birth date."},
    {"FAMILY_SIZE", Action::kWarn, "Few families are this large."},
    {"RARE_FACT", Action::kWarn, "Few people share this fact."},
    {"FOREIGN_SCRIPT", Action::kWarn,
     "Words in another alphabet cannot be checked; they may be names."},
};
static_assert(std::size(kFacts) == kTypeCount);

bool Wins(Type a, Type b) {
  if (ActionOf(a) != ActionOf(b)) return ActionOf(a) == Action::kBlock;
  return a < b;
}

}  // namespace

absl::string_view TypeName(Type type) {
  return kFacts[static_cast<int>(type)].name;
}

Action ActionOf(Type type) { return kFacts[static_cast<int>(type)].action; }

absl::string_view ReasonOf(Type type) {
  return kFacts[static_cast<int>(type)].reason;
}

std::vector<Hit> SettleOverlaps(std::vector<Hit> hits) {
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    if (a.chars.begin != b.chars.begin) return a.chars.begin < b.chars.begin;
    if (a.chars.end != b.chars.end) return a.chars.end > b.chars.end;
    return a.type < b.type;
  });
  std::vector<Hit> out;
  for (const Hit& hit : hits) {
    if (out.empty() || !out.back().chars.Overlaps(hit.chars)) {
      out.push_back(hit);
      continue;
    }
    Hit& last = out.back();
    if (Wins(hit.type, last.type)) last.type = hit.type;
    last.chars.end = std::max(last.chars.end, hit.chars.end);
  }
  return out;
}

}  // namespace caselens::anonymity
