#include "typology/harm/codes.h"

#include <array>

namespace caselens {
namespace {

using Code = absl::string_view;

constexpr std::array<Code, 19> kRoles = {"",
                                         "INDEX_CHILD",
                                         "SIBLING_U16",
                                         "SIBLING_16_17",
                                         "ADULT_CHILD",
                                         "MOTHER",
                                         "FATHER",
                                         "STEPFATHER",
                                         "STEPMOTHER",
                                         "MOTHERS_PARTNER",
                                         "FATHERS_PARTNER",
                                         "EX_PARTNER",
                                         "GRANDPARENT_MAT",
                                         "GRANDPARENT_PAT",
                                         "AUNT_UNCLE",
                                         "COUSIN",
                                         "OTHER_KIN",
                                         "NON_KIN_HOUSEHOLD",
                                         "KIN_CARER"};
constexpr std::array<Code, 10> kAgeBands = {
    "",       "UNBORN", "A0_4",   "A5_9",   "A10_15",
    "A16_17", "A18_24", "A25_34", "A35_49", "A50P"};
constexpr std::array<Code, 5> kGenders = {"", "F", "M", "NB", "U"};
constexpr std::array<Code, 5> kResidences = {"", "YES", "NO", "INTERMITTENT",
                                             "LEFT"};
constexpr std::array<Code, 11> kRelations = {"",
                                             "IP_CURRENT",
                                             "IP_FORMER",
                                             "PARENT_TO_ADULT_CHILD",
                                             "ADULT_CHILD_TO_PARENT",
                                             "CHILD_TO_PARENT",
                                             "SIBLING",
                                             "INTERGEN_ADULT",
                                             "EXTENDED",
                                             "ADULT_TO_CHILD",
                                             "OTHER"};
constexpr std::array<Code, 16> kHarmTypes = {"",
                                             "PHYSICAL",
                                             "SEXUAL",
                                             "VIOLENT_THREAT",
                                             "COERCIVE",
                                             "ECONOMIC",
                                             "PSYCH",
                                             "STRANGULATION",
                                             "STALKING",
                                             "POST_SEPARATION",
                                             "TECH",
                                             "HONOUR",
                                             "FORCED_MARRIAGE",
                                             "FGM",
                                             "FAITH",
                                             "NEGLECT_OMISSION"};
constexpr std::array<Code, 5> kPeriods = {"", "CURRENT", "PAST_12M", "HISTORIC",
                                          "LIFELONG"};
constexpr std::array<Code, 4> kDirections = {"", "ONE_WAY", "RECIPROCAL",
                                             "RESPONSIVE"};
constexpr std::array<Code, 7> kChildPositions = {
    "",           "DIRECT_VICTIM", "SEES_HEARS", "EFFECTS",
    "INTERVENES", "USED",          "HARMS"};
constexpr std::array<Code, 3> kNations = {"", "ENG", "SCO"};

}  // namespace

Truth And(Truth a, Truth b) {
  if (a == Truth::kNo || b == Truth::kNo) return Truth::kNo;
  return a == Truth::kYes ? b : Truth::kUnknown;
}

Truth Or(Truth a, Truth b) {
  if (a == Truth::kYes || b == Truth::kYes) return Truth::kYes;
  return a == Truth::kNo ? b : Truth::kUnknown;
}

absl::Span<const Code> CodesOf(PersonRole) { return kRoles; }
absl::Span<const Code> CodesOf(AgeBand) { return kAgeBands; }
absl::Span<const Code> CodesOf(Gender) { return kGenders; }
absl::Span<const Code> CodesOf(Residence) { return kResidences; }
absl::Span<const Code> CodesOf(HarmRelation) { return kRelations; }
absl::Span<const Code> CodesOf(HarmType) { return kHarmTypes; }
absl::Span<const Code> CodesOf(HarmPeriod) { return kPeriods; }
absl::Span<const Code> CodesOf(HarmDirection) { return kDirections; }
absl::Span<const Code> CodesOf(ChildPosition) { return kChildPositions; }
absl::Span<const Code> CodesOf(Nation) { return kNations; }

}  // namespace caselens
