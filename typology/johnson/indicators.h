#ifndef TYPOLOGY_JOHNSON_INDICATORS_H_
#define TYPOLOGY_JOHNSON_INDICATORS_H_

#include <array>
#include <cstddef>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// What an auditor looks for in one direction of an intimate relationship: what
// one partner does to the other. K are tactics of control, V is violence, X2
// is acting in answer to an attack or threat. Section B of the template
// defines each.
enum class Indicator : size_t {
  kK1,   // threats and intimidation
  kK2,   // monitoring
  kK3,   // isolation
  kK4,   // economic control
  kK5,   // degradation
  kK6,   // using children
  kK7,   // rules and entitlement
  kK8,   // minimise, deny, blame
  kK9,   // sexual coercion
  kK10,  // using systems: immigration, courts, reports
  kV1,   // frequency
  kV2,   // severity
  kV3,   // escalation
  kV4,   // injury
  kV5,   // strangulation
  kV6,   // in pregnancy or after birth
  kV7,   // drink or drugs in incidents; context, read by no rule
  kV8,   // breach of an order
  kV9,   // standing fear in the person harmed
  kX2,   // self-defence or resistance
};

inline constexpr size_t kIndicatorCount = 20;

// The ten tactics of control are the first ten indicators.
inline constexpr size_t kTacticCount = 10;

// "K1" ... "K10", "V1" ... "V9", "X2".
absl::string_view IndicatorName(Indicator indicator);
std::optional<Indicator> FindIndicator(absl::string_view name);

// The indicators of one direction. Levels are 0 stated absent, 1 suspected,
// 2 isolated, 3 pattern; a silent file is none of these. A new value has
// nothing recorded.
class DirectionIndicators {
 public:
  static constexpr int kNotRecorded = -1;
  static constexpr int kHighest = 3;

  DirectionIndicators() { levels_.fill(kNotRecorded); }

  int Level(Indicator indicator) const {
    return levels_[static_cast<size_t>(indicator)];
  }
  bool IsRecorded(Indicator indicator) const {
    return Level(indicator) != kNotRecorded;
  }
  // `level` is 0 to 3 or kNotRecorded.
  void Set(Indicator indicator, int level) {
    levels_[static_cast<size_t>(indicator)] = level;
  }
  bool operator==(const DirectionIndicators&) const = default;

 private:
  std::array<int, kIndicatorCount> levels_{};
};

enum class YesNo { kNotRecorded, kNo, kYes };

// What is coded about the two together.
struct DyadIndicators {
  // X1, a level: violence begins in a named conflict. Context, read by no rule.
  int conflict_onset = DirectionIndicators::kNotRecorded;
  YesNo first_at_separation = YesNo::kNotRecorded;         // X3
  YesNo continues_after_separation = YesNo::kNotRecorded;  // X5
  YesNo stalking = YesNo::kNotRecorded;
  bool intimate = true;
  bool operator==(const DyadIndicators&) const = default;
};

// Reads indicators from text: `V1=3 K1=3 K2=NR`, blanks between tokens, names
// and NR in any case, each name at most once. Returns INVALID_ARGUMENT with
// the token that is wrong and what was wanted.
absl::StatusOr<DirectionIndicators> ParseDirection(absl::string_view text);

// The same for the two together: `X1=2 X3=Y X5=N stalking=NR intimate=False`.
// X1 takes a level or NR; X3, X5 and stalking take Y, N or NR; intimate takes
// True or False.
absl::StatusOr<DyadIndicators> ParseDyad(absl::string_view text);

}  // namespace caselens

#endif  // TYPOLOGY_JOHNSON_INDICATORS_H_
