#ifndef TYPOLOGY_FINDINGS_STEPS_H_
#define TYPOLOGY_FINDINGS_STEPS_H_

#include <vector>

#include "typology/findings/findings.h"
#include "typology/harm/network.h"
#include "typology/template/answer_index.h"
#include "typology/template/document.h"

// Steps that the functions of findings.h share. Private to this folder.
namespace caselens {

// One harm as section C alone gives it, without `pattern_recorded`.
HarmEdge ReadHarmAnswers(const AnswerIndex& answers, const Harm& harm);

// FindRelationships; `answers` are those of the document.
std::vector<RelationshipFinding> ReadRelationships(const Document& document,
                                                   const AnswerIndex& answers);

// FindNetwork, given what FindRelationships found.
Network BuildNetwork(const Document& document, const AnswerIndex& answers,
                     const std::vector<RelationshipFinding>& relationships);

}  // namespace caselens

#endif  // TYPOLOGY_FINDINGS_STEPS_H_
