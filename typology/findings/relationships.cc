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

// The answers to each indicator.
using IndicatorAnswers = std::array<absl::Span<const Answer>, kIndicatorCount>;

IndicatorAnswers AnswersToIndicators(const AnswerIndex& answers) {
  IndicatorAnswers result;
  for (size_t i = 0; i < kIndicatorCount; ++i)
    result[i] = answers.To(FieldsOfIndicators()[i]);
  return result;
}

DirectionIndicators ReadDirection(const IndicatorAnswers& indicators,
                                  absl::string_view instance) {
  DirectionIndicators result;
  for (size_t i = 0; i < kIndicatorCount; ++i) {
    const Answer* const answer = FindAmong(indicators[i], instance);
    if (answer == nullptr || answer->codes.size() != 1) continue;
    const std::string& code = answer->codes.front();
    if (code.size() == 1 && code[0] >= '0' && code[0] <= '3') {
      result.Set(static_cast<Indicator>(i), code[0] - '0');
    }
  }
  return result;
}

YesNo ReadYesNo(const AnswerIndex& answers, absl::string_view field,
                absl::string_view instance) {
  const absl::string_view code = answers.Code(field, instance);
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

// Looks up once what every relationship and period needs.
class RelationshipReader {
 public:
  RelationshipReader(const Document& document, const AnswerIndex& answers)
      : answers_(answers), indicators_(AnswersToIndicators(answers)) {
    for (const Harm& harm : document.harms) {
      HarmEdge edge = ReadHarmAnswers(answers, harm);
      if (edge.Has(HarmType::kStalking)) stalking_.push_back(std::move(edge));
    }
  }

  RelationshipFinding Read(const Relationship& relationship,
                           Period period) const {
    RelationshipFinding result;
    result.instance = RelationshipInstance(relationship.id, period);
    result.relationship = relationship.id;
    result.period = period;
    result.person_1 = relationship.person_1;
    result.person_2 = relationship.person_2;
    result.d12 = ReadDirection(
        indicators_, DirectionInstance(relationship.id, period, result.person_1,
                                       result.person_2));
    result.d21 = ReadDirection(
        indicators_, DirectionInstance(relationship.id, period, result.person_2,
                                       result.person_1));
    result.dyad = ReadDyad(relationship, period, result.instance);
    result.high_harm = HighHarm(result.d12, result.d21, result.dyad);
    const std::array people = {result.person_1, result.person_2};
    for (size_t i = 0; i < people.size(); ++i) {
      result.human_types[i] = std::string(answers_.Code(
          "B.type", ActorInstance(relationship.id, period, people[i])));
    }
    result.reason_required = NeedsReason(result);
    return result;
  }

 private:
  DyadIndicators ReadDyad(const Relationship& relationship, Period period,
                          absl::string_view instance) const {
    DyadIndicators dyad;
    dyad.first_at_separation = ReadYesNo(answers_, "B.X3", instance);
    dyad.continues_after_separation = ReadYesNo(answers_, "B.X5", instance);
    const bool stalked = std::any_of(
        stalking_.begin(), stalking_.end(), [&](const HarmEdge& harm) {
          return IsBetween(harm, relationship) && MayFallIn(harm, period);
        });
    if (stalked) dyad.stalking = YesNo::kYes;
    return dyad;
  }

  const AnswerIndex& answers_;
  const IndicatorAnswers indicators_;
  std::vector<HarmEdge> stalking_;
};

}  // namespace

std::vector<RelationshipFinding> ReadRelationships(const Document& document,
                                                   const AnswerIndex& answers) {
  const RelationshipReader reader(document, answers);
  std::vector<RelationshipFinding> findings;
  for (const Relationship& relationship : document.relationships) {
    for (const Period period : relationship.periods)
      findings.push_back(reader.Read(relationship, period));
  }
  return findings;
}

std::vector<RelationshipFinding> FindRelationships(const Document& document) {
  return ReadRelationships(document, AnswerIndex(document));
}

Suggestion SuggestFor(const RelationshipFinding& finding,
                      const RuleThresholds& thresholds) {
  return Suggest(finding.d12, finding.d21, finding.dyad, thresholds);
}

}  // namespace caselens
