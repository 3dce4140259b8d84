#include <algorithm>
#include <set>
#include <utility>

#include "typology/findings/findings.h"
#include "typology/findings/steps.h"

namespace caselens {
namespace {

template <typename Enum>
Enum ReadOne(const AnswerIndex& answers, absl::string_view field,
             absl::string_view instance) {
  return FromCode<Enum>(answers.Code(field, instance));
}

template <typename Enum>
std::vector<Enum> ReadMany(const AnswerIndex& answers, absl::string_view field,
                           absl::string_view instance) {
  std::vector<Enum> values;
  const Answer* const answer = answers.Find(field, instance);
  if (answer == nullptr) return values;
  for (const std::string& code : answer->codes) {
    const Enum value = FromCode<Enum>(code);
    if (value != Enum::kUnknown) values.push_back(value);
  }
  return values;
}

// Whether what one person does to the other is somewhere coded as repeated.
// Fear is felt by the other, drink is context, and resistance is an answer.
bool ShowsPattern(const DirectionIndicators& direction) {
  for (size_t i = 0; i < kIndicatorCount; ++i) {
    const auto indicator = static_cast<Indicator>(i);
    if (indicator == Indicator::kV7 || indicator == Indicator::kV9 ||
        indicator == Indicator::kX2) {
      continue;
    }
    if (direction.Level(indicator) == DirectionIndicators::kHighest) {
      return true;
    }
  }
  return false;
}

using FromTo = std::pair<std::string, std::string>;

std::set<FromTo> PatternsIn(const std::vector<RelationshipFinding>& findings) {
  std::set<FromTo> result;
  for (const RelationshipFinding& finding : findings) {
    if (ShowsPattern(finding.d12)) {
      result.emplace(finding.person_1, finding.person_2);
    }
    if (ShowsPattern(finding.d21)) {
      result.emplace(finding.person_2, finding.person_1);
    }
  }
  return result;
}

}  // namespace

HarmEdge ReadHarmAnswers(const AnswerIndex& answers, const Harm& harm) {
  HarmEdge edge;
  edge.id = harm.id;
  edge.from = harm.from;
  edge.to = harm.to;
  edge.relation = ReadOne<HarmRelation>(answers, "C.relation", harm.id);
  edge.types = ReadMany<HarmType>(answers, "C.harm_type", harm.id);
  edge.period = ReadOne<HarmPeriod>(answers, "C.harm_period", harm.id);
  edge.direction = ReadOne<HarmDirection>(answers, "C.direction", harm.id);
  return edge;
}

Network BuildNetwork(const Document& document, const AnswerIndex& answers,
                     const std::vector<RelationshipFinding>& relationships) {
  Network network;
  for (const Person& person : document.people) {
    NetworkPerson result;
    result.id = person.id;
    result.role = ReadOne<PersonRole>(answers, "C.role", person.id);
    result.age = ReadOne<AgeBand>(answers, "C.age_band", person.id);
    result.gender = ReadOne<Gender>(answers, "C.gender", person.id);
    result.residence = ReadOne<Residence>(answers, "C.in_household", person.id);
    result.positions =
        ReadMany<ChildPosition>(answers, "C.child_position", person.id);
    network.people.push_back(std::move(result));
  }
  const std::set<FromTo> patterns = PatternsIn(relationships);
  for (const Harm& harm : document.harms) {
    HarmEdge edge = ReadHarmAnswers(answers, harm);
    edge.pattern_recorded = patterns.contains({harm.from, harm.to});
    network.edges.push_back(std::move(edge));
  }
  return network;
}

Network FindNetwork(const Document& document) {
  const AnswerIndex answers(document);
  return BuildNetwork(document, answers, ReadRelationships(document, answers));
}

Nation FindNation(const Document& document) {
  return FromCode<Nation>(document.Code("A.nation", ""));
}

NetworkReading FindHarm(const Document& document) {
  return ReadNetwork(FindNetwork(document), FindNation(document));
}

}  // namespace caselens
