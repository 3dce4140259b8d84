#ifndef TYPOLOGY_TABULATION_DERIVED_H_
#define TYPOLOGY_TABULATION_DERIVED_H_

#include <array>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

#include "typology/tabulation/variable.h"
#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"

// Names and codes that variables are declared with and filled by. Private to
// this folder.
namespace caselens::tabulation {

// The unit of a level; domains and factors are parts of the file.
Unit UnitOf(Level level);
inline bool HasParts(Level level) {
  return level == Level::kDomain || level == Level::kFactor;
}

// D.need/DEBT.
std::string PartName(absl::string_view field, absl::string_view part);
// I.flag:MUTUALISED.
std::string CodeName(absl::string_view field, absl::string_view code);

// A fact of typology/findings and the variable of persons that it is.
struct PersonFact {
  absl::string_view fact;
  absl::string_view name;
  absl::string_view label;
};
inline constexpr std::array<PersonFact, 6> kPersonFacts = {{
    {"ADULT", "person.adult", "16 or over"},
    {"CHILD", "person.child", "Under 18"},
    {"INDEX_CHILD", "person.index_child", "The index child"},
    {"MALE_16_OR_OVER", "person.male_16_or_over", "A man or boy of 16 or over"},
    {"HARMS_16_OR_OVER", "person.harms_16_or_over",
     "Of 16 or over, and harms others"},
    {"ADULT_HARMED", "person.adult_harmed", "Of 16 or over, and harmed"},
}};

struct FileFact {
  absl::string_view fact;
  absl::string_view name;
  absl::string_view label;
};
inline constexpr std::array<FileFact, 2> kFileFacts = {{
    {"HIGH_HARM", "high_harm", "High harm in a relationship"},
    {"CURRENT_HIGH_HARM", "current_high_harm", "High harm at present"},
}};

// A question of a person that others are given too: harm.from_role is C.role
// of who harms.
inline constexpr char kRoleField[] = "C.role";
inline constexpr char kGenderField[] = "C.gender";

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_DERIVED_H_
