#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "typology/findings/findings.h"
#include "typology/findings/steps.h"
#include "typology/template/instances.h"

namespace caselens {
namespace {

using IndicatorFields = std::array<std::string, kIndicatorCount>;

// "B.K1", ... in the order of the indicators.
const IndicatorFields& FieldsOfIndicators() {
  static const auto* const kFields = [] {
    auto* const fields = new IndicatorFields;
    for (size_t i = 0; i < kIndicatorCount; ++i)
      (*fields)[i] =
          absl::StrCat("B.", IndicatorName(static_cast<Indicator>(i)));
    return fields;
  }();
  return *kFields;
}

DirectionIndicators ReadDirection(const Document& document,
                                  absl::string_view instance) {
  DirectionIndicators result;
  for (size_t i = 0; i < kIndicatorCount; ++i) {
    const auto indicator = static_cast<Indicator>(i);
    const absl::string_view code =
        document.Code(FieldsOfIndicators()[i], instance);
    if (code.size() == 1 && code[0] >= '0' && code[0] <= '3') {
      result.Set(indicator, code[0] - '0');
    }
  }
  return result;
}

YesNo ReadYesNo(const Document& document, absl::string_view field,
                absl::string_view instance) {
  const absl::string_view code = document.Code(field, instance);
  if (code == "Y") return YesNo::kYes;
  return code == "N" ? YesNo::kNo : YesNo::kNotRecorded;
}

bool MayFallIn(const HarmEdge& harm, Period period) {
  switch (harm.period) {
    case HarmPeriod::kUnknown:
    case HarmPeriod::kLifelong:
    case HarmPeriod::kPast12Months:
      return true;
    case HarmPeriod::kCurrent:
      return period != Period::kEarlier;
    case HarmPeriod::kHistoric:
      return period == Period::kEarlier ||
             (period == Period::kPostSeparation &&
              (harm.relation == HarmRelation::kFormerPartners ||
               harm.Has(HarmType::kPostSeparation)));
  }
  return false;
}

bool IsBetween(const HarmEdge& harm, const Relationship& relationship) {
  return (harm.from == relationship.person_1 &&
          harm.to == relationship.person_2) ||
         (harm.from == relationship.person_2 &&
          harm.to == relationship.person_1);
}

bool NeedsReason(const RelationshipFinding& finding) {
  std::vector<JohnsonType> types;
  for (const std::string& code : finding.human_types) {
    if (const auto type = FindType(code); type.has_value()) {
      types.push_back(*type);
    }
  }
  return ReasonRequired(types, finding.high_harm);
}

RelationshipFinding ReadRelationship(const Document& document,
                                     const Relationship& relationship,
                                     Period period,
                                     const std::vector<HarmEdge>& stalking) {
  RelationshipFinding result;
  result.instance = RelationshipInstance(relationship.id, period);
  result.relationship = relationship.id;
  result.period = period;
  result.person_1 = relationship.person_1;
  result.person_2 = relationship.person_2;
  result.d12 = ReadDirection(
      document, DirectionInstance(relationship.id, period, result.person_1,
                                  result.person_2));
  result.d21 = ReadDirection(
      document, DirectionInstance(relationship.id, period, result.person_2,
                                  result.person_1));
  result.dyad.first_at_separation =
      ReadYesNo(document, "B.X3", result.instance);
  result.dyad.continues_after_separation =
      ReadYesNo(document, "B.X5", result.instance);
  const bool stalked =
      std::any_of(stalking.begin(), stalking.end(), [&](const HarmEdge& harm) {
        return IsBetween(harm, relationship) && MayFallIn(harm, period);
      });
  if (stalked) result.dyad.stalking = YesNo::kYes;
  result.high_harm = HighHarm(result.d12, result.d21, result.dyad);
  const std::array people = {result.person_1, result.person_2};
  for (size_t i = 0; i < people.size(); ++i) {
    result.human_types[i] = std::string(document.Code(
        "B.type", ActorInstance(relationship.id, period, people[i])));
  }
  result.reason_required = NeedsReason(result);
  return result;
}

}  // namespace

std::vector<RelationshipFinding> FindRelationships(const Document& document) {
  std::vector<HarmEdge> stalking;
  for (const Harm& harm : document.harms) {
    HarmEdge edge = ReadHarmAnswers(document, harm);
    if (edge.Has(HarmType::kStalking)) stalking.push_back(std::move(edge));
  }
  std::vector<RelationshipFinding> findings;
  for (const Relationship& relationship : document.relationships) {
    for (const Period period : relationship.periods) {
      findings.push_back(
          ReadRelationship(document, relationship, period, stalking));
    }
  }
  return findings;
}

Suggestion SuggestFor(const RelationshipFinding& finding,
                      const RuleThresholds& thresholds) {
  return Suggest(finding.d12, finding.d21, finding.dyad, thresholds);
}

}  // namespace caselens
