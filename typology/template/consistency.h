#ifndef TYPOLOGY_TEMPLATE_CONSISTENCY_H_
#define TYPOLOGY_TEMPLATE_CONSISTENCY_H_

#include <vector>

#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/violation.h"

namespace caselens {

// Where answers of the template rdac contradict each other. Each rule looks at
// fields by id and is silent where a revision does not have them:
//
// - C.role is INDEX_CHILD for exactly one person.
// - NEGLECT_OMISSION only where C.relation is ADULT_TO_CHILD: not protecting a
//   child from another person's violence is never a harm by that person.
// - STRANGULATION always with PHYSICAL.
// - A RECIPROCAL harm has another harm in the other direction.
// - An auditor who had the file by interview only grades evidence E1 at most.
std::vector<Violation> CheckConsistency(const Form& form,
                                        const Document& document);

// The last rule alone, for the answers of the match.
std::vector<Violation> CheckEvidenceCap(const Form& form,
                                        const Document& document);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_CONSISTENCY_H_
