#include "typology/johnson/trace.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace caselens {

void Trace::Fired(int direction, Indicator indicator, int level,
                  absl::string_view clause) {
  fired_.push_back({.indicator = std::string(IndicatorName(indicator)),
                    .direction = direction,
                    .value = absl::StrCat(level),
                    .clause = std::string(clause)});
}

void Trace::FiredTogether(absl::string_view name, bool yes,
                          absl::string_view clause) {
  fired_.push_back({.indicator = std::string(name),
                    .direction = 0,
                    .value = yes ? "Y" : "N",
                    .clause = std::string(clause)});
}

void Trace::LookedFor(int direction, Indicator indicator,
                      const DirectionIndicators& from) {
  if (from.IsRecorded(indicator)) return;
  missing_[direction - 1].set(static_cast<size_t>(indicator));
}

void Trace::LookedForTogether(absl::string_view name, YesNo value) {
  if (value != YesNo::kNotRecorded) return;
  missing_together_.push_back(name);
}

void Trace::MoveTo(Suggestion& suggestion) {
  suggestion.fired = std::move(fired_);
  for (int direction : {1, 2}) {
    for (size_t i = 0; i < kIndicatorCount; ++i) {
      if (!missing_[direction - 1].test(i)) continue;
      suggestion.missing.push_back(
          {.indicator = std::string(IndicatorName(static_cast<Indicator>(i))),
           .direction = direction});
    }
  }
  std::sort(missing_together_.begin(), missing_together_.end());
  const auto end =
      std::unique(missing_together_.begin(), missing_together_.end());
  for (auto name = missing_together_.begin(); name != end; ++name) {
    suggestion.missing.push_back(
        {.indicator = std::string(*name), .direction = 0});
  }
}

}  // namespace caselens
