#ifndef TYPOLOGY_FINDINGS_FINDINGS_H_
#define TYPOLOGY_FINDINGS_FINDINGS_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/harm/network.h"
#include "typology/harm/reading.h"
#include "typology/johnson/rule.h"
#include "typology/template/document.h"
#include "typology/template/facts.h"

// What follows from the answers of a coded document: inputs and suggestions of
// rule jt-1, the harm network and what is derived from it, the facts on which
// conditions of the template depend, and the factors that were found.
//
// Answers are read by the field ids of the template rdac; a field that is not
// there, a missing value and a code that the field does not have are all "not
// recorded". Nothing here fails: whether a document fits its template is for
// typology/template/check.h. A suggestion is a help to a person (see
// typology/johnson/rule.h) and must not be shown before the second reveal.
//
// Pure functions; any thread. Each looks up the answers it needs: O(questions *
// log answers), which is microseconds for a family and some ten milliseconds
// for the largest document that is accepted.
namespace caselens {

// One relationship in one of its periods.
struct RelationshipFinding {
  std::string instance;  // "R1/CURRENT"
  std::string relationship;
  Period period = Period::kCurrent;
  std::string person_1;
  std::string person_2;
  DirectionIndicators d12;  // what person 1 does to person 2
  DirectionIndicators d21;
  DyadIndicators dyad;
  bool high_harm = false;
  // What the auditor gave in B.type, codes; "" where there is none.
  std::array<std::string, 2> human_types;
  // A person gave SCV or SIV beside high harm: submission needs a reason.
  bool reason_required = false;
  bool operator==(const RelationshipFinding&) const = default;
};

// Every relationship and period, in the order of the document.
//
// `dyad.stalking` is Y if a harm between the two, either way, has the type
// STALKING and a time that may fall in the period:
//   EARLIER          HISTORIC, PAST_12M, LIFELONG
//   CURRENT          CURRENT, PAST_12M, LIFELONG
//   POST_SEPARATION  CURRENT, PAST_12M, LIFELONG; and any time if the relation
//                    is IP_FORMER or the harm is of type POST_SEPARATION
// A harm whose time is not recorded may fall in every period: a flag that
// asks for care must not depend on a date. Otherwise stalking is not recorded,
// never N: no edge is not the statement that there was none.
std::vector<RelationshipFinding> FindRelationships(const Document& document);

// What rule jt-1 suggests for one of them.
Suggestion SuggestFor(const RelationshipFinding& finding,
                      const RuleThresholds& thresholds = kJt1);

// The people, harms and answers of section C. An edge has `pattern_recorded`
// if an indicator from the one to the other is at level 3 in any period.
Network FindNetwork(const Document& document);

// A.nation; kUnknown if it is not answered.
Nation FindNation(const Document& document);

// ReadNetwork over the two.
NetworkReading FindHarm(const Document& document);

// The facts that template.proto lists, each with the instance it is about:
//
//   ADULT                   P1  16 or over (so 16 and 17 are ADULT and CHILD)
//   CHILD                   P1  under 18, unborn included
//   INDEX_CHILD             P1  C.role is INDEX_CHILD
//   MALE_16_OR_OVER         P1  gender M and ADULT
//   HARMS_16_OR_OVER        P1  ADULT, and a harm by them is not RESPONSIVE
//   ADULT_HARMED            P1  ADULT, and a harm to them is not RESPONSIVE
//   HARM_BY_ADULT_TO_CHILD  H1  C.relation is ADULT_TO_CHILD or, while it is
//                               not answered, from 18 or over to under 18
//   CURRENT_HIGH_HARM       H1  C.harm_period is CURRENT, and either a
//                               relationship of the two has HIGH_HARM in the
//                               period CURRENT or POST_SEPARATION, or the harm
//                               itself is STRANGULATION, STALKING or SEXUAL:
//                               the types that say alone what rule jt-1 calls
//                               high harm, between any two people
//   HIGH_HARM               R1/CURRENT  see RelationshipFinding
//   NATION_ENG, NATION_SCO  ""  A.nation
//   WAVE_SAMPLED            ""  A.wave is W1
//
// Facts::Has of a file ("") is true if one instance holds it, so that
// CURRENT_HIGH_HARM may be asked of a harm and of the file.
//
// Where neither age band nor role states an age, the roles of parents, their
// partners, grandparents, aunts and uncles, kin carers and ex-partners count as
// ADULT: a silent file must not make them invisible. A harm whose direction is
// not recorded counts as not RESPONSIVE, for the same reason.
Facts FindFacts(const Document& document);

// One factor of the study's scheme, as the auditor found it.
struct FoundFactor {
  std::string factor;
  std::optional<int> found;  // 0, 1 or 2 of J.found; none: not coded
  std::string found_when;    // code of J.found_when, or ""
  bool operator==(const FoundFactor&) const = default;
};

// In the order of `factor_keys`. A factor that is not coded is not absent.
std::vector<FoundFactor> FoundFactors(
    const Document& document, absl::Span<const std::string> factor_keys);

}  // namespace caselens

#endif  // TYPOLOGY_FINDINGS_FINDINGS_H_
