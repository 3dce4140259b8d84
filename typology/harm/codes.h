#ifndef TYPOLOGY_HARM_CODES_H_
#define TYPOLOGY_HARM_CODES_H_

#include <algorithm>
#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// The codes of section C of the template as enums. In each of them kUnknown is
// everything that is not a code: not recorded, unclear, withheld, not coded.
namespace caselens {

// A statement that the file may leave open.
enum class Truth { kUnknown, kNo, kYes };

// Kleene's logic: a no settles And, a yes settles Or.
Truth And(Truth a, Truth b);
Truth Or(Truth a, Truth b);

// Role relative to the index child.
enum class PersonRole {
  kUnknown,
  kIndexChild,
  kSiblingUnder16,
  kSibling16To17,
  kAdultChild,
  kMother,
  kFather,
  kStepfather,
  kStepmother,
  kMothersPartner,
  kFathersPartner,
  kExPartner,
  kGrandparentMaternal,
  kGrandparentPaternal,
  kAuntUncle,
  kCousin,
  kOtherKin,
  kNonKinHousehold,
  kKinCarer,
};

// In order of age, so that bands compare.
enum class AgeBand {
  kUnknown,
  kUnborn,
  k0To4,
  k5To9,
  k10To15,
  k16To17,
  k18To24,
  k25To34,
  k35To49,
  k50AndOver,
};

// As recorded. kNotRecordedGender is the code U, which is an answer; for every
// derivation it is the same as kUnknown.
enum class Gender { kUnknown, kFemale, kMale, kNonBinary, kNotRecordedGender };

enum class Residence { kUnknown, kYes, kNo, kIntermittent, kLeft };

enum class HarmRelation {
  kUnknown,
  kPartners,
  kFormerPartners,
  kParentToAdultChild,
  kAdultChildToParent,
  kChildToParent,
  kSibling,
  kIntergenerationalAdults,
  kExtended,
  kAdultToChild,
  kOther,
};

// Now, or before.
inline bool ArePartners(HarmRelation relation) {
  return relation == HarmRelation::kPartners ||
         relation == HarmRelation::kFormerPartners;
}

enum class HarmType {
  kUnknown,
  kPhysical,
  kSexual,
  kViolentThreat,
  kCoercive,
  kEconomic,
  kPsychological,
  kStrangulation,
  kStalking,
  kPostSeparation,
  kTechnology,
  kHonour,
  kForcedMarriage,
  kFgm,
  kFaith,
  kNeglectOmission,
};

enum class HarmPeriod {
  kUnknown,
  kCurrent,
  kPast12Months,
  kHistoric,
  kLifelong
};

// kResponsive: acts in answer to the other's attack or threat.
enum class HarmDirection { kUnknown, kOneWay, kReciprocal, kResponsive };

enum class ChildPosition {
  kUnknown,
  kDirectVictim,
  kSeesHears,
  kEffects,
  kIntervenes,
  kUsed,
  kHarms,
};

enum class Nation { kUnknown, kEngland, kScotland };

// The codes of an enum, at the number of each value; that of kUnknown is "".
absl::Span<const absl::string_view> CodesOf(PersonRole);
absl::Span<const absl::string_view> CodesOf(AgeBand);
absl::Span<const absl::string_view> CodesOf(Gender);
absl::Span<const absl::string_view> CodesOf(Residence);
absl::Span<const absl::string_view> CodesOf(HarmRelation);
absl::Span<const absl::string_view> CodesOf(HarmType);
absl::Span<const absl::string_view> CodesOf(HarmPeriod);
absl::Span<const absl::string_view> CodesOf(HarmDirection);
absl::Span<const absl::string_view> CodesOf(ChildPosition);
absl::Span<const absl::string_view> CodesOf(Nation);

// CodeOf(AgeBand::k0To4) is "A0_4".
template <typename Enum>
absl::string_view CodeOf(Enum value) {
  return CodesOf(value)[static_cast<size_t>(value)];
}

// FromCode<AgeBand>("A0_4"); kUnknown for what is not a code.
template <typename Enum>
Enum FromCode(absl::string_view code) {
  const auto codes = CodesOf(Enum::kUnknown);
  const auto at = std::find(codes.begin(), codes.end(), code);
  return at == codes.end() ? Enum::kUnknown
                           : static_cast<Enum>(at - codes.begin());
}

}  // namespace caselens

#endif  // TYPOLOGY_HARM_CODES_H_
