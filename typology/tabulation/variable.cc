#include "typology/tabulation/variable.h"

#include <algorithm>

namespace caselens::tabulation {

absl::string_view UniverseName(Universe universe) {
  return universe == Universe::kRecords ? "RECORDS" : "CODINGS";
}

absl::string_view UnitName(Unit unit) {
  switch (unit) {
    case Unit::kFile:
      return "FILE";
    case Unit::kPerson:
      return "PERSON";
    case Unit::kHarm:
      return "HARM";
    case Unit::kRelationship:
      return "RELATIONSHIP";
    case Unit::kActor:
      return "ACTOR";
    case Unit::kDirection:
      return "DIRECTION";
    case Unit::kService:
      return "SERVICE";
    case Unit::kForum:
      return "FORUM";
  }
  return "";
}

absl::string_view AbsenceCode(Absence absence) {
  switch (absence) {
    case Absence::kNotAsked:
      return "NOT_ASKED";
    case Absence::kNotRecorded:
      return "NR";
    case Absence::kUnclear:
      return "UNC";
    case Absence::kNotApplicable:
      return "NA";
    case Absence::kNotAnswered:
      return "NC";
    case Absence::kWithheld:
      return "WH";
  }
  return "";
}

std::optional<Absence> AbsenceOf(Missing missing) {
  switch (missing) {
    case Missing::kNone:
      break;
    case Missing::kNotRecorded:
      return Absence::kNotRecorded;
    case Missing::kUnclear:
      return Absence::kUnclear;
    case Missing::kNotApplicable:
      return Absence::kNotApplicable;
    case Missing::kNotYetCoded:
      return Absence::kNotAnswered;
    case Missing::kWithheld:
      return Absence::kWithheld;
  }
  return std::nullopt;
}

absl::string_view Variable::StateCode(size_t state) const {
  return IsCategory(state) ? absl::string_view(categories[state].code)
                           : AbsenceCode(absences[state - categories.size()]);
}

std::optional<size_t> Variable::FindState(absl::string_view code) const {
  for (size_t state = 0; state < StateCount(); ++state) {
    if (StateCode(state) == code) return state;
  }
  return std::nullopt;
}

std::optional<size_t> Variable::StateOf(Absence absence) const {
  const auto at = std::find(absences.begin(), absences.end(), absence);
  if (at == absences.end()) return std::nullopt;
  return categories.size() + static_cast<size_t>(at - absences.begin());
}

std::vector<Category> YesNoCategories() {
  return {{"YES", "Yes"}, {"NO", "No"}};
}

std::vector<Category> CountBandCategories() {
  return {{"0", "None"}, {"1", "One"}, {"2", "Two"}, {"3+", "Three or more"}};
}

}  // namespace caselens::tabulation
