#ifndef TYPOLOGY_JOHNSON_RULE_H_
#define TYPOLOGY_JOHNSON_RULE_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/johnson/indicators.h"

// Rule jt-1: from coded indicators to a suggested type of each of two intimate
// partners.
//
// A HELP TO A PERSON, NEVER A FINDING. The auditor decides first and sees the
// suggestion afterwards; it fills no field, differing from it needs no reason,
// and it leaves the service in no release, counted against coders only. Courts
// have used typologies of domestic violence to make violence look small, and
// the support for them is disputed (Meier 2015). "Situational" is not "minor"
// and not "mutual"; a type never stands without the HIGH_HARM flag beside it.
//
// Types: Johnson 2006; Kelly & Johnson 2008 for separation-instigated
// violence. NVCC is added because the law of England, Wales and Scotland
// counts control without recorded violence. The thresholds are conventions of
// this project, not results of research; hence they are data. Silence of a
// file is never read as absence of control.
//
// Pure functions on plain values: any thread, no errors, time bounded by the
// number of indicators.
namespace caselens {

enum class JohnsonType {
  kIntimateTerrorism,               // IT
  kViolentResistance,               // VR
  kSituationalCoupleViolence,       // SCV
  kMutualViolentControl,            // MVC
  kSeparationInstigatedViolence,    // SIV
  kCoerciveControlWithoutViolence,  // NVCC
  kNonviolent,                      // NONVIOLENT
  kInsufficientInformation,         // II
  kNotIntimate,                     // NIP
};

// The code of a type in field B.type, "IT"; and back.
absl::string_view TypeCode(JohnsonType type);
std::optional<JohnsonType> FindType(absl::string_view code);

// How much general control the indicators of one direction show. kLow is a
// finding (stated absent), kUnknown is a silence.
enum class ControlLevel { kUnknown, kLow, kSome, kHigh };
absl::string_view ControlLevelName(ControlLevel level);  // "HIGH"

enum class Violent { kUnknown, kNo, kYes };
absl::string_view ViolentName(Violent violent);  // "Y", "N", "U"

enum class RuleFlag {
  kHighHarm,            // HIGH_HARM: serious risk, whatever the type
  kCheckMutualControl,  // CHECK_MVC: look again at who controls whom
  kRareType,            // RARE_TYPE: MVC is rare, test resistance first
};
absl::string_view FlagName(RuleFlag flag);

struct AtLeast {
  Indicator indicator;
  int level;
};

inline constexpr std::array kLeadingTactics = {Indicator::kK1, Indicator::kK2,
                                               Indicator::kK3, Indicator::kK4,
                                               Indicator::kK7};
inline constexpr std::array kViolenceIndicators = {
    Indicator::kV1, Indicator::kV2, Indicator::kV4,
    Indicator::kV5, Indicator::kV6, Indicator::kK9};
inline constexpr std::array<AtLeast, 6> kHighHarmAlone = {{
    {Indicator::kV5, 1},
    {Indicator::kV2, 3},
    {Indicator::kV6, 2},
    {Indicator::kK1, 3},
    {Indicator::kK9, 2},
    {Indicator::kV8, 2},
}};
inline constexpr std::array<AtLeast, 2> kHighHarmTogether = {{
    {Indicator::kV4, 2},
    {Indicator::kV3, 2},
}};

// Every number of the rule. Levels are those of DirectionIndicators; "at" a
// level means at it or above. The spans must outlive the value.
struct RuleThresholds {
  absl::string_view name = "jt-1";
  absl::string_view version = "1.0";

  int pattern = 3;      // a tactic at it is a pattern
  int established = 2;  // a tactic at it is established
  // HIGH control: so many patterns, or fewer of them beside standing fear.
  int high_patterns = 3;
  int high_patterns_with_fear = 2;
  int standing_fear = 3;  // V9
  // SOME control: so many patterns, or so many established tactics.
  int some_patterns = 1;
  int some_established = 3;
  // LOW control: these stated absent, no tactic above this level, V9 coded
  // below standing fear.
  absl::Span<const Indicator> low_absent = kLeadingTactics;
  int low_highest = 1;

  // Violent: any of these at the level. Not violent: V1 stated absent and all
  // of these below the suspected level.
  absl::Span<const Indicator> violence = kViolenceIndicators;
  int violent = 2;
  int violence_suspected = 1;

  int resists = 2;  // X2

  // SIV: X3 is Y, X5 is not, and V1 and V8 of who is violent are below these.
  int siv_frequency_below = 3;
  int siv_breach_below = 2;

  // HIGH_HARM: any of the first, or all of the second, in one direction.
  absl::Span<const AtLeast> high_harm_alone = kHighHarmAlone;
  absl::Span<const AtLeast> high_harm_together = kHighHarmTogether;
};

inline constexpr RuleThresholds kJt1 = {};

// An indicator that took part in the result.
struct FiredIndicator {
  std::string indicator;  // "K1", "X3", "stalking", "intimate"
  int direction = 0;      // 1 is from 1 to 2, 2 is from 2 to 1, 0 is both
  std::string value;      // "0" to "3", "Y" or "N"
  std::string clause;     // what it did: "pattern tactic", "high harm"
  bool operator==(const FiredIndicator&) const = default;
};

// An indicator that the rule looked for, that is not recorded, and that could
// have changed a step of the rule.
struct MissingIndicator {
  std::string indicator;
  int direction = 0;  // as above
  bool operator==(const MissingIndicator&) const = default;
};

struct DirectionReading {
  ControlLevel control = ControlLevel::kUnknown;
  Violent violent = Violent::kUnknown;
  bool operator==(const DirectionReading&) const = default;
};

// Index 0 is partner 1 and the direction from 1 to 2, index 1 the other.
struct Suggestion {
  std::array<JohnsonType, 2> types = {JohnsonType::kInsufficientInformation,
                                      JohnsonType::kInsufficientInformation};
  // Other readings to consider: codes of types, "IT+VR" for one partner each.
  std::vector<std::string> candidates;
  std::vector<RuleFlag> flags;  // HIGH_HARM first
  std::array<DirectionReading, 2> directions;
  std::vector<FiredIndicator> fired;      // in the order of the rule's steps
  std::vector<MissingIndicator> missing;  // by direction, both last

  bool HasFlag(RuleFlag flag) const;
  bool operator==(const Suggestion&) const = default;
};

// Suggests a type for each partner. `d12` is what partner 1 does to partner 2.
// Exchanging d12 and d21 exchanges the types and the directions and changes
// nothing else. Two who are not intimate partners get NIP twice and no flag:
// the rule does not speak about them.
Suggestion Suggest(const DirectionIndicators& d12,
                   const DirectionIndicators& d21, const DyadIndicators& dyad,
                   const RuleThresholds& thresholds = kJt1);

// Whether the indicators show high harm, whatever the types, and whether or
// not the two are intimate partners.
bool HighHarm(const DirectionIndicators& d12, const DirectionIndicators& d21,
              const DyadIndicators& dyad,
              const RuleThresholds& thresholds = kJt1);

// Whether the types that a person gave need a written reason at submission:
// SCV or SIV beside high harm, whatever the rule suggested.
bool ReasonRequired(absl::Span<const JohnsonType> human_types, bool high_harm);

}  // namespace caselens

#endif  // TYPOLOGY_JOHNSON_RULE_H_
