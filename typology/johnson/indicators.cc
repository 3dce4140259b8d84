#include "typology/johnson/indicators.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr std::array<absl::string_view, kIndicatorCount> kNames = {
    "K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10",
    "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "X2"};

constexpr absl::string_view kWantDirectionName =
    "want an indicator K1 to K10, V1 to V9 or X2 and its level, as in K1=3";
constexpr absl::string_view kWantLevel = "want level 0, 1, 2, 3 or NR";
constexpr absl::string_view kWantDyadName =
    "want X1, X3, X5, stalking or intimate and its value, as in X3=Y";
constexpr absl::string_view kWantYesNo = "want Y, N or NR";
constexpr absl::string_view kWantBool = "want True or False";

// Stores one `name=value`, or says what was wanted of it.
using SetToken = std::function<absl::Status(absl::string_view name,
                                            absl::string_view value)>;

// Errors say which token it is by its place, from 1: messages reach callers
// and logs, so they never repeat what was sent.
absl::Status ForEachToken(absl::string_view text, const SetToken& set,
                          absl::string_view wanted_once) {
  std::set<std::string> seen;
  int place = 0;
  for (absl::string_view token :
       absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(token, absl::MaxSplits('=', 1));
    ++place;
    absl::Status status = set(parts.first, parts.second);
    if (status.ok() &&
        !seen.insert(absl::AsciiStrToUpper(parts.first)).second) {
      status = absl::InvalidArgumentError(wanted_once);
    }
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("token ", place, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<int> ParseLevel(absl::string_view value) {
  if (absl::EqualsIgnoreCase(value, "NR")) {
    return DirectionIndicators::kNotRecorded;
  }
  if (value.size() != 1 || value[0] < '0' || value[0] > '3') {
    return absl::InvalidArgumentError(kWantLevel);
  }
  return value[0] - '0';
}

absl::StatusOr<YesNo> ParseYesNo(absl::string_view value) {
  if (absl::EqualsIgnoreCase(value, "Y")) return YesNo::kYes;
  if (absl::EqualsIgnoreCase(value, "N")) return YesNo::kNo;
  if (absl::EqualsIgnoreCase(value, "NR")) return YesNo::kNotRecorded;
  return absl::InvalidArgumentError(kWantYesNo);
}

absl::StatusOr<bool> ParseBool(absl::string_view value) {
  if (absl::EqualsIgnoreCase(value, "True")) return true;
  if (absl::EqualsIgnoreCase(value, "False")) return false;
  return absl::InvalidArgumentError(kWantBool);
}

YesNo* FindYesNo(DyadIndicators& dyad, absl::string_view name) {
  if (absl::EqualsIgnoreCase(name, "X3")) return &dyad.first_at_separation;
  if (absl::EqualsIgnoreCase(name, "X5")) {
    return &dyad.continues_after_separation;
  }
  if (absl::EqualsIgnoreCase(name, "stalking")) return &dyad.stalking;
  return nullptr;
}

}  // namespace

absl::string_view IndicatorName(Indicator indicator) {
  return kNames[static_cast<size_t>(indicator)];
}

std::optional<Indicator> FindIndicator(absl::string_view name) {
  const auto* const at =
      std::find_if(kNames.begin(), kNames.end(), [&](absl::string_view known) {
        return absl::EqualsIgnoreCase(known, name);
      });
  if (at == kNames.end()) return std::nullopt;
  return static_cast<Indicator>(at - kNames.begin());
}

absl::StatusOr<DirectionIndicators> ParseDirection(absl::string_view text) {
  DirectionIndicators result;
  const SetToken set = [&](absl::string_view name,
                           absl::string_view value) -> absl::Status {
    const std::optional<Indicator> indicator = FindIndicator(name);
    if (!indicator.has_value())
      return absl::InvalidArgumentError(kWantDirectionName);
    CASELENS_ASSIGN_OR_RETURN(const int level, ParseLevel(value));
    result.Set(*indicator, level);
    return absl::OkStatus();
  };
  CASELENS_RETURN_IF_ERROR(
      ForEachToken(text, set, "want each indicator at most once"));
  return result;
}

absl::StatusOr<DyadIndicators> ParseDyad(absl::string_view text) {
  DyadIndicators result;
  const SetToken set = [&](absl::string_view name,
                           absl::string_view value) -> absl::Status {
    if (absl::EqualsIgnoreCase(name, "intimate")) {
      CASELENS_ASSIGN_OR_RETURN(result.intimate, ParseBool(value));
      return absl::OkStatus();
    }
    if (absl::EqualsIgnoreCase(name, "X1")) {
      CASELENS_ASSIGN_OR_RETURN(result.conflict_onset, ParseLevel(value));
      return absl::OkStatus();
    }
    YesNo* const item = FindYesNo(result, name);
    if (item == nullptr) return absl::InvalidArgumentError(kWantDyadName);
    CASELENS_ASSIGN_OR_RETURN(*item, ParseYesNo(value));
    return absl::OkStatus();
  };
  CASELENS_RETURN_IF_ERROR(
      ForEachToken(text, set, "want each name at most once"));
  return result;
}

}  // namespace caselens
