#ifndef TYPOLOGY_FINDINGS_HARM_ANSWERS_H_
#define TYPOLOGY_FINDINGS_HARM_ANSWERS_H_

#include "typology/harm/network.h"
#include "typology/template/document.h"

namespace caselens {

// One harm as section C alone gives it, without `pattern_recorded`. Private to
// this folder.
HarmEdge ReadHarmAnswers(const Document& document, const Harm& harm);

}  // namespace caselens

#endif  // TYPOLOGY_FINDINGS_HARM_ANSWERS_H_
