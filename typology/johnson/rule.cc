#include "typology/johnson/rule.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "typology/johnson/trace.h"

namespace caselens {
namespace {

using Type = JohnsonType;

constexpr std::array<absl::string_view, 9> kTypeCodes = {
    "IT", "VR", "SCV", "MVC", "SIV", "NVCC", "NONVIOLENT", "II", "NIP"};
constexpr std::array<absl::string_view, 4> kControlNames = {"UNKNOWN", "LOW",
                                                            "SOME", "HIGH"};
constexpr std::array<absl::string_view, 3> kViolentNames = {"U", "N", "Y"};
constexpr std::array<absl::string_view, 3> kFlagNames = {
    "HIGH_HARM", "CHECK_MVC", "RARE_TYPE"};

Indicator Tactic(size_t i) { return static_cast<Indicator>(i); }

// One partner as the rule sees them. A level that is not recorded is below
// every threshold.
struct Side {
  int direction;
  const DirectionIndicators* indicators;
  DirectionReading reading;

  int Level(Indicator indicator) const { return indicators->Level(indicator); }
  bool IsViolent() const { return reading.violent == Violent::kYes; }
};

int TacticsAt(const Side& side, int level) {
  int count = 0;
  for (size_t i = 0; i < kTacticCount; ++i) {
    if (side.Level(Tactic(i)) >= level) ++count;
  }
  return count;
}

// What a branch of the rule decides, for its first and its second side.
struct Outcome {
  std::array<Type, 2> types = {Type::kInsufficientInformation,
                               Type::kInsufficientInformation};
  std::vector<std::string> candidates;
  std::vector<RuleFlag> flags;
};

class Rule {
 public:
  Rule(const DyadIndicators& dyad, const RuleThresholds& thresholds)
      : dyad_(dyad), at_(thresholds) {}

  Suggestion Apply(const DirectionIndicators& d12,
                   const DirectionIndicators& d21);
  bool FindHighHarm(const DirectionIndicators& d12,
                    const DirectionIndicators& d21);

 private:
  // Steps that read one direction.
  Side Read(int direction, const DirectionIndicators& indicators);
  ControlLevel ReadControl(const Side& side);
  bool IsLowControl(const Side& side);
  Violent ReadViolence(const Side& side);
  void FireTactics(const Side& side, int lowest, int highest,
                   absl::string_view clause);
  bool HighHarmIn(const Side& side);

  // The three branches.
  Outcome BothControl(const Side& a, const Side& b);
  Outcome OneControls(const Side& controller, const Side& partner);
  Outcome NobodyIsSeenToControl(const Side& a, const Side& b);
  // Parts of the third.
  Outcome ViolenceWithoutControl(const Side& a, const Side& b);
  bool BeganAtSeparation(const std::vector<const Side*>& violent);
  Outcome Branch(const Side& a, const Side& b);
  bool Resists(const Side& side);

