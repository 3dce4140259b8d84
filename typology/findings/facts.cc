#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "typology/findings/findings.h"
#include "typology/findings/steps.h"

namespace caselens {
namespace {

// Two people, whichever way round.
using Pair = std::pair<std::string, std::string>;

Pair PairOf(const std::string& a, const std::string& b) {
  return a < b ? Pair(a, b) : Pair(b, a);
}

bool IsRoleOfAdults(PersonRole role) {
  switch (role) {
    case PersonRole::kGrandparentMaternal:
    case PersonRole::kGrandparentPaternal:
    case PersonRole::kAuntUncle:
    case PersonRole::kKinCarer:
    case PersonRole::kExPartner:
      return true;
    default:
      return IsParentRole(role);
  }
}

bool CountsAsAdult(const NetworkPerson& person) {
  const Truth known = SixteenOrOver(person);
  return known == Truth::kYes ||
         (known == Truth::kUnknown && IsRoleOfAdults(person.role));
}

bool IsByAdultToChild(const HarmEdge& harm, const PeopleById& people) {
  if (harm.relation != HarmRelation::kUnknown) {
    return harm.relation == HarmRelation::kAdultToChild;
  }
  return UnderEighteen(people.At(harm.from)) == Truth::kNo &&
         UnderEighteen(people.At(harm.to)) == Truth::kYes;
}

bool IsHighHarmByItself(const HarmEdge& harm) {
  return harm.Has(HarmType::kStrangulation) || harm.Has(HarmType::kStalking) ||
         harm.Has(HarmType::kSexual);
}

void AddPerson(const NetworkPerson& person, Facts& facts) {
  if (CountsAsAdult(person)) {
    facts.Add("ADULT", person.id);
    if (person.gender == Gender::kMale) {
      facts.Add("MALE_16_OR_OVER", person.id);
    }
  }
  if (UnderEighteen(person) == Truth::kYes) facts.Add("CHILD", person.id);
  if (person.role == PersonRole::kIndexChild) {
    facts.Add("INDEX_CHILD", person.id);
  }
}

// Returns the pairs that have high harm now or after they separated.
std::set<Pair> AddRelationships(
    const std::vector<RelationshipFinding>& relationships, Facts& facts) {
  std::set<Pair> current;
  for (const RelationshipFinding& finding : relationships) {
    if (!finding.high_harm) continue;
    facts.Add("HIGH_HARM", finding.instance);
    if (finding.period != Period::kEarlier) {
      current.insert(PairOf(finding.person_1, finding.person_2));
    }
  }
  return current;
}

void AddHarm(const HarmEdge& harm, const PeopleById& people,
             const std::set<Pair>& high_harm, Facts& facts) {
  if (!harm.IsResponsive()) {
    if (CountsAsAdult(people.At(harm.from))) {
      facts.Add("HARMS_16_OR_OVER", harm.from);
    }
    if (CountsAsAdult(people.At(harm.to))) {
      facts.Add("ADULT_HARMED", harm.to);
    }
  }
  if (IsByAdultToChild(harm, people)) {
    facts.Add("HARM_BY_ADULT_TO_CHILD", harm.id);
  }
  if (harm.period == HarmPeriod::kCurrent &&
      (IsHighHarmByItself(harm) ||
       high_harm.contains(PairOf(harm.from, harm.to)))) {
    facts.Add("CURRENT_HIGH_HARM", harm.id);
  }
}

}  // namespace

Facts FindFacts(const Document& document) {
  Facts facts;
  const Nation nation = FindNation(document);
  if (nation == Nation::kEngland) facts.Add("NATION_ENG", "");
  if (nation == Nation::kScotland) facts.Add("NATION_SCO", "");
  if (document.Code("A.wave", "") == "W1") facts.Add("WAVE_SAMPLED", "");

  const AnswerIndex answers(document);
  const std::vector<RelationshipFinding> relationships =
      ReadRelationships(document, answers);
  const std::set<Pair> high_harm = AddRelationships(relationships, facts);
  const Network network = BuildNetwork(document, answers, relationships);
  const PeopleById people(network);
  for (const NetworkPerson& person : network.people) AddPerson(person, facts);
  for (const HarmEdge& harm : network.edges) {
    AddHarm(harm, people, high_harm, facts);
  }
  return facts;
}

std::vector<FoundFactor> FoundFactors(
    const Document& document, absl::Span<const std::string> factor_keys) {
  std::vector<FoundFactor> result;
  result.reserve(factor_keys.size());
  for (const std::string& factor : factor_keys) {
    const absl::string_view code = document.Code("J.found", factor);
    FoundFactor found = {
        .factor = factor,
        .found = std::nullopt,
        .found_when = std::string(document.Code("J.found_when", factor))};
    if (code == "0" || code == "1" || code == "2") found.found = code[0] - '0';
    result.push_back(std::move(found));
  }
  return result;
}

}  // namespace caselens