  const DyadIndicators& dyad_;
  const RuleThresholds& at_;
  Trace trace_;
};

Type TypeOfController(Violent violent) {
  switch (violent) {
    case Violent::kYes:
      return Type::kIntimateTerrorism;
    case Violent::kNo:
      return Type::kCoerciveControlWithoutViolence;
    case Violent::kUnknown:
      break;
  }
  return Type::kInsufficientInformation;
}

// The type of someone whose control is not HIGH; `if_violent` if violent.
Type TypeOfOther(Violent violent, Type if_violent) {
  switch (violent) {
    case Violent::kYes:
      return if_violent;
    case Violent::kNo:
      return Type::kNonviolent;
    case Violent::kUnknown:
      break;
  }
  return Type::kInsufficientInformation;
}

void Rule::FireTactics(const Side& side, int lowest, int highest,
                       absl::string_view clause) {
  for (size_t i = 0; i < kTacticCount; ++i) {
    const int level = side.Level(Tactic(i));
    if (level >= lowest && level <= highest) {
      trace_.Fired(side.direction, Tactic(i), level, clause);
    }
  }
}

bool Rule::IsLowControl(const Side& side) {
  const bool stated_absent =
      std::all_of(at_.low_absent.begin(), at_.low_absent.end(),
                  [&](Indicator tactic) { return side.Level(tactic) == 0; });
  bool others_low = true;
  for (size_t i = 0; i < kTacticCount; ++i) {
    others_low = others_low && side.Level(Tactic(i)) <= at_.low_highest;
  }
  const int fear = side.Level(Indicator::kV9);
  if (!stated_absent || !others_low ||
      fear == DirectionIndicators::kNotRecorded || fear >= at_.standing_fear) {
    return false;
  }
  for (Indicator tactic : at_.low_absent) {
    trace_.Fired(side.direction, tactic, 0, "tactic stated absent");
  }
  trace_.Fired(side.direction, Indicator::kV9, fear, "no standing fear");
  return true;
}

ControlLevel Rule::ReadControl(const Side& side) {
  const int patterns = TacticsAt(side, at_.pattern);
  const int established = TacticsAt(side, at_.established);
  const int fear = side.Level(Indicator::kV9);
  const bool by_patterns = patterns >= at_.high_patterns;
  if (by_patterns ||
      (patterns >= at_.high_patterns_with_fear && fear >= at_.standing_fear)) {
    FireTactics(side, at_.pattern, DirectionIndicators::kHighest,
                "pattern tactic");
    if (!by_patterns) {
      trace_.Fired(side.direction, Indicator::kV9, fear, "standing fear");
    }
    return ControlLevel::kHigh;
  }
  for (size_t i = 0; i < kTacticCount; ++i) {
    trace_.LookedFor(side.direction, Tactic(i), *side.indicators);
  }
  trace_.LookedFor(side.direction, Indicator::kV9, *side.indicators);
  if (patterns >= at_.some_patterns || established >= at_.some_established) {
    FireTactics(side, at_.pattern, DirectionIndicators::kHighest,
                "pattern tactic");
    if (established >= at_.some_established) {
      FireTactics(side, at_.established, at_.pattern - 1, "established tactic");
    }
    return ControlLevel::kSome;
  }
  return IsLowControl(side) ? ControlLevel::kLow : ControlLevel::kUnknown;
}

Violent Rule::ReadViolence(const Side& side) {
  bool violent = false;
  bool suspected = false;
  for (Indicator indicator : at_.violence) {
    const int level = side.Level(indicator);
    suspected = suspected || level >= at_.violence_suspected;
    if (level < at_.violent) continue;
    violent = true;
    trace_.Fired(side.direction, indicator, level, "violence");
  }
  if (violent) return Violent::kYes;
  for (Indicator indicator : at_.violence) {
    trace_.LookedFor(side.direction, indicator, *side.indicators);
  }
  if (side.Level(Indicator::kV1) != 0 || suspected) return Violent::kUnknown;
  trace_.Fired(side.direction, Indicator::kV1, 0, "violence stated absent");
  return Violent::kNo;
}

Side Rule::Read(int direction, const DirectionIndicators& indicators) {
  Side side = {
      .direction = direction, .indicators = &indicators, .reading = {}};
  side.reading.control = ReadControl(side);
  side.reading.violent = ReadViolence(side);
  return side;
}

bool Rule::Resists(const Side& side) {
  const int level = side.Level(Indicator::kX2);
  if (level >= at_.resists) {
    trace_.Fired(side.direction, Indicator::kX2, level, "acts in answer");
    return true;
  }
  trace_.LookedFor(side.direction, Indicator::kX2, *side.indicators);
  return false;
}

Outcome Rule::BothControl(const Side& a, const Side& b) {
  Outcome outcome;
  if (!a.IsViolent() || !b.IsViolent()) {
    outcome.types = {TypeOfController(a.reading.violent),
                     TypeOfController(b.reading.violent)};
    if (outcome.types[0] == Type::kInsufficientInformation ||
        outcome.types[1] == Type::kInsufficientInformation) {
      outcome.candidates = {"IT", "NVCC"};
    }
    return outcome;
  }
  const bool a_resists = Resists(a);
  const bool b_resists = Resists(b);
  if (a_resists != b_resists) {
    outcome.types = {Type::kViolentResistance, Type::kIntimateTerrorism};
    if (b_resists) std::swap(outcome.types[0], outcome.types[1]);
    outcome.candidates = {"MVC"};
    outcome.flags = {RuleFlag::kCheckMutualControl};
    return outcome;
  }
  if (a.Level(Indicator::kX2) == 0 && b.Level(Indicator::kX2) == 0) {
    trace_.Fired(a.direction, Indicator::kX2, 0, "not in answer");
    trace_.Fired(b.direction, Indicator::kX2, 0, "not in answer");
    outcome.types = {Type::kMutualViolentControl, Type::kMutualViolentControl};
    outcome.candidates = {"IT+VR"};
    outcome.flags = {RuleFlag::kRareType};
    return outcome;
  }
  outcome.candidates = {"MVC", "IT+VR"};
  outcome.flags = {RuleFlag::kCheckMutualControl};
  return outcome;
}

Outcome Rule::OneControls(const Side& controller, const Side& partner) {
  Outcome outcome;
  outcome.types = {
      TypeOfController(controller.reading.violent),
      TypeOfOther(partner.reading.violent, Type::kViolentResistance)};
  if (controller.reading.violent == Violent::kUnknown) {
    outcome.candidates = {"IT", "NVCC"};
  }
  if (!partner.IsViolent()) return outcome;
  if (!controller.IsViolent()) {
    // Resistance is to a violent controller; here no violence is established.
    outcome.types[1] = Type::kInsufficientInformation;
    outcome.candidates = {"VR", "SCV"};
    return outcome;
  }
  if (partner.reading.control != ControlLevel::kLow && !Resists(partner)) {
    outcome.candidates = {"VR", "MVC"};
    outcome.flags = {RuleFlag::kCheckMutualControl};
  }
  return outcome;
}

bool Rule::BeganAtSeparation(const std::vector<const Side*>& violent) {
  trace_.LookedForTogether("X3", dyad_.first_at_separation);
  if (dyad_.first_at_separation == YesNo::kNo) return false;
  trace_.LookedForTogether("X5", dyad_.continues_after_separation);
  bool few = true;
  for (const Side* side : violent) {
    few = few && side->Level(Indicator::kV1) < at_.siv_frequency_below &&
          side->Level(Indicator::kV8) < at_.siv_breach_below;
    trace_.LookedFor(side->direction, Indicator::kV1, *side->indicators);
    trace_.LookedFor(side->direction, Indicator::kV8, *side->indicators);
  }
  if (dyad_.first_at_separation != YesNo::kYes || !few ||
      dyad_.continues_after_separation == YesNo::kYes) {
    return false;
  }
  trace_.FiredTogether("X3", true, "first violence at separation");
  return true;
}

Outcome Rule::ViolenceWithoutControl(const Side& a, const Side& b) {
  std::vector<const Side*> violent;
  for (const Side* side : {&a, &b}) {
    if (side->IsViolent()) violent.push_back(side);
  }
  Outcome outcome;
  const bool control_unknown =
      std::any_of(violent.begin(), violent.end(), [](const Side* side) {
        return side->reading.control == ControlLevel::kUnknown;
      });
  if (control_unknown) {
    outcome.candidates = {"IT", "SCV"};
    return outcome;
  }
  const Type type = BeganAtSeparation(violent)
                        ? Type::kSeparationInstigatedViolence
                        : Type::kSituationalCoupleViolence;
  outcome.types = {TypeOfOther(a.reading.violent, type),
                   TypeOfOther(b.reading.violent, type)};
  return outcome;
}

Outcome Rule::NobodyIsSeenToControl(const Side& a, const Side& b) {
  Outcome outcome;
  if (a.reading.control == ControlLevel::kSome ||
      b.reading.control == ControlLevel::kSome) {
    outcome.candidates = {"IT", "NVCC", "SCV"};
    return outcome;
  }
  if (a.IsViolent() || b.IsViolent()) return ViolenceWithoutControl(a, b);
  if (a.reading.violent == Violent::kNo && b.reading.violent == Violent::kNo) {
    outcome.types = {Type::kNonviolent, Type::kNonviolent};
  }
  return outcome;
}

Outcome Rule::Branch(const Side& a, const Side& b) {
  const bool a_controls = a.reading.control == ControlLevel::kHigh;
  const bool b_controls = b.reading.control == ControlLevel::kHigh;
  if (a_controls && b_controls) return BothControl(a, b);
  if (a_controls) return OneControls(a, b);
  if (b_controls) {
    Outcome outcome = OneControls(b, a);
    std::swap(outcome.types[0], outcome.types[1]);
    return outcome;
  }
  return NobodyIsSeenToControl(a, b);
}

bool Rule::HighHarmIn(const Side& side) {
  const auto reached = [&](const AtLeast& wanted) {
    return side.Level(wanted.indicator) >= wanted.level;
  };
  const auto fire = [&](const AtLeast& wanted) {
    trace_.Fired(side.direction, wanted.indicator, side.Level(wanted.indicator),
                 "high harm");
  };
  bool found = false;
  for (const AtLeast& wanted : at_.high_harm_alone) {
    if (!reached(wanted)) continue;
    fire(wanted);
    found = true;
  }
  const auto& together = at_.high_harm_together;
  if (std::all_of(together.begin(), together.end(), reached)) {
    std::for_each(together.begin(), together.end(), fire);
    found = true;
  }
  return found;
}

bool Rule::FindHighHarm(const DirectionIndicators& d12,
                        const DirectionIndicators& d21) {
  const Side a = {.direction = 1, .indicators = &d12, .reading = {}};
  const Side b = {.direction = 2, .indicators = &d21, .reading = {}};
  bool found = HighHarmIn(a);
  found = HighHarmIn(b) || found;
  if (dyad_.continues_after_separation == YesNo::kYes) {
    trace_.FiredTogether("X5", true, "high harm");
    found = true;
  }
  if (dyad_.stalking == YesNo::kYes) {
    trace_.FiredTogether("stalking", true, "high harm");
    found = true;
  }
  if (found) return true;
  for (const Side* side : {&a, &b}) {
    for (const auto& list : {at_.high_harm_alone, at_.high_harm_together}) {
      for (const AtLeast& wanted : list) {
        trace_.LookedFor(side->direction, wanted.indicator, *side->indicators);
      }
    }
  }
  trace_.LookedForTogether("X5", dyad_.continues_after_separation);
  trace_.LookedForTogether("stalking", dyad_.stalking);
  return false;
}

Suggestion Rule::Apply(const DirectionIndicators& d12,
                       const DirectionIndicators& d21) {
  const Side a = Read(1, d12);
  const Side b = Read(2, d21);
  Suggestion suggestion;
  suggestion.directions = {a.reading, b.reading};
  if (!dyad_.intimate) {
    Trace only;
    only.FiredTogether("intimate", false, "not intimate partners");
    only.MoveTo(suggestion);
    suggestion.types = {Type::kNotIntimate, Type::kNotIntimate};
    return suggestion;
  }
  Outcome outcome = Branch(a, b);
  suggestion.types = outcome.types;
  suggestion.candidates = std::move(outcome.candidates);
  if (FindHighHarm(d12, d21)) suggestion.flags = {RuleFlag::kHighHarm};
  suggestion.flags.insert(suggestion.flags.end(), outcome.flags.begin(),
                          outcome.flags.end());
  trace_.MoveTo(suggestion);
  return suggestion;
}

}  // namespace

absl::string_view TypeCode(JohnsonType type) {
  return kTypeCodes[static_cast<size_t>(type)];
}

std::optional<JohnsonType> FindType(absl::string_view code) {
  const auto* const at = std::find(kTypeCodes.begin(), kTypeCodes.end(), code);
  if (at == kTypeCodes.end()) return std::nullopt;
  return static_cast<JohnsonType>(at - kTypeCodes.begin());
}

absl::string_view ControlLevelName(ControlLevel level) {
  return kControlNames[static_cast<size_t>(level)];
}

absl::string_view ViolentName(Violent violent) {
  return kViolentNames[static_cast<size_t>(violent)];
}

absl::string_view FlagName(RuleFlag flag) {
  return kFlagNames[static_cast<size_t>(flag)];
}

bool Suggestion::HasFlag(RuleFlag flag) const {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

Suggestion Suggest(const DirectionIndicators& d12,
                   const DirectionIndicators& d21, const DyadIndicators& dyad,
                   const RuleThresholds& thresholds) {
  return Rule(dyad, thresholds).Apply(d12, d21);
}

bool HighHarm(const DirectionIndicators& d12, const DirectionIndicators& d21,
              const DyadIndicators& dyad, const RuleThresholds& thresholds) {
  return Rule(dyad, thresholds).FindHighHarm(d12, d21);
}

bool ReasonRequired(absl::Span<const JohnsonType> human_types, bool high_harm) {
  return high_harm &&
         std::any_of(human_types.begin(), human_types.end(), [](Type type) {
           return type == Type::kSituationalCoupleViolence ||
                  type == Type::kSeparationInstigatedViolence;
         });
}

}  // namespace caselens
